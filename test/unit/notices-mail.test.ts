import { MailError, mailError } from '../../notices/mail-error';
import { mailSettings, noticeHash } from '../../notices/mailer';
import { createRecipients, NoAddressError } from '../../notices/recipients';
import type { Parties } from '../../domain/parties';

const person = (name: string, email: string) => ({ name, email });
const parties = {
  contact: person('许静', 'xu@client.example'),
  signatory: person('周某', 'zhou@client.example'),
  accountManager: person('林知远', 'lin@provider.example'),
  manager: person('沈若溪', 'shen@provider.example'),
} as Parties;

describe('recipients', () => {
  const embedded = createRecipients({});

  it.each([
    ['client', 'xu@client.example'],
    ['account-manager', 'lin@provider.example'],
    ['manager', 'shen@provider.example'],
  ] as const)('%s is a person of the agreement', (role, address) => {
    expect(embedded.inParties(role)).toBe(true);
    expect(embedded.find(role, parties)).toMatchObject({ address });
    expect(embedded.find(role, undefined)).toBeUndefined();
  });

  it('other roles have a mailbox, in embedded mode by default', () => {
    expect(embedded.inParties('legal')).toBe(false);
    expect(embedded.find('legal', undefined)).toEqual({ address: 'legal@lvyue.local' });
    const named = createRecipients({ LVYUE_STAFF: '{"legal": "fawu@provider.example"}' });
    expect(named.find('legal', parties)).toEqual({ address: 'fawu@provider.example' });
    expect(named.find('finance', parties)).toEqual({ address: 'finance@lvyue.local' });
  });

  it('guesses no address in production', () => {
    const production = createRecipients({
      LVYUE_MODE: 'production',
      LVYUE_STAFF: '{"legal": "fawu@provider.example"}',
    });
    expect(production.find('legal', parties)).toEqual({ address: 'fawu@provider.example' });
    expect(() => production.find('finance', parties)).toThrow(NoAddressError);
  });

  it.each([
    ['legal@x', '应为 JSON 对象'],
    ['["a@b.c"]', '应为 JSON 对象'],
    ['{"service-team/kitchen": "a@b.c"}', '角色 service-team/kitchen 不存在'],
    ['{"legal/support": "a@b.c"}', '角色 legal/support 不存在'],
    ['{"lawyer": "a@b.c"}', '角色 lawyer 不存在'],
    ['{"legal": "not an address"}', 'legal 的邮箱无效'],
    ['{"legal": "a@b.c, d@e.f"}', 'legal 的邮箱无效'],
  ])('refuses the directory %s', (text, problem) => {
    expect(() => createRecipients({ LVYUE_STAFF: text })).toThrow(problem);
  });
});

describe('what the mail server says', () => {
  const to = { address: 'xu@client.example', name: '许静' };
  const smtp = (command: string, response: string, code = 'EENVELOPE') => {
    const responseCode = Number(response.slice(0, 3));
    return Object.assign(new Error('x'), { code, command, response, responseCode, permanent: responseCode >= 500 });
  };

  it.each([
    ['unknown mailbox', smtp('RCPT TO', '550 5.1.1 no such user'), 'bounced'],
    ['refused content', smtp('DATA', '554 5.7.1 spam', 'EMESSAGE'), 'bounced'],
    ['an address that is none', Object.assign(new Error('x'), { code: 'EENVELOPE', command: 'API' }), 'bounced'],
    ['greylisting', smtp('RCPT TO', '451 4.7.1 try later'), 'deferred'],
    ['full mailbox', smtp('DATA', '452 4.2.2 full', 'EMESSAGE'), 'deferred'],
    ['our own sender refused', smtp('MAIL FROM', '553 5.7.1 not yours'), 'deferred'],
    ['shutting down', smtp('RCPT TO', '421 4.3.2 bye'), 'unreachable'],
    ['wrong password', smtp('AUTH PLAIN', '535 5.7.8 no', 'EAUTH'), 'unreachable'],
    ['nobody there', Object.assign(new Error('x'), { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }), 'unreachable'],
    ['too slow', Object.assign(new Error('x'), { code: 'EABORT' }), 'unreachable'],
  ])('%s', (_name, error, trouble) => {
    expect(mailError(error, to)).toMatchObject({ trouble });
  });

  it('is kept without the person', () => {
    const text = '550 5.1.1 <Xu@client.example>: user xu (许静) unknown, ask postmaster@client.example';
    const { answer, message } = mailError(smtp('RCPT TO', text), to);
    expect(answer).toBe('RCPT TO: 550 5.1.1 <…>: user … (…) unknown, ask …');
    expect(message).toBe(answer);
    expect(mailError(Object.assign(new Error(text), { code: 'ESOCKET' }), to)).toEqual(
      new MailError('unreachable', 'ESOCKET'),
    );
  });
});

describe('the name of a notice', () => {
  const at = new Date('2027-01-06T01:30:00.000Z');

  it('stays the same and says nothing of the agreement', () => {
    const hash = noticeHash('agreement/2026-客户维护-001#7', at);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(noticeHash('agreement/2026-客户维护-001#7', new Date(at))).toBe(hash);
  });

  it('differs by notice, and by time when the same number is played again', () => {
    const hashes = [
      noticeHash('agreement/a#1', at),
      noticeHash('agreement/a#2', at),
      noticeHash('agreement/a#1', new Date(0)),
    ];
    expect(new Set(hashes).size).toBe(3);
  });

  it('takes sender and domain from the settings', () => {
    expect(mailSettings({})).toMatchObject({ from: '履约 <notice@lvyue.local>', domain: 'lvyue.local' });
    expect(mailSettings({ LVYUE_MAIL_FROM: 'a@b.cn', LVYUE_MAIL_DOMAIN: 'b.cn' })).toMatchObject({
      from: 'a@b.cn',
      domain: 'b.cn',
    });
  });
});

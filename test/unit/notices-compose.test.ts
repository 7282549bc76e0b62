import type { ComplaintSubject } from '../../domain/case/types';
import { parseInstant } from '../../domain/time';
import { compose } from '../../notices/compose';
import type { ClaimedNotice } from '../../notices/outbox';
import { createRecipients } from '../../notices/recipients';

const at = parseInstant('2027-01-06T09:30:00+08:00');
const C3 = '2026-客户维护-001-C3';
const person = (name: string, email: string) => ({ name, email });
const PARTIES = {
  contact: person('许静', 'xu@client.example'),
  signatory: person('许衡', 'heng@client.example'),
  accountManager: person('林知远', 'lin@provider.example'),
  manager: person('沈若溪', 'shen@provider.example'),
};

const notice = (more: Partial<ClaimedNotice>): ClaimedNotice => ({
  ...{ key: 'k#case.received#client#1', workflow_id: `complaint/${C3}`, kind: 'case.received', to_role: 'client' },
  ...{ at: new Date(at), not_before: null, attempts: 1, delegations: [], parties_ref: 'r-1' },
  ...{ about: null, department: null },
  ...{ deadlines: null, documents: null, deemed_acceptance: false, standard: null, ladders: null },
  data: { id: C3, reportedAt: at },
  ...more,
});
const deps = (staff: object = {}) => ({
  recipients: createRecipients({ LVYUE_STAFF: JSON.stringify(staff) }),
  vault: {
    openTexts: (refs: readonly string[]) => Promise.resolve(new Map(refs.map((ref) => [ref, JSON.stringify(PARTIES)]))),
  },
});

describe('whom a client answers', () => {
  it.each<[ComplaintSubject | null, string, string]>([
    ['account-manager', '沈若溪', 'shen@provider.example'],
    ['service', '林知远', 'lin@provider.example'],
    ['data-leak', '林知远', 'lin@provider.example'],
    [null, '林知远', 'lin@provider.example'],
  ])('of a complaint about %s: %s', async (about, name, address) => {
    const mail = await compose(notice({ about }), deps());
    expect(mail.replyTo).toEqual({ name, address });
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain(`${name}（${address}）`);
      expect(part.includes('林知远')).toBe(name === '林知远');
    }
  });

  it('what goes to our own people has no such address', async () => {
    expect(await compose(notice({ to_role: 'manager', about: 'account-manager' }), deps())).not.toHaveProperty(
      'replyTo',
    );
  });
});

test('a corrected address of the client’s contact is told at the former one as well, an unchanged one once', async () => {
  const former = { ...PARTIES, contact: person('许静', 'xu.old@client.example') };
  const data = { seat: 'contact', name: 't-aaaaaaaaaaaaaaaaaaaaaa', replaces: 'r-0' };
  const corrected = notice({ kind: 'person.corrected', workflow_id: 'agreement/2026-客户维护-001', data });
  const openTexts = (before: object) => (refs: readonly string[]) =>
    Promise.resolve(new Map(refs.map((ref) => [ref, JSON.stringify(ref === 'r-0' ? before : PARTIES)])));
  const mail = (before: object) => compose(corrected, { ...deps(), vault: { openTexts: openTexts(before) } });
  expect(await mail(former)).toMatchObject({
    to: { address: 'xu@client.example' },
    cc: { address: 'xu.old@client.example' },
  });
  expect(await mail(PARTIES)).not.toHaveProperty('cc');
});

describe('责任部门 (domain.md §5)', () => {
  const staff = { 'service-team': 'team@provider.example', 'service-team/support': 'support@provider.example' };
  const data = { id: 'request.response', due: '2027-01-06T11:30:00.000+08:00', clause: '§5' };
  const to = async (department: ClaimedNotice['department'], role: 'service-team' | 'manager' = 'service-team') => {
    const mail = await compose(notice({ kind: 'deadline.warning', to_role: role, department, data }), deps(staff));
    return mail.to.address;
  };

  it('has the mails of its requests in its own mailbox, where it has one; else the service team has', async () => {
    expect(await to('support')).toBe('support@provider.example');
    expect(await to('sales')).toBe('team@provider.example');
    expect(await to(null)).toBe('team@provider.example');
    expect(await to('support', 'manager')).toBe('shen@provider.example');
  });
});

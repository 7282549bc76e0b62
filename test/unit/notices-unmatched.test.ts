import { UNMATCHED_NOTICE, UNMATCHED_ZH, type Unmatched } from '../../domain/inbound';
import { parseInstant } from '../../domain/time';
import { compose } from '../../notices/compose';
import type { ClaimedNotice } from '../../notices/outbox';
import { createRecipients } from '../../notices/recipients';

const at = parseInstant('2027-01-06T09:30:00+08:00');
const DESK = 'desk@provider.example';

const notice = (data: object, delegations: ClaimedNotice['delegations'] = []): ClaimedNotice => ({
  ...{ key: `inbound/m-1#${UNMATCHED_NOTICE}`, workflow_id: 'inbound/m-1', kind: UNMATCHED_NOTICE },
  ...{ to_role: 'operations', at: new Date(at), not_before: null, attempts: 1, delegations },
  ...{
    parties_ref: null,
    about: null,
    department: null,
    deadlines: null,
    documents: null,
    deemed_acceptance: false,
    standard: null,
    ladders: null,
  },
  data: { id: 'm-1', receivedAt: at, ...data },
});
const deps = (people: Record<string, object> = {}) => ({
  recipients: createRecipients({ LVYUE_STAFF: JSON.stringify({ operations: DESK }) }),
  vault: {
    openTexts: (refs: readonly string[]) =>
      Promise.resolve(new Map(refs.map((ref) => [ref, people[ref] && JSON.stringify(people[ref])]))),
  },
});

describe('a mail that could not be filed', () => {
  it.each(Object.keys(UNMATCHED_ZH) as Unmatched[])(
    '%s: operations is told why, and where it is kept',
    async (reason) => {
      const mail = await compose(notice({ reason }), deps());
      expect(mail).toMatchObject({ to: { address: DESK }, subject: '【履约】一封来信未能登记，请处理' });
      for (const part of [mail.text, mail.html]) {
        for (const fact of ['m-1', UNMATCHED_ZH[reason], '2027-01-06 09:30', '/v1/inbound/mail'])
          expect(part).toContain(fact);
        expect(part).not.toMatch(/协议编号|undefined/);
      }
    },
  );

  it('names the agreement where the mail named one of ours', async () => {
    const { text } = await compose(notice({ reason: 'unknown-sender', agreement: '2026-客户维护-001' }), deps());
    expect(text).toContain('协议编号：2026-客户维护-001');
  });

  it('goes to whoever stands in for the desk', async () => {
    const people = { from: { name: '运营台', email: DESK }, to: { name: '高岚', email: 'gao@provider.example' } };
    const when = { startsOn: '2027-01-05', endsOn: '2027-01-08', recordedAt: at - 1 };
    const away = { id: 'd-1', role: 'operations' as const, side: 'provider', ref: 'r-1', ...when };
    const mail = await compose(notice({ reason: 'refused' }, [away]), deps({ 'r-1': people }));
    expect(mail).toMatchObject({ to: { address: 'gao@provider.example', name: '高岚' }, delegations: ['d-1'] });
    expect(mail.text).toContain('代 运营台 处理');
    expect(mail.text).toContain('高岚，您好：');
  });
});

import { enterTermination, terminationOutcome } from '../../../domain/agreement/ending';
import { executionOutcome } from '../../../domain/agreement/execution';
import type { CommandPayloads } from '../../../domain/agreement/commands';
import { endOfTermHooks } from '../../../domain/agreement/evaluation';
import { iso, parseInstant } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PDF, type PaperAgreement } from '../../support/agreement';
import { inForce } from '../../support/in-force';
import { paperOf } from '../../support/papers';

/** 解除与提前终止 (§9). */

const june = (): PaperAgreement => inForce().at('2027-06-01T09:00:00+08:00');
const typeOf = (action: () => unknown) => failureOf(action).type;

/** The cure period of the client's breach, notice 1, has ended without a cure. */
function uncured(): PaperAgreement {
  const a = june()
    .send('account-manager', 'breach.record', { party: 'client', clause: 'fees', facts: 't-1' })
    .send('manager', 'notice.issue', {
      kind: 'cure',
      party: 'provider',
      channel: 'post',
      text: 't-2',
      breach: 1,
      proof: PDF,
    });
  return a.at(a.deadline('breach.cure/1')!.dueAt + 3_600_000);
}
const rescind = (a: PaperAgreement, more: Partial<CommandPayloads['agreement.rescind']> = {}) =>
  a.send('manager', 'agreement.rescind', {
    ground: 'material-breach',
    party: 'provider',
    channel: 'email',
    text: 't-3',
    breach: 1,
    ...more,
  });
const deliver = (a: PaperAgreement, notice: number) =>
  a.send('operations', 'notice.deliver', { notice, channel: 'email', proof: PDF });

const told = (a: PaperAgreement, name: string) =>
  a.notices.filter(({ kind }) => kind === name).map(({ to, data }) => [to, data]);

describe('for material breach', () => {
  test('only once the cure period has ended uncured', () => {
    const a = june().send('account-manager', 'breach.record', { party: 'client', clause: 'fees', facts: 't-1' });
    expect(typeOf(() => rescind(a))).toBe('NotNow');
    expect(failureOf(() => rescind(a, { breach: undefined })).field).toBe('breach');
    expect(rescind(uncured()).state.ending).toBeUndefined();
  });

  test('it counts from the delivery of its notice: the end of that day', () => {
    const a = rescind(uncured());
    expect(a.deadline('breach.decision/1')).toBeUndefined();
    deliver(a, 2);
    expect(a.state.ending).toMatchObject({ rescission: { ground: 'material-breach', breach: 1, notice: 2 } });
    expect(executionOutcome(a.state)).toBe('notice');
    a.change(enterTermination);
    const { endsAt } = a.state.ending!;
    expect(iso(endsAt).slice(11, 16)).toBe('00:00');
    expect(endsAt - a.now).toBeLessThan(24 * 3_600_000);
    a.at(endsAt);
    expect(a.state.ending!.ended).toBe(true);
    expect(a.state.deadlines.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['handover', 'handover.backup', 'settlement']),
    );
    expect(a.state.deadlines.filter(({ id }) => id.startsWith('breach.'))).toEqual([]);
  });

  test('not by the side that has broken it', () => {
    const a = uncured();
    const own = () =>
      a.send('operations', 'agreement.rescind', {
        ground: 'material-breach',
        party: 'client',
        channel: 'post',
        text: 't-3',
        breach: 1,
      });
    expect(failureOf(own)).toMatchObject({ type: 'Invalid', field: 'party' });
  });

  test('a cure in time that is recorded after the issue takes its ground away; a late one does not', () => {
    const a = rescind(uncured());
    a.send('account-manager', 'breach.cured', { breach: 1, proof: PDF }, { occurredAt: '2027-06-03T09:00:00+08:00' });
    expect(typeOf(() => deliver(a, 2))).toBe('NotNow');
    expect(a.state.written![1]!.dropped).toBe('withdrawn');
    expect(told(a, 'breach.notice-dropped')).toEqual([
      ['client', { breach: 1, notice: 2, kind: 'rescission', why: 'cured' }],
    ]);
    expect(a.state.deadlines.filter(({ id }) => /^(notice|breach)\./.test(id))).toEqual([]);
    const late = rescind(uncured()).send('account-manager', 'breach.cured', { breach: 1, proof: PDF });
    expect(deliver(late, 2).state.ending).toBeDefined();
  });
});

describe('a ground that goes after its notice', () => {
  const CURED = { occurredAt: '2027-06-03T09:00:00+08:00' };

  test('a waiver drops the rescission that is on its way', () => {
    const a = rescind(uncured()).send('manager', 'breach.waive', { breach: 1, reason: 't-4' });
    expect(a.state.written!.map(({ dropped }) => dropped)).toEqual([undefined, 'withdrawn']);
    expect(a.deadline('notice.delivery/2')).toBeUndefined();
    expect(typeOf(() => deliver(a, 2))).toBe('NotNow');
    expect(told(a, 'breach.notice-dropped').map(([to]) => to)).toEqual(['client']);
  });

  test('has arrived: nothing is undone by itself, both sides are told and decide', () => {
    const a = deliver(rescind(uncured()), 2);
    const { ending } = a.state;
    a.send('account-manager', 'breach.cured', { breach: 1, proof: PDF }, CURED);
    expect(a.state.ending).toEqual(ending);
    expect(a.happened('breach.ground-gone')).toEqual([{ breach: 1, notice: 2, why: 'cured' }]);
    const data = { breach: 1, notice: 2, party: 'provider', why: 'cured' };
    expect(told(a, 'breach.ground-gone')).toEqual([
      ['manager', data],
      ['client', data],
    ]);
  });

  test('a cure after the period takes no ground away', () => {
    const a = deliver(rescind(uncured()), 2).send('account-manager', 'breach.cured', { breach: 1, proof: PDF });
    expect(a.happened('breach.ground-gone')).toEqual([]);
  });
});

test('the certificate says why it ended', () => {
  const reason = (rescission: object): string => {
    const data = { endsAt: parseInstant('2027-08-01T00:00:00+08:00'), noticeBy: [], certificate: {} };
    const term = { from: '2027-01-01', to: '2027-12-31' };
    const order = { data: { ...data, term, rescission, handoverAcceptedOn: '2027-08-02', confidentialityYears: 2 } };
    return paperOf('completion-certificate', { seq: 1, kind: 'completion-certificate', version: 1, at: 0, ...order })
      .reason;
  };
  expect(reason({ ground: 'material-breach', party: 'provider' })).toBe('解除（重大违约，补正期满未补正）');
  expect(reason({ ground: 'agreement', on: '2027-07-31' })).toBe('双方协商一致提前终止');
});

describe('on other grounds', () => {
  test.each(['bankruptcy', 'fraud-or-duress', 'force-majeure'] as const)('%s with its document', (ground) => {
    const say = (more: object) => rescind(june(), { ground, breach: undefined, ...more });
    expect(failureOf(() => say({})).field).toBe('document');
    expect(failureOf(() => say({ document: PDF, breach: 1 })).field).toBe('breach');
    const a = deliver(say({ document: PDF }), 1);
    expect(a.state.ending!.rescission).toMatchObject({ ground, party: 'provider' });
  });

  test('by the client on the platform it arrives at once', () => {
    const a = june().send('client', 'agreement.rescind', {
      ground: 'bankruptcy',
      party: 'client',
      channel: 'platform',
      text: 't-3',
      document: PDF,
    });
    expect(iso(a.state.ending!.endsAt)).toBe('2027-06-02T00:00:00.000+08:00');
  });
});

describe('by agreement', () => {
  const agree = (a: PaperAgreement, more: Partial<CommandPayloads['agreement.rescind']> = {}) =>
    a.send('manager', 'agreement.rescind', { ground: 'agreement', document: PDF, on: '2027-07-31', ...more });

  test('it ends on the agreed day at 24:00, with the document that both signed', () => {
    const a = agree(june()).change(enterTermination);
    expect(a.deadline('rescission.date')).toBeDefined();
    expect(terminationOutcome(a.at('2027-07-31T23:59:00+08:00').state)).toBeUndefined();
    expect(a.state.ending!.ended).toBeUndefined();
    a.at('2027-08-01T00:00:00+08:00');
    expect(a.happened('agreement.ended')).toEqual([{ endsOn: '2027-07-31' }]);
    Object.assign(a.state.ending!, { handover: 'accepted', backup: true, settled: true });
    a.state.ending!.certificate = { provider: true, client: true };
    expect(terminationOutcome(a.state)).toBe('terminated');
  });

  test('needs document and day, before the end that is known; the client alone does not agree', () => {
    expect(failureOf(() => agree(june(), { document: undefined })).field).toBe('document');
    expect(failureOf(() => agree(june(), { on: undefined })).field).toBe('on');
    for (const on of ['2026-12-31', '2027-12-31', '2028-03-01'])
      expect(failureOf(() => agree(june(), { on })).field).toBe('on');
    const alone = () =>
      june().send('client', 'agreement.rescind', { ground: 'agreement', document: PDF, on: '2027-07-31' });
    expect(typeOf(alone)).toBe('Forbidden');
  });

  test('a notice that ends it earlier goes before it, a later one does not move it', () => {
    const notice = (a: PaperAgreement) =>
      a.send('operations', 'notice.terminate', { party: 'client', channel: 'post', proof: PDF, reason: 't-1' });
    const earlier = notice(agree(june()));
    expect(iso(earlier.state.ending!.endsAt)).toBe('2027-07-02T00:00:00.000+08:00');
    expect(earlier.state.ending!.rescission).toBeUndefined();
    const later = notice(agree(june(), { on: '2027-06-10' }));
    expect(iso(later.state.ending!.endsAt)).toBe('2027-06-11T00:00:00.000+08:00');
    for (const a of [earlier, later])
      expect(a.state.deadlines.filter(({ id }) => /^(rescission\.date|termination\.notice)$/.test(id))).toHaveLength(1);
  });

  test('notices that were to bring the end about and have not arrived are moot when it has come', () => {
    const a = june().send('manager', 'notice.issue', {
      kind: 'termination',
      party: 'provider',
      channel: 'post',
      text: 't-1',
    });
    a.send('manager', 'notice.issue', { kind: 'general', party: 'provider', channel: 'post', text: 't-1' });
    agree(a, { on: '2027-06-02' }).change(enterTermination).at('2027-06-03T00:00:00+08:00');
    expect(a.state.written!.map(({ dropped }) => dropped)).toEqual(['moot', undefined]);
    expect(a.deadline('notice.delivery/2')).toBeDefined();
  });

  test('expiry finds the end decided', () => {
    const a = agree(june());
    const before = a.state.ending;
    a.change((book) => endOfTermHooks['term.end']!(book, 'term.end'));
    expect(a.state.ending).toEqual(before);
    expect(parseInstant('2027-08-01T00:00:00+08:00')).toBe(before!.endsAt);
  });
});

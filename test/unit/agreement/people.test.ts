import { enterDrafting } from '../../../domain/agreement/drafting';
import { enterReview } from '../../../domain/agreement/review';
import { enterSigning } from '../../../domain/agreement/signing';
import type { CommandPayloads } from '../../../domain/agreement/commands';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';
import { sampleDraft } from '../../support/documents';

type Replacement = CommandPayloads['person.replace'];

const NEW_CONTACT: Replacement = {
  seat: 'contact',
  partiesRef: 'r-2',
  replaces: 'r-1',
  from: 't-from',
  to: 't-to',
  leaves: 'p-old',
  joins: 'p-new',
  notice: PDF,
  reason: 't-reason',
};
const { leaves: _leaves, joins: _joins, notice: _notice, ...provider } = NEW_CONTACT;
const NEW_MANAGER: Replacement = { ...provider, seat: 'accountManager' };

/** The client's five working days are running, to 2026-11-09 24:00. */
function delivered(): PaperAgreement {
  const a = new PaperAgreement();
  a.state.intake.requirements = sampleDraft.personalised.map((p) => ({ key: p.requirement, text: 't-1' }));
  a.state.deadlines = [];
  const version = { version: 1, sha256: SHA };
  return a
    .change(enterDrafting)
    .send('account-manager', 'draft.submit', { draft: sampleDraft })
    .change(enterReview)
    .send('legal', 'review.legal.approve', version)
    .send('service-review', 'review.service.approve', version)
    .send('account-manager', 'review.deliver', { version: 1, channel: 'email', proof: PDF });
}

describe('a person who leaves is replaced (§1)', () => {
  test('from then on the new record holds, and both names are in the trail by reference', () => {
    const a = new PaperAgreement().send('operations', 'person.replace', NEW_CONTACT);
    expect(a.state.partiesRef).toBe('r-2');
    expect(a.happened('person.replaced')).toEqual([{ seat: 'contact', from: 't-from', to: 't-to', notice: SHA }]);
    expect(a.notices.filter((n) => n.kind === 'person.replaced').map((n) => n.to)).toEqual([
      'client',
      'account-manager',
    ]);
  });

  test.each(['contact', 'signatory'] as const)('the client’s %s is replaced by its sealed notice only', (seat) => {
    const { notice: _none, ...without } = NEW_CONTACT;
    const replace = (payload: Replacement) => new PaperAgreement().send('account-manager', 'person.replace', payload);
    expect(failureOf(() => replace({ ...without, seat }))).toMatchObject({ type: 'Invalid', field: 'notice' });
    expect(replace({ ...NEW_CONTACT, seat }).state.partiesRef).toBe('r-2');
  });

  test('the same name with other contact data is a correction: without a notice, and nobody leaves', () => {
    const a = delivered();
    const { notice: _none, leaves: _stays, ...rest } = NEW_CONTACT;
    a.send('account-manager', 'person.replace', { ...rest, from: 't-to', joins: 'p-old' });
    expect(a.state.partiesRef).toBe('r-2');
    expect(a.happened('person.replaced')).toEqual([]);
    expect(a.happened('person.corrected')).toEqual([{ seat: 'contact', name: 't-to' }]);
    const told = a.notices.filter(({ kind }) => kind.startsWith('person.')).map(({ kind, to }) => [kind, to]);
    expect(told).toEqual([
      ['person.corrected', 'client'],
      ['person.corrected', 'account-manager'],
    ]);
    const extend = () => a.send('manager', 'deadline.extend', { id: 'review.client', days: 1, reason: 't-1' });
    expect(failureOf(extend).type).toBe('NotNow');
  });

  test('the account manager is replaced by the manager, nobody else', () => {
    for (const role of ['operations', 'account-manager', 'head-of-service'] as const)
      expect(failureOf(() => new PaperAgreement().send(role, 'person.replace', NEW_MANAGER))).toMatchObject({
        type: 'Forbidden',
        field: 'seat',
      });
    expect(new PaperAgreement().send('manager', 'person.replace', NEW_MANAGER).state.partiesRef).toBe('r-2');
  });

  test('the head of service replaces a manager who is gone; the newcomer is told', () => {
    const a = new PaperAgreement().send('head-of-service', 'person.replace', { ...NEW_MANAGER, seat: 'manager' });
    expect(a.notices.filter((n) => n.kind === 'person.replaced').map((n) => n.to)).toContain('manager');
  });

  test('old links die, and live again when the person comes back', () => {
    const a = new PaperAgreement().send('operations', 'person.replace', NEW_CONTACT);
    expect(a.state.formerClients).toEqual(['p-old']);
    const back = { ...NEW_CONTACT, partiesRef: 'r-3', replaces: 'r-2', leaves: 'p-new', joins: 'p-old' };
    expect(a.send('operations', 'person.replace', back).state.formerClients).toEqual(['p-new']);
  });

  test('a replacement made from an older record would undo another one: it is refused', () => {
    const a = new PaperAgreement().send('operations', 'person.replace', NEW_CONTACT);
    const stale = () => a.send('manager', 'person.replace', { ...NEW_MANAGER, partiesRef: 'r-3' });
    expect(failureOf(stale).type).toBe('NotNow');
    expect(a.state.partiesRef).toBe('r-2');
  });

  test('cases that are filed later carry the new record', () => {
    const a = new PaperAgreement({}, '2027-01-04T09:00:00+08:00');
    Object.assign(a.state, { phase: 'execution', deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
    a.send('operations', 'person.replace', NEW_CONTACT);
    a.send('client', 'complaint.file', { channel: '电话', description: 't-1' });
    expect(a.state.orders).toMatchObject([{ order: 'open-case', input: { partiesRef: 'r-2' } }]);
  });
});

describe('open windows go on unless the manager extends them (§1)', () => {
  const reason = 't-1';

  test('the window keeps its end, and moves by as many working days as the manager says', () => {
    const a = delivered().send('operations', 'person.replace', NEW_CONTACT);
    expect(iso(a.deadline('review.client')!.dueAt)).toBe('2026-11-10T00:00:00.000+08:00');
    a.send('manager', 'deadline.extend', { id: 'review.client', days: 3, reason });
    expect(iso(a.deadline('review.client')!.dueAt)).toBe('2026-11-13T00:00:00.000+08:00');
    expect(a.notices.at(-1)).toMatchObject({ kind: 'deadline.extended', to: 'client' });
    expect(a.happened('deadline.moved')).toHaveLength(1);
  });

  test('once each, from 1 to 10 working days, by the manager', () => {
    const a = delivered().send('operations', 'person.replace', NEW_CONTACT);
    const extend = (days: number) => () => a.send('manager', 'deadline.extend', { id: 'review.client', days, reason });
    for (const days of [0, 11, 1.5]) expect(failureOf(extend(days))).toMatchObject({ type: 'Invalid', field: 'days' });
    const other = () => a.send('account-manager', 'deadline.extend', { id: 'review.client', days: 1, reason });
    expect(failureOf(other).type).toBe('Forbidden');
    extend(1)();
    expect(failureOf(extend(1))).toMatchObject({ type: 'NotNow', field: 'id' });
  });

  test('not without a replacement, nor what the provider owes or what began afterwards', () => {
    const a = delivered();
    const extend = (id: string) => () => a.send('manager', 'deadline.extend', { id, days: 1, reason });
    expect(failureOf(extend('review.client')).type).toBe('NotNow');
    a.state.deadlines = [];
    a.change(enterSigning).send('operations', 'person.replace', NEW_CONTACT);
    expect(failureOf(extend('signing')).type).toBe('NotNow');
  });
});

test('who signs for the provider is replaced, or corrected, without a notice of the client; no clock is anybody’s', () => {
  const a = delivered();
  const before = a.state.deadlines.map(({ id, dueAt }) => [id, dueAt]);
  a.send('operations', 'person.replace', { ...provider, seat: 'providerSignatory' });
  expect(a.state.partiesRef).toBe('r-2');
  expect(a.happened('person.replaced')).toMatchObject([{ seat: 'providerSignatory' }]);
  const told = a.notices.filter(({ kind }) => kind === 'person.replaced').map(({ to }) => to);
  expect(told).toEqual(['client', 'account-manager']);
  expect(a.state.deadlines.map(({ id, dueAt }) => [id, dueAt])).toEqual(before);
  const refused = failureOf(() =>
    delivered().send('account-manager', 'person.replace', { ...provider, seat: 'providerSignatory' }),
  );
  expect(refused).toMatchObject({ type: 'Forbidden', field: 'seat' });
});

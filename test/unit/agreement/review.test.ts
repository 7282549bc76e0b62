import { enterDrafting } from '../../../domain/agreement/drafting';
import { enterReview, reviewOutcome } from '../../../domain/agreement/review';
import type { Terms } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';
import { sampleDraft } from '../../support/documents';

const V1 = { version: 1, sha256: SHA };

function inReview(terms: Partial<Terms> = {}, start?: string): PaperAgreement {
  const a = new PaperAgreement(terms, start);
  a.state.intake.requirements = sampleDraft.personalised.map((p) => ({ key: p.requirement, text: 't-1' }));
  a.state.deadlines = [];
  return a.change(enterDrafting).send('account-manager', 'draft.submit', { draft: sampleDraft }).change(enterReview);
}

/** Delivered to the client at the current instant. */
const delivered = (terms: Partial<Terms> = {}, start?: string): PaperAgreement =>
  inReview(terms, start)
    .send('legal', 'review.legal.approve', V1)
    .send('service-review', 'review.service.approve', V1)
    .send('account-manager', 'review.deliver', { version: 1, channel: 'email', proof: PDF });

describe('internal review (§3.3 a)', () => {
  test('legal and customer service have two working days each, at the same time', () => {
    const a = inReview();
    expect(iso(a.deadline('review.legal')!.dueAt)).toBe('2026-11-05T00:00:00.000+08:00');
    expect(iso(a.deadline('review.service')!.dueAt)).toBe('2026-11-05T00:00:00.000+08:00');
  });

  test('four eyes: two different people, neither of them the drafter', () => {
    const a = inReview();
    expect(failureOf(() => a.send('legal', 'review.legal.approve', V1, { id: 'p-account-manager' })).type).toBe(
      'FourEyes',
    );
    a.send('legal', 'review.legal.approve', V1, { id: 'p-both' });
    expect(failureOf(() => a.send('service-review', 'review.service.approve', V1, { id: 'p-both' })).type).toBe(
      'FourEyes',
    );
  });

  test('what is approved is the version that was read, by number and by hash', () => {
    const a = inReview();
    expect(failureOf(() => a.send('legal', 'review.legal.approve', { version: 2, sha256: SHA }))).toMatchObject({
      type: 'VersionVoid',
      field: 'version',
    });
    expect(
      failureOf(() => a.send('legal', 'review.legal.approve', { version: 1, sha256: 'f'.repeat(64) })),
    ).toMatchObject({
      type: 'VersionVoid',
      field: 'sha256',
    });
  });

  test('a return ends the round and voids the other desk’s approval', () => {
    const a = inReview()
      .send('legal', 'review.legal.approve', V1)
      .send('service-review', 'review.service.return', { version: 1, reason: 't-1' });
    expect(reviewOutcome(a.state)).toBe('returned');
    a.change(enterDrafting).send('account-manager', 'draft.submit', { draft: sampleDraft }).change(enterReview);
    expect(a.state.draft!.version).toBe(2);
    expect(a.state.review).toMatchObject({ round: 2, confirmed: {} });
    expect(a.state.review!.legal).toBeUndefined();
  });

  test('nothing is delivered before both desks have approved', () => {
    const a = inReview().send('legal', 'review.legal.approve', V1);
    expect(
      failureOf(() => a.send('account-manager', 'review.deliver', { version: 1, channel: 'email', proof: PDF })).type,
    ).toBe('NotNow');
  });
});

test('from its second version on the client is told which one it had before', () => {
  const a = delivered();
  const told = () => a.notices.filter(({ kind }) => kind === 'review.delivered').map(({ data }) => data);
  expect(told()).toEqual([expect.not.objectContaining({ before: expect.anything() })]);
  const round = (version: number, deliver: boolean) => {
    a.change(enterDrafting).send('account-manager', 'draft.submit', { draft: sampleDraft }).change(enterReview);
    const ref = { version, sha256: SHA };
    a.send('legal', 'review.legal.approve', ref).send('service-review', 'review.service.approve', ref);
    if (deliver) a.send('account-manager', 'review.deliver', { version, channel: 'email', proof: PDF });
  };
  round(2, false); // never delivered: not what the client had
  round(3, true);
  round(4, true);
  expect(told().slice(1)).toEqual([
    expect.objectContaining({ version: 3, before: 1 }),
    expect.objectContaining({ version: 4, before: 3 }),
  ]);
});

describe('the client’s window (§3.3 b)', () => {
  test('five working days from delivery, the National Day weeks left out', () => {
    const a = delivered({}, '2026-09-24T10:00:00+08:00');
    expect(iso(a.deadline('review.client')!.dueAt)).toBe('2026-10-10T00:00:00.000+08:00');
  });

  test('counts from when it was delivered, not from when that was typed in', () => {
    const a = inReview()
      .send('legal', 'review.legal.approve', V1)
      .send('service-review', 'review.service.approve', V1)
      .at('2026-11-05T10:00:00+08:00')
      .send(
        'account-manager',
        'review.deliver',
        { version: 1, channel: 'post', proof: PDF },
        { occurredAt: '2026-11-03T10:00:00+08:00' },
      );
    expect(iso(a.deadline('review.client')!.dueAt)).toBe('2026-11-11T00:00:00.000+08:00');
  });

  test.each([
    ['email', undefined, false],
    ['in-person', undefined, false],
    ['post', PDF, true],
  ] as const)('delivered by %s with proof %j counts: %s', (channel, proof, counts) => {
    const a = inReview().send('legal', 'review.legal.approve', V1).send('service-review', 'review.service.approve', V1);
    const deliver = () => a.send('account-manager', 'review.deliver', { version: 1, channel, ...(proof && { proof }) });
    if (counts) expect(deliver().deadline('review.client')).toBeDefined();
    else expect(failureOf(deliver)).toMatchObject({ type: 'Invalid', field: 'proof' });
  });

  test('warned one working day before its end', () => {
    const a = delivered();
    expect(a.deadline('review.client')!.warnAt.map(iso)).toEqual(['2026-11-07T00:00:00.000+08:00']);
  });

  test('silence lapses: the manager has two working days, and nothing is accepted', () => {
    const a = delivered().at('2026-11-10T00:00:00+08:00');
    expect(a.state.review).toMatchObject({ lapsed: true });
    expect(a.state.review!.client).toBeUndefined();
    expect(iso(a.deadline('review.client-lapse')!.dueAt)).toBe('2026-11-12T00:00:00.000+08:00');
    expect(a.deadline('review.client-lapse')!.owner).toBe('manager');
  });

  test('the manager extends by 1 to 10 working days from the decision', () => {
    const a = delivered().at('2026-11-10T09:00:00+08:00');
    for (const days of [0, 11, 1.5]) {
      expect(
        failureOf(() => a.send('manager', 'review.client-lapse.decide', { answer: 'extend', days })),
      ).toMatchObject({
        type: 'Invalid',
        field: 'days',
      });
    }
    a.send('manager', 'review.client-lapse.decide', { answer: 'extend', days: 5 });
    expect(iso(a.deadline('review.client')!.dueAt)).toBe('2026-11-18T00:00:00.000+08:00');
    expect(a.deadline('review.client-lapse')).toBeUndefined();
    expect(a.happened('deadline.missed')).toHaveLength(1);
  });

  test.each([
    ['withdraw', 'withdrawn'],
    ['close', 'closed'],
  ] as const)('the manager may %s, with a reason: the agreement ends %s', (answer, outcome) => {
    const a = delivered().at('2026-11-10T09:00:00+08:00');
    expect(failureOf(() => a.send('manager', 'review.client-lapse.decide', { answer }))).toMatchObject({
      type: 'Invalid',
      field: 'reason',
    });
    a.send('manager', 'review.client-lapse.decide', { answer, reason: 't-1' });
    expect(a.state.outcome).toBe(outcome);
  });

  test('an answer after the lapse still counts until the manager has decided', () => {
    const a = delivered().at('2026-11-10T09:00:00+08:00').send('client', 'review.client.accept', V1);
    expect(a.state.review!.client).toBe('accepted');
    expect(a.deadline('review.client-lapse')).toBeUndefined();
    expect(a.happened('deadline.met').find((e) => e['id'] === 'review.client')).toMatchObject({ late: true });
  });

  test('an answer given in time but recorded after the lapse stays missed, marked recorded late', () => {
    const a = delivered()
      .at('2026-11-10T09:00:00+08:00')
      .send('operations', 'review.client.accept', V1, { occurredAt: '2026-11-09T17:00:00+08:00' });
    expect(a.happened('deadline.missed')).toHaveLength(1);
    expect(a.happened('deadline.met').find((e) => e['id'] === 'review.client')).toMatchObject({ recordedLate: true });
  });

  test('silence is acceptance only where that was agreed in writing beforehand; the clauses are still explained', () => {
    const a = delivered({ deemedAcceptance: { sha256: SHA, agreedOn: '2026-10-01', document: PDF } }).at(
      '2026-11-10T00:00:00+08:00',
    );
    expect(a.state.review!.client).toBe('deemed-accepted');
    expect(a.deadline('review.explanation')).toBeDefined();
    expect(reviewOutcome(a.state)).toBeUndefined();
  });

  test('objections, clause by clause, lead back to drafting', () => {
    const a = delivered();
    expect(failureOf(() => a.send('client', 'review.client.object', { version: 1, objections: [] })).field).toBe(
      'objections',
    );
    const object = (clause: string) =>
      a.send('client', 'review.client.object', { version: 1, objections: [{ clause, text: 't-5' }] });
    expect(failureOf(() => object('no-such-clause'))).toMatchObject({ type: 'Invalid', field: 'objections[0].clause' });
    object('fees');
    expect(reviewOutcome(a.state)).toBe('objected');
  });
});

describe('final confirmation (§3.3 c)', () => {
  test('the clauses are explained before either side confirms, then both confirm the same version', () => {
    const a = delivered().send('client', 'review.client.accept', V1);
    expect(failureOf(() => a.send('client', 'confirm.client', V1)).type).toBe('NotNow');
    a.send('account-manager', 'clauses.explain', { ...V1, acknowledged: true }).send('client', 'confirm.client', V1);
    expect(a.deadline('review.confirmation')).toMatchObject({ owner: 'manager' });
    a.send('manager', 'confirm.provider', V1);
    expect(reviewOutcome(a.state)).toBe('confirmed');
    expect(a.state.deadlines).toEqual([]);
  });
});

describe('withdrawal before signing (§3.3)', () => {
  test('the client withdraws, the provider closes, each with a reason, in any step', () => {
    expect(inReview().send('client', 'agreement.withdraw', { reason: 't-1' }).state.outcome).toBe('withdrawn');
    expect(new PaperAgreement().send('manager', 'agreement.close', { reason: 't-1' }).state.outcome).toBe('closed');
  });

  test('nobody acts on an agreement that has ended', () => {
    const a = inReview().send('client', 'agreement.withdraw', { reason: 't-1' });
    expect(failureOf(() => a.send('legal', 'review.legal.approve', V1)).type).toBe('NotNow');
  });
});

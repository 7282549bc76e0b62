import { parseCommand } from '../../../api/run-command';
import { enterDrafting } from '../../../domain/agreement/drafting';
import { enterReview } from '../../../domain/agreement/review';
import type { CommandPayloads } from '../../../domain/agreement/commands';
import type { Terms } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement } from '../../support/agreement';
import { sampleDraft } from '../../support/documents';
import { DRAFT } from '../../api/samples';

type Changes = Omit<CommandPayloads['draft.submit'], 'draft'>;

function drafting(terms: Partial<Terms> = {}): PaperAgreement {
  const a = new PaperAgreement(terms);
  a.state.intake.requirements = sampleDraft.personalised.map((p) => ({ key: p.requirement, text: 't-1' }));
  a.state.deadlines = [];
  return a.change(enterDrafting);
}
const submit = (a: PaperAgreement, changes: Changes = {}) =>
  a.send('account-manager', 'draft.submit', { draft: sampleDraft, ...changes });

describe('until signing every number may change, with a new version (domain.md, head; §3.3)', () => {
  test('terms, standard and ladders become the agreement’s; what is not named stays', () => {
    const a = drafting({ startsOn: '2027-01-01' });
    a.state.standard = { drafting: { value: 7, unit: 'workday' } };
    submit(a, {
      terms: { termMonths: 24, reviewMeeting: 'monthly' },
      standard: { 'review.client': { value: 8, unit: 'workday' } },
      ladders: { signing: [{ role: 'head-of-service', after: { value: 1, unit: 'h' } }] },
    });
    expect(a.state.terms).toMatchObject({ termMonths: 24, reviewMeeting: 'monthly', startsOn: '2027-01-01' });
    expect(a.state.standard).toEqual({
      drafting: { value: 7, unit: 'workday' },
      'review.client': { value: 8, unit: 'workday' },
    });
    expect(a.state.ladders).toEqual({ signing: [{ role: 'head-of-service', after: { value: 1, unit: 'h' } }] });
  });

  test('clocks that start afterwards follow them, a clock that runs keeps its own', () => {
    const a = drafting();
    const before = a.deadline('drafting')!.dueAt;
    const standard = {
      'review.legal': { value: 4, unit: 'workday' },
      drafting: { value: 1, unit: 'workday' },
    } as const;
    submit(a, { standard }).change(enterReview);
    expect(iso(a.deadline('review.legal')!.dueAt)).toBe('2026-11-07T00:00:00.000+08:00');
    expect(before).toBeGreaterThan(a.now);
    expect(a.happened('deadline.moved')).toEqual([]);
  });

  test('null drops a first day, a condition, the service hours', () => {
    const condition = { text: 't-2', dueOn: '2027-02-01' };
    const serviceHours = { intervals: [{ from: 540, to: 1080 }] };
    const a = drafting({ startsOn: '2027-01-01', condition, serviceHours });
    submit(a, { terms: { startsOn: null, condition: null, serviceHours: null } });
    for (const key of ['startsOn', 'condition', 'serviceHours']) expect(a.state.terms).not.toHaveProperty(key);
  });

  test('what is counted inside service hours needs them, then or before', () => {
    const standard = { 'complaint.first-contact': { value: 30, unit: 'workmin' } } as const;
    expect(failureOf(() => submit(drafting(), { standard }))).toMatchObject({
      type: 'Invalid',
      field: 'standard.complaint.first-contact.unit',
    });
    const serviceHours = { intervals: [{ from: 540, to: 1080 }] };
    expect(submit(drafting(), { standard, terms: { serviceHours } }).state.standard).toEqual(standard);
    const a = submit(drafting({ serviceHours }), { standard });
    a.change(enterReview).send('legal', 'review.legal.return', { version: 1, reason: 't-1' }).change(enterDrafting);
    expect(failureOf(() => submit(a, { terms: { serviceHours: null } })).type).toBe('Invalid');
  });

  test('a renewal’s first day follows its predecessor', () => {
    const a = drafting();
    a.state.predecessor = '2025-客户维护-001';
    expect(failureOf(() => submit(a, { terms: { startsOn: '2027-05-01' } }))).toMatchObject({
      type: 'Invalid',
      field: 'terms.startsOn',
    });
  });

  test('a refused submission changes nothing', () => {
    const a = drafting();
    const bad = { draft: { ...sampleDraft, copies: 3 }, terms: { termMonths: 24 } };
    expect(failureOf(() => a.send('account-manager', 'draft.submit', bad)).type).toBe('Invalid');
    expect(a.state.terms.termMonths).toBe(12);
    expect(a.state.draft).toBeUndefined();
  });

  test.each([
    ['an unknown deadline', { standard: { nothing: { value: 1, unit: 'day' } } }, 'standard.nothing'],
    ['a term of no months', { terms: { termMonths: 0 } }, 'terms.termMonths'],
    ['what is not negotiated here', { terms: { tier: '普通' } }, 'terms.tier'],
    ['a day that does not exist', { terms: { startsOn: '2027-02-30' } }, 'terms.startsOn'],
  ])('the API refuses %s by the rules of the start', (_what, changes, field) => {
    expect(failureOf(() => parseCommand('draft.submit', { draft: DRAFT, ...changes })).field).toBe(field);
  });
});

import * as fc from 'fast-check';
import { checkDraft } from '../../domain/document/agreement-draft';
import type { AgreementDraft, DraftTerms } from '../../domain/document/agreement-draft';
import { references, resolveReferences } from '../../domain/document/references';
import { AGREEMENT_TEMPLATES, coreClauses } from '../../domain/document/template';
import { sampleDraft, sampleRequirements } from '../support/documents';
import { failureOf } from '../support/failure-of';

const TERMS: DraftTerms = { termMonths: 12 };
const refused = (change: object, requirements = sampleRequirements, terms: Partial<DraftTerms> = {}) =>
  failureOf(() => checkDraft({ ...sampleDraft, ...change }, requirements, { ...TERMS, ...terms }));
const instalments = (...list: object[]) => ({ paymentPlan: { instalments: list } });
const FEE = sampleDraft.feeFen;

test('a complete draft passes', () => {
  expect(() => checkDraft(sampleDraft, sampleRequirements, TERMS)).not.toThrow();
  const condition = { text: 't-1', dueOn: '2027-02-01' };
  expect(() =>
    checkDraft(sampleDraft, sampleRequirements, { ...TERMS, startsOn: '2027-01-01', condition }),
  ).not.toThrow();
});

test.each<[string, object, string]>([
  ['no service item', { serviceItems: [] }, 'serviceItems'],
  ['an empty standard', { serviceItems: [{ item: 'a', standard: ' ', frequency: 'b' }] }, 'serviceItems[0].standard'],
  ['no fee', { feeFen: 0 }, 'feeFen'],
  ['a fraction of a fen', { feeFen: 100.5 }, 'feeFen'],
  ['no breakdown', { feeBreakdown: [] }, 'feeBreakdown'],
  [
    'a negative line',
    {
      feeBreakdown: [
        { label: 'a', fen: FEE + 1 },
        { label: 'b', fen: -1 },
      ],
    },
    'feeBreakdown[1].fen',
  ],
  ['a breakdown that does not add up', { feeBreakdown: [{ label: 'a', fen: FEE - 1 }] }, 'feeBreakdown'],
  ['no instalment', instalments(), 'paymentPlan.instalments'],
  [
    'instalments that do not add up',
    instalments({ seq: 1, fen: FEE - 1, on: { invoice: 5 } }),
    'paymentPlan.instalments',
  ],
  ['a gap in the sequence', instalments({ seq: 2, fen: FEE, on: { invoice: 5 } }), 'paymentPlan.instalments[0].seq'],
  ['no time of payment', instalments({ seq: 1, fen: FEE, on: {} }), 'paymentPlan.instalments[0].on'],
  [
    'two times of payment',
    instalments({ seq: 1, fen: FEE, on: { date: '2027-01-01', invoice: 5 } }),
    'paymentPlan.instalments[0].on',
  ],
  [
    'a date that does not exist',
    instalments({ seq: 1, fen: FEE, on: { date: '2027-02-29' } }),
    'paymentPlan.instalments[0].on.date',
  ],
  [
    'a first instalment that is not the down payment',
    { paymentPlan: { ...sampleDraft.paymentPlan, downPaymentPercent: 31 } },
    'paymentPlan.instalments[0].fen',
  ],
  ['negative years', { confidentialityYears: -1 }, 'confidentialityYears'],
  ['half a year', { confidentialityYears: 0.5 }, 'confidentialityYears'],
  ['no penalty', { penalties: { capPercent: 30 } }, 'penalties'],
  ['two penalties', { penalties: { lateDailyRateBp: 5, lateFlatPercent: 5, capPercent: 30 } }, 'penalties'],
  ['a rate of 0', { penalties: { lateDailyRateBp: 0, capPercent: 30 } }, 'penalties.lateDailyRateBp'],
  ['a cap above the amount', { penalties: { lateDailyRateBp: 5, capPercent: 101 } }, 'penalties.capPercent'],
  ['a flat rate above the cap', { penalties: { lateFlatPercent: 40, capPercent: 30 } }, 'penalties.lateFlatPercent'],
  ['no way of dispute', { dispute: {} }, 'dispute'],
  ['both ways of dispute', { dispute: { arbitration: 'a', court: 'b' } }, 'dispute'],
  ['an unnamed court', { dispute: { court: '' } }, 'dispute.court'],
  ['no channel', { notices: { channels: [] } }, 'notices.channels'],
  ['an unknown channel', { notices: { channels: ['pigeon'] } }, 'notices.channels[0]'],
  ['a channel twice', { notices: { channels: ['post', 'post'] } }, 'notices.channels[1]'],
  ['one copy', { copies: 1 }, 'copies'],
  ['an odd number of copies', { copies: 3 }, 'copies'],
  ['an annex twice', { annexes: ['a', 'a'] }, 'annexes[1]'],
  ['an unknown template', { templateVersion: 'agreement/v0' }, 'templateVersion'],
  ['an unknown clause', { clauses: [...coreClauses(), { id: 'x' }] }, 'clauses[19].id'],
  ['a clause twice', { clauses: [...coreClauses(), { id: 'law' }] }, 'clauses[19]'],
  ['an unknown variant', { clauses: [{ id: 'law', variant: 'x' }] }, 'clauses[0].variant'],
  ['an empty supplement', { clauses: [{ id: 'law', supplement: '' }] }, 'clauses[0].supplement'],
  [
    'a personal clause named like a core clause',
    { personalClauses: [{ id: 'law', text: 'a' }] },
    'personalClauses[0].id',
  ],
  ['an unmapped requirement', { personalised: sampleDraft.personalised.slice(1) }, 'personalised'],
  [
    'a requirement without a clause',
    { personalised: [{ requirement: sampleRequirements[0], clauses: [] }] },
    'personalised[0].clauses',
  ],
  [
    'a clause that is not there',
    { personalised: [{ requirement: sampleRequirements[0], clauses: ['p9'] }] },
    'personalised[0].clauses[0]',
  ],
  [
    'a personal clause nobody asked for',
    { personalClauses: [...sampleDraft.personalClauses, { id: 'p3', text: 'a' }] },
    'personalClauses[2]',
  ],
])('%s is refused at its field', (_, change, field) => {
  expect(refused(change)).toMatchObject({ type: 'Invalid', field });
});

test('a requirement that the intake does not know is refused', () => {
  expect(refused({}, [sampleRequirements[0]!]).field).toBe('personalised[1].requirement');
});

test.each<[Partial<DraftTerms>, string]>([
  [{ termMonths: 0 }, 'termMonths'],
  [{ termMonths: 1.5 }, 'termMonths'],
  [{ startsOn: '2027-13-01' }, 'startsOn'],
  [{ condition: { text: '', dueOn: '2027-01-01' } }, 'condition.text'],
  [{ condition: { text: 't-1', dueOn: '2027-02-30' } }, 'condition.dueOn'],
])('terms %j are refused', (terms, field) => {
  expect(refused({}, sampleRequirements, terms).field).toBe(field);
});

test('every core clause is required: each one left out is named', () => {
  for (const { id, title } of AGREEMENT_TEMPLATES['agreement/v1']!.clauses) {
    const failure = refused({ clauses: coreClauses().filter((clause) => clause.id !== id) });
    expect(failure).toMatchObject({ type: 'Invalid', field: 'clauses' });
    expect(failure.detail).toBe(`缺少核心条款: ${title}`);
  }
});

test('property: any split of a fee adds up, and is refused when one fen moves', () => {
  const lines = fc.array(fc.integer({ min: 1, max: 10 ** 12 }), { minLength: 1, maxLength: 8 });
  const moved = fc.tuple(fc.nat(), fc.constantFrom(-1, 1));
  fc.assert(
    fc.property(lines, lines, moved, (parts, more, [at, by]) => {
      const total = (list: number[]) => list.reduce((sum, fen) => sum + fen, 0);
      const feeFen = Math.max(total(parts), total(more));
      const filledUp = (list: number[]) => (total(list) === feeFen ? list : [...list, feeFen - total(list)]);
      const feeBreakdown = filledUp(parts).map((fen, i) => ({ label: `t-${i}`, fen }));
      const plan = filledUp(more).map((fen, i) => ({ seq: i + 1, fen, on: { invoice: 10 } }));
      const draft = { ...sampleDraft, feeFen, feeBreakdown, paymentPlan: { instalments: plan } };
      expect(() => checkDraft(draft, sampleRequirements, TERMS)).not.toThrow();
      feeBreakdown[at % feeBreakdown.length]!.fen += by;
      expect(failureOf(() => checkDraft(draft, sampleRequirements, TERMS)).field).toMatch(/^feeBreakdown/);
    }),
  );
});

test('property: the annex is accepted exactly when nothing is left over on either side', () => {
  const matrix = fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(matrix, (answers) => {
      const requirements = answers.map((_, i) => `t-r${i}`);
      const personalClauses = [0, 1, 2].map((c) => ({ id: `p${c}`, text: `t-c${c}` }));
      const personalised = answers.map((row, i) => ({
        requirement: requirements[i]!,
        clauses: row.flatMap((yes, c) => (yes ? [`p${c}`] : [])),
      }));
      const complete =
        answers.every((row) => row.includes(true)) && [0, 1, 2].every((c) => answers.some((row) => row[c]));
      const run = () => checkDraft({ ...sampleDraft, personalClauses, personalised }, requirements, TERMS);
      if (complete) expect(run).not.toThrow();
      else expect(failureOf(run).field).toMatch(/^personal/);
    }),
  );
});

test('rules do not look into texts: a draft of references passes, and is opened for the page', () => {
  const hidden = resolveReferences(
    JSON.parse(JSON.stringify(sampleDraft).replaceAll('定期沟通', 't-abc')) as AgreementDraft,
    (ref) => ref,
  );
  expect(references(hidden)).toEqual(['t-abc']);
  expect(() => checkDraft(hidden, sampleRequirements, TERMS)).not.toThrow();
  expect(resolveReferences(hidden, () => '定期沟通')).toEqual(sampleDraft);
});

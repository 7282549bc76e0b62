import { enterExecution } from '../../domain/agreement/execution';
import { ledgerOf, findingsOf } from '../../domain/agreement/trail';
import type { StandardOverrides } from '../../domain/agreement/standard';
import type { Terms } from '../../domain/agreement/types';
import { parseServiceHours } from '../../domain/calendar/hours';
import type { DocumentData, DocumentKind } from '../../domain/document/types';
import { maskNumber } from '../../domain/parties';
import { iso, parseInstant } from '../../domain/time';
import { renderDocument } from '../../documents/render';
import { PaperAgreement } from '../support/agreement';
import { sampleDraft } from '../support/documents';
import { paperOf, PARTIES } from '../support/papers';
import { dense, textOf } from '../support/pdf-text';

/** In force from 2027-01-01 to 2027-12-31. */
function inForce(terms: Partial<Terms> = {}, standard: StandardOverrides = {}): PaperAgreement {
  const a = new PaperAgreement(terms, '2027-01-01T00:00:00+08:00', standard);
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
  return a.change(enterExecution);
}

const print = async <K extends DocumentKind>(kind: K, data: DocumentData[K]): Promise<string> =>
  textOf((await renderDocument(kind, data)).bytes);

const hold = (a: PaperAgreement): PaperAgreement =>
  a.send('account-manager', 'meeting.hold', {
    place: '线上',
    attendees: [],
    progress: '正常',
    satisfaction: '满意',
    improvements: [],
  });

describe('what the agreement prints of its parties', () => {
  const order = (terms: Partial<Terms>) => ({
    seq: 1,
    kind: 'agreement' as const,
    version: 1,
    at: parseInstant('2026-12-08T10:00:00+08:00'),
    data: {
      draft: sampleDraft,
      terms: { ...inForce().state.terms, ...terms },
      standard: {},
      requirements: [],
      targets: [],
    },
  });

  test.each([
    ['110101199003070011', '1101**********0011'],
    ['E12345678', '********8'],
    ['7', '7'],
  ])('an identity document is masked, a short one too: %s', (number, shown) => {
    expect(maskNumber(number)).toBe(shown);
    const provider = {
      kind: 'natural-person',
      name: '喆文涛',
      address: '上海',
      identityDocument: { type: '护照', number },
    } as const;
    const { provider: printed } = paperOf('agreement', order({}), { parties: { ...PARTIES, provider } });
    expect(printed).toMatchObject({ identityDocument: `护照 ${shown}` });
  });

  test('the service hours that were chosen are in it', () => {
    const serviceHours = parseServiceHours('09:00-18:00');
    expect(paperOf('agreement', order({ serviceHours })).serviceHours).toEqual(serviceHours);
    expect(paperOf('agreement', order({}))).not.toHaveProperty('serviceHours');
  });
});

test('minutes and hours of the agreement run inside the service hours that were agreed', () => {
  const serviceHours = parseServiceHours('09:00-12:00,13:00-18:00');
  const agreed = { 'meeting.feedback': { value: 10, unit: 'h' } } as const;
  const due = (terms: Partial<Terms>) => {
    const a = hold(inForce(terms, agreed).at('2027-03-30T10:00:00+08:00')); // a Tuesday
    return iso(a.deadline('meeting.feedback/1')!.dueAt);
  };
  expect(due({ serviceHours })).toBe('2027-03-31T12:00:00.000+08:00');
  expect(due({})).toBe('2027-03-30T20:00:00.000+08:00');
});

describe('ledger (§3.5)', () => {
  const enter = (a: PaperAgreement, at: string, content: string, occurredAt?: string) =>
    a.at(at).send('account-manager', 'ledger.enter', { way: '电话', content }, occurredAt ? { occurredAt } : {});
  const file = (a: PaperAgreement, at: string, month: string) =>
    a.at(at).send('account-manager', 'ledger.file', { month, receipt: 't-1' });
  const filed = (a: PaperAgreement): DocumentData['ledger'] => {
    const order = a.ordered('ledger');
    const { month, since } = order.data as { month: string; since?: number };
    const before = a.events.filter(({ seq }) => seq < order.seq);
    return paperOf('ledger', order, { ledger: ledgerOf(before, month, since) });
  };

  test('what is entered after its month was filed comes with the next filing, once, marked 补记', async () => {
    const a = enter(inForce(), '2027-01-06T10:00:00+08:00', '一月的联系');
    file(a, '2027-02-02T10:00:00+08:00', '2027-01');
    expect(filed(a).entries.map((e) => [e.content, e.late])).toEqual([['一月的联系', undefined]]);
    enter(a, '2027-02-03T10:00:00+08:00', '漏记的联系', '2027-01-20T10:00:00+08:00');
    enter(a, '2027-02-08T10:00:00+08:00', '二月的联系');
    file(a, '2027-03-02T10:00:00+08:00', '2027-02');
    expect(filed(a).entries.map((e) => [e.content, e.late])).toEqual([
      ['漏记的联系', true],
      ['二月的联系', undefined],
    ]);
    expect(await print('ledger', filed(a))).toContain('（补记）漏记的联系');
    file(a, '2027-04-02T10:00:00+08:00', '2027-03');
    expect(filed(a).entries).toEqual([]);
  });

  test('an entry of a month that is still to be filed is its own filing’s, also when a later month came first', () => {
    const a = inForce();
    file(a, '2027-03-02T10:00:00+08:00', '2027-02'); // January is overdue
    enter(a, '2027-03-03T10:00:00+08:00', '一月的联系', '2027-01-20T10:00:00+08:00');
    expect(a.happened('ledger.entry')).toEqual([{ way: '电话', content: '一月的联系' }]);
    file(a, '2027-03-04T10:00:00+08:00', '2027-01');
    expect(filed(a).entries).toMatchObject([{ content: '一月的联系' }]);
  });
});

test('the minutes print the window that was agreed, and its end', async () => {
  const a = hold(inForce({}, { 'meeting.feedback': { value: 5, unit: 'workday' } }).at('2027-03-30T10:00:00+08:00'));
  const text = await print('minutes', paperOf('minutes', a.ordered('minutes')));
  expect(text).toContain(dense('自本纪要送达之日起 5 个工作日内提出书面意见，截止 2027年4月7日 24:00'));
});

test('the performance report prints findings that were open in its period, and no section without data', async () => {
  const a = inForce();
  const find = (text: string, dueOn: string) => a.send('manager', 'inspection.record', { findings: [{ text, dueOn }] });
  find('记录不全', '2027-01-20');
  a.send('service-team', 'rectification.complete', { id: 1, effect: '已补录' });
  find('回访迟延', '2027-08-20');
  a.at('2027-07-02T10:00:00+08:00').send('account-manager', 'report.deliver', { summary: '正常', items: [], next: [] });
  const order = a.ordered('performance-report');
  const report = paperOf('performance-report', order, { findings: findingsOf(a.events, '2027-01-01') });
  expect(report.rectifications).toMatchObject([
    { finding: '记录不全', measure: '已补录', done: true },
    { finding: '回访迟延', owner: '林知远', due: '2027-08-20', done: false },
  ]);
  const text = await print('performance-report', report);
  expect(text).toContain('三、检查与整改');
  expect(text).not.toMatch(/费用收付|主要指标/);
  expect(findingsOf(a.events, '2027-07-01').map(({ text: finding }) => finding)).toEqual(['回访迟延']);
});

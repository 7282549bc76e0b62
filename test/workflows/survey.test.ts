import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledCalendar } from '../../calendar/load';
import { dueInstant } from '../../domain/deadline/deadline';
import { iso, parseInstant } from '../../domain/time';
import type { Line } from '../../rehearsal/lines';
import { openTheatre, type Played, type Theatre } from '../support/rehearsal';

/** A year with three surveys on the real server, in skipped time. */

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
}, 120_000);
afterAll(() => theatre.close());

const SCENARIO = readFileSync(path.join(__dirname, '../replay/scenarios/surveyed.yaml'), 'utf8');

const at = (line: Line | undefined): number => parseInstant(line!.at);
const ofSurvey = ({ of }: Played, event: string, n: number): Line | undefined =>
  of(event).find((line) => line['survey'] === n);
const duesOf = ({ of }: Played, id: string): unknown[] =>
  of('deadline.set')
    .filter((line) => line['id'] === id)
    .map((line) => line['due']);
const workdays = (value: number, from: number): string =>
  iso(dueInstant({ value, unit: 'workday' }, from, { calendar: bundledCalendar() }).dueAt);

test('interviewed, not answered, and with a low score: every clock from its start, every paper, and the figure', async () => {
  const played = await theatre.play(SCENARIO);
  const { result, of } = played;
  expect(result).toMatchObject({
    outcome: 'renewed',
    missed: ['survey.open/2', 'survey.measure/1'],
    escalations: 2,
    refused: 0,
  });
  expect(of('survey.sent').map((line) => [line['survey'], line['form'], line['medium']])).toEqual([
    [1, 'interview', 'video'],
    [2, 'questionnaire', undefined],
    [3, 'questionnaire', undefined],
  ]);
  for (const n of [1, 2, 3])
    expect(duesOf(played, `survey.open/${n}`)).toEqual([workdays(10, at(ofSurvey(played, 'survey.sent', n)))]);
  expect(of('deadline.warned').map((line) => line['id'])).toEqual(['survey.open/2', 'survey.measure/1']);
  expect(of('survey.unanswered')).toMatchObject([{ survey: 2, at: duesOf(played, 'survey.open/2')[0] }]);

  const answers = [1, 3].map((n) => at(ofSurvey(played, 'survey.answered', n)));
  expect(duesOf(played, 'survey.analysis')).toEqual(answers.map((from) => workdays(5, from)));
  expect(duesOf(played, 'survey.plan')).toEqual(answers.map((from) => workdays(10, from)));
  expect(duesOf(played, 'survey.measure/1')).toHaveLength(1);
  expect(of('survey.measure-checked')).toMatchObject([{ survey: 3, id: 1 }]);
  const speakers = of('command')
    .filter((line) => line['name'] === 'survey.answer')
    .map((line) => (line['by'] as { role: string }).role);
  expect(speakers).toEqual(['account-manager', 'client']);

  const reports = of('document.made').filter((line) => line['kind'] === 'survey-report');
  expect(reports.map((line) => line['version'])).toEqual([1, 2, 3]);
  expect(new Set(reports.map((line) => line['sha256'])).size).toBe(3);
  const mails = of('notice.sent').map(({ kind, to }) => `${String(kind)} ${String(to)}`);
  expect(mails.filter((mail) => mail === 'survey.sent client')).toHaveLength(3);
  expect(mails.filter((mail) => mail === 'survey.report client')).toHaveLength(2);
  expect(mails.filter((mail) => mail.startsWith('survey.answered'))).toEqual([
    'survey.answered account-manager',
    'survey.answered account-manager',
    'survey.answered manager',
  ]);

  // 92 and 88 of the surveys, not the 92 that was recorded by hand
  expect(of('figures.surveyed')).toMatchObject([{ satisfaction: 90, answered: [1, 3], unanswered: [2] }]);
  expect(of('evaluation.frozen')).toMatchObject([{ verdict: 'passed' }]);
}, 120_000);

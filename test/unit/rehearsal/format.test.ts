import { describe as words } from '../../../rehearsal/format';

const MAIN = 'agreement/2026-客户维护-001';
const line = (event: string, workflowId = MAIN) =>
  words({ at: '2026-11-02T09:30:00.000+08:00', workflowId, event }, MAIN);

test.each([
  ['signing.viewed', '已在平台查看'], // as the record of the agreement says it
  ['person.corrected', '人员联系资料更正'],
  ['breach.recorded', '违约已记录'], // the timeline's own
  ['something.new', 'something.new'],
])('%s is worded for people: %s', (event, zh) => {
  expect(line(event)).toBe(`2026-11-02 09:30      ${zh}`);
});

test('what happened beside the agreement carries its number', () => {
  expect(line('request.opened', 'request/2026-客户维护-001-R5')).toContain('[2026-客户维护-001-R5]');
});

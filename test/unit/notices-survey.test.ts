import { parseInstant } from '../../domain/time';
import { renderNotice } from '../../notices/templates';

const at = parseInstant('2027-03-16T00:00:00+08:00');
const clock = { id: 'survey.open/2', due: '2027-03-16T00:00:00.000+08:00', clause: '§7' };

test.each([
  ['deadline.missed', 'client', clock],
  ['deadline.escalation', 'manager', { ...clock, rung: 1, owner: 'client' }],
] as const)('%s of a right that nobody used tells what its silence means, and asks for nothing', (kind, to, data) => {
  const { subject, text } = renderNotice(kind, { no: '2026-客户维护-001', to, at, data });
  expect(subject).toContain('满意度调研答复（2）：期限已过，没有答复');
  expect(text).toContain('到期：2027-03-15 24:00');
  expect(text).toContain('无人处理时：记为未答复，计入统计并告知负责人');
  expect(text).not.toMatch(/请督促|请尽快|逾期/);
});

import { parseInstant } from '../../domain/time';
import { renderNotice } from '../../notices/templates';

const [OLD, NEW] = ['t-aaaaaaaaaaaaaaaaaaaaaa', 't-bbbbbbbbbbbbbbbbbbbbbb'];
const texts = new Map([
  [OLD, '许静'],
  [NEW, '孟秋白'],
]);
const at = parseInstant('2027-01-06T09:30:00+08:00');
const facts = { no: '2026-客户维护-001', to: 'client' as const, at, texts, name: '周明远' };

test('a replacement of the client’s person names both, the sealed notice and the dead link', () => {
  const data = { seat: 'contact', from: OLD, to: NEW, open: 0 };
  const { subject, text } = renderNotice('person.replaced', { ...facts, data });
  expect(subject).toContain('乙方对接人已更换');
  expect(text).toMatch(/公章[^]*原人员的个人链接已失效[^]*原任：许静\n现任：孟秋白/);
});

test('a correction of contact data is not told as a replacement, and speaks of no sealed notice (§1)', () => {
  const { subject, text } = renderNotice('person.corrected', { ...facts, data: { seat: 'contact', name: OLD } });
  expect(subject).toContain('乙方对接人的联系资料已更正');
  expect(text).toContain('乙方对接人：许静');
  expect(text).not.toMatch(/更换|公章|原人员|失效|原任/);
});

import { bounceOf } from '../../api/inbound/bounce';
import { parseInstant } from '../../domain/time';
import { renderBounced } from '../../notices/templates/inbound';
import { report, type ReportOptions } from '../support/bounce';

/** 退信 (RFC 3464): which report is of a mail of ours that will never arrive. */

const HASH = '0123456789abcdef0123456789abcdef';
const read = (options: Partial<ReportOptions> = {}) => bounceOf({ raw: report({ hash: HASH, ...options }), text: '' });

test.each(['text/rfc822-headers', 'message/rfc822'])('a failed delivery with the mail as %s', async (original) => {
  expect(await read({ original })).toEqual({ hash: HASH, status: '5.1.1' });
});

test('a mail that is only late has not come back', async () => {
  expect(await read({ action: 'delayed', status: '4.4.1' })).toBeUndefined();
  expect(await read({ status: '4.4.7' })).toBeUndefined();
});

test('nothing but a report is one, whatever its words', async () => {
  const words = report({ hash: HASH });
  const body = words.slice(words.indexOf('\n\n'));
  const mail = `From: xu@client.example\nTo: desk@house.example\nSubject: x\nContent-Type: text/plain\n${body}`;
  expect(await bounceOf({ raw: mail, text: '' })).toBeUndefined();
});

test('a report about somebody else’s mail names no mail of ours', async () => {
  expect(await read({ hash: 'not-ours' })).toBeUndefined();
});

test('where the webhook has only the text of it, that is enough', async () => {
  const text = `undelivered\n\nAction: failed\nStatus: 5.7.1\n\nMessage-ID: <${HASH}@lvyue.local>\n`;
  expect(await bounceOf({ text })).toEqual({ hash: HASH, status: '5.7.1' });
  expect(await bounceOf({ text: '没有回电, 请处理' })).toBeUndefined();
});

test('operations is told which mail, and that it is no delivery', () => {
  const receivedAt = parseInstant('2027-01-06T09:30:00+08:00');
  const data = { id: 'm-1', agreement: '2026-客户维护-001', to: 'client', status: '5.1.1', receivedAt } as const;
  const { subject, text } = renderBounced({ ...data, notice: 3 });
  expect(subject).toContain('2026-客户维护-001 一封通知邮件被退回');
  for (const fact of ['客户对接人', '书面通知第 3 号', '5.1.1', '被退回的不是送达']) expect(text).toContain(fact);
  expect(renderBounced(data).text).not.toMatch(/书面通知|undefined/);
});

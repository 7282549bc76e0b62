import { enterTermination } from '../../domain/agreement/ending';
import { enterExecution } from '../../domain/agreement/execution';
import type { OpenCase } from '../../domain/case/open-cases';
import type { DocumentData, DocumentKind } from '../../domain/document/types';
import type { NoticeKind } from '../../domain/notice-kinds';
import { parseInstant } from '../../domain/time';
import { renderDocument } from '../../documents/render';
import { createPapers } from '../../notices/papers';
import { PaperAgreement, PDF, SHA } from '../support/agreement';
import { failureOf } from '../support/failure-of';
import { paperOf } from '../support/papers';
import { dense, textOf } from '../support/pdf-text';

const print = async <K extends DocumentKind>(kind: K, data: DocumentData[K]): Promise<string> =>
  textOf((await renderDocument(kind, data)).bytes);

/** The client's notice was delivered on 2027-05-10: it ends on 2027-06-09. */
function underNotice(): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
  a.change(enterExecution).at('2027-05-10T09:00:00+08:00');
  return notice(a, 'client').change(enterTermination);
}
const ended = (): PaperAgreement => underNotice().at('2027-06-10T09:00:00+08:00');

const notice = (a: PaperAgreement, party: 'client' | 'provider'): PaperAgreement =>
  a.send('operations', 'notice.terminate', { party, channel: 'post', proof: PDF, reason: '方向调整' });
const handedOver = (a: PaperAgreement): PaperAgreement =>
  a
    .send('account-manager', 'handover.submit', { items: [{ item: '记录', detail: '全部', done: true }] })
    .send('client', 'handover.accept', {});
const settled = (a: PaperAgreement, fen = 100_000): PaperAgreement =>
  a.send('finance', 'settlement.confirm', { lines: [{ label: '余款', basis: '结算', fen }], payBy: '2027-07-15' });
const told = (a: PaperAgreement, kind: NoticeKind) =>
  a.notices.filter((n) => n.kind === kind).map(({ to, data }) => [to, (data as { version: number }).version]);

const CASES: OpenCase[] = [
  {
    id: '2026-客户维护-001-C3',
    kind: 'complaint',
    description: '回访迟延',
    owner: 'manager',
    due: parseInstant('2027-06-12T00:00:00+08:00'),
  },
  { id: '2026-客户维护-001-R5', kind: 'request', description: '校准报价', owner: 'support' },
];

test('the handover list names open complaints and requests with their owners, and a backup that was delivered', async () => {
  const a = handedOver(ended().send('account-manager', 'handover.backup', { receipt: 't-1' }));
  const list = paperOf('handover-list', a.ordered('handover-list'), { openCases: CASES });
  expect(list.backup.done).toBe(true);
  const text = await print('handover-list', list);
  expect(text).toContain(dense('2026-客户维护-001-C3 投诉 回访迟延 沈若溪 2027年6月11日 24:00'));
  expect(text).toContain(dense('2026-客户维护-001-R5 需求 校准报价 技术支持'));
  expect(paperOf('handover-list', handedOver(ended()).ordered('handover-list')).backup.done).toBe(false);
});

test('the completion certificate says what is owed and until when, never that it was paid', async () => {
  const a = settled(handedOver(ended()));
  const order = a.ordered('completion-certificate');
  const text = await print('completion-certificate', paperOf('completion-certificate', order, { openCases: CASES }));
  expect(text).toContain('乙方应于2027年7月15日以前付甲方人民币1,000.00元');
  expect(text).not.toContain('已支付');
  expect(text).toContain('客户数据备份尚未交付，甲方应于2027年6月30日以前交付乙方');
  expect(text).toContain(
    '尚未办结，由交接清单载明的承接人继续处理，编号与时限不变：2026-客户维护-001-C3、2026-客户维护-001-R5',
  );
  const none = await print('completion-certificate', paperOf('completion-certificate', order));
  expect(none).toContain('没有未办结的投诉与需求');
});

describe('papers are there when they are needed', () => {
  test('the certificate is made when both sides are to sign it, and both have it in the mail', () => {
    const a = settled(ended());
    expect(a.documents.map(({ kind }) => kind)).not.toContain('completion-certificate');
    expect(told(a, 'settlement.drawn-up')).toEqual([
      ['client', 1],
      ['manager', 1],
    ]);
    handedOver(a);
    expect(a.deadline('completion')).toBeDefined();
    expect(told(a, 'completion.requested')).toEqual([
      ['client', 1],
      ['manager', 1],
    ]);
    a.send('client', 'certificate.sign', { party: 'client', scan: PDF });
    a.send('manager', 'certificate.sign', { party: 'provider', scan: PDF });
    expect(a.documents.filter(({ kind }) => kind === 'completion-certificate')).toHaveLength(1);
  });

  test('a signature that names another version or hash is refused', () => {
    const a = settled(handedOver(ended()));
    const sign = (ref: object) => a.send('client', 'certificate.sign', { party: 'client', scan: PDF, ...ref });
    expect(failureOf(() => sign({ version: 2 }))).toMatchObject({ type: 'VersionVoid', field: 'version' });
    expect(failureOf(() => sign({ sha256: 'b'.repeat(64) }))).toMatchObject({ type: 'VersionVoid', field: 'sha256' });
    sign({ version: 1, sha256: SHA });
    expect(a.state.ending!.certificate).toEqual({ client: true });
  });

  test('every termination notice has its text, which its mail encloses', () => {
    const a = notice(underNotice(), 'provider');
    expect(told(a, 'termination.notice').filter(([to]) => to === 'manager' || to === 'client')).toEqual([
      ['manager', 1],
      ['client', 2],
    ]);
    expect(a.documents.map(({ data }) => [data['party'], data['endsAt']])).toEqual([
      ['client', a.state.ending!.endsAt],
      ['provider', a.state.ending!.endsAt],
    ]);
  });

  test.each([
    ['termination.notice', '协议终止书面通知 第4号'],
    ['settlement.drawn-up', '结算单 第2版'],
    ['completion.requested', '履行完毕确认书 第2版'],
  ])('%s brings along 《%s》', async (kind, name) => {
    const asked: object[] = [];
    const table = {
      where: (row: object) => (asked.push(row), table),
      first: async () => ({ sha256: SHA, subject: '4' }),
      andWhere: () => table,
      count: async () => [{ count: '0' }], // no earlier one about the same
    };
    const blobs = { get: async () => ({ bytes: Buffer.from('pdf'), mediaType: 'application/pdf' }) };
    const papers = createPapers({ db: (() => table) as never, blobs: blobs as never });
    const { attachments } = await papers.enclosed({ workflow_id: 'agreement/x', kind, data: { version: 2 } });
    expect(attachments.map(({ filename }) => filename)).toEqual([`${name}.pdf`]);
    expect(asked[0]).toMatchObject({ workflow_id: 'agreement/x', version: 2 });
  });
});

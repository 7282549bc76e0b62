import { fail } from '../failures';
import { isPlainDate } from '../time';
import { NOTICE_CHANNELS } from './draft';
import type { AgreementDraft, DraftTerms, Instalment, PaymentTrigger } from './draft';
import { checkClauses, checkPersonalised } from './clause-rules';
import { check, filled, integer, unique } from './checks';

/**
 * Every rule a draft must meet before it becomes a version (domain.md §2, §3.2). Nothing here looks into a text.
 * @param requirements the special requirements of the intake, as the draft's mapping names them
 * @throws Failure `Invalid` with the path of the first field that breaks a rule
 */
export function checkDraft(draft: AgreementDraft, requirements: readonly string[], terms: DraftTerms): void {
  checkTerm(terms);
  checkServiceItems(draft);
  checkFee(draft);
  checkPaymentPlan(draft);
  integer(draft.confidentialityYears, 'confidentialityYears', 0, 99, '保密年限');
  checkPenalties(draft);
  checkDispute(draft);
  checkNotices(draft);
  integer(draft.copies, 'copies', 2, 100, '份数');
  check(draft.copies % 2 === 0, '双方所执份数须相同, 总份数须为偶数', 'copies');
  draft.annexes.forEach((title, i) => filled(title, `annexes[${i}]`, '附件名称'));
  unique(draft.annexes, 'annexes', '附件');
  checkClauses(draft);
  checkPersonalised(draft, requirements);
}

function checkTerm({ termMonths, startsOn, condition }: DraftTerms): void {
  integer(termMonths, 'termMonths', 1, 1200, '期限(月)');
  if (startsOn !== undefined) check(isPlainDate(startsOn), '起始日期不存在', 'startsOn');
  if (condition === undefined) return;
  filled(condition.text, 'condition.text', '生效条件');
  check(isPlainDate(condition.dueOn), '生效条件的期限不是有效日期', 'condition.dueOn');
}

function checkServiceItems({ serviceItems }: AgreementDraft): void {
  check(serviceItems.length > 0, '至少须有一项服务内容', 'serviceItems');
  serviceItems.forEach((row, i) => {
    filled(row.item, `serviceItems[${i}].item`, '服务项目');
    filled(row.standard, `serviceItems[${i}].standard`, '服务标准');
    filled(row.frequency, `serviceItems[${i}].frequency`, '频次');
  });
}

function checkFee({ feeFen, feeBreakdown }: AgreementDraft): void {
  fen(feeFen, 'feeFen', '服务费用');
  check(feeBreakdown.length > 0, '费用须有明细', 'feeBreakdown');
  feeBreakdown.forEach((line, i) => {
    filled(line.label, `feeBreakdown[${i}].label`, '费用名称');
    fen(line.fen, `feeBreakdown[${i}].fen`, '费用明细');
  });
  check(sum(feeBreakdown) === BigInt(feeFen), '费用明细之和与总额不一致', 'feeBreakdown');
}

function checkPaymentPlan({ feeFen, paymentPlan }: AgreementDraft): void {
  const { instalments, downPaymentPercent } = paymentPlan;
  check(instalments.length > 0, '付款计划至少须有一期', 'paymentPlan.instalments');
  instalments.forEach(checkInstalment);
  check(sum(instalments) === BigInt(feeFen), '各期付款之和与总额不一致', 'paymentPlan.instalments');
  if (downPaymentPercent === undefined) return;
  integer(downPaymentPercent, 'paymentPlan.downPaymentPercent', 1, 100, '首付款比例');
  const down = (BigInt(feeFen) * BigInt(downPaymentPercent) + 50n) / 100n;
  check(BigInt(instalments[0]!.fen) === down, '首期金额与首付款比例不一致', 'paymentPlan.instalments[0].fen');
}

function checkInstalment(instalment: Instalment, i: number): void {
  const path = `paymentPlan.instalments[${i}]`;
  check(instalment.seq === i + 1, '期次须从 1 起连续编号', `${path}.seq`);
  fen(instalment.fen, `${path}.fen`, '分期金额');
  const on: Partial<{ date: string; milestone: string; invoice: number }> = instalment.on;
  const ways = (['date', 'milestone', 'invoice'] as const satisfies readonly TriggerKey[]).filter(
    (key) => on[key] !== undefined,
  );
  check(ways.length === 1, '付款时点须为日期、里程碑或发票之一', `${path}.on`);
  if (on.date !== undefined) check(isPlainDate(on.date), '付款日期不存在', `${path}.on.date`);
  if (on.milestone !== undefined) filled(on.milestone, `${path}.on.milestone`, '里程碑');
  if (on.invoice !== undefined) integer(on.invoice, `${path}.on.invoice`, 1, 250, '收到发票后的工作日数');
}
type TriggerKey = PaymentTrigger extends infer T ? (T extends unknown ? keyof T : never) : never;

function checkPenalties({ penalties }: AgreementDraft): void {
  const { lateDailyRateBp: daily, lateFlatPercent: flat, capPercent } = penalties;
  check((daily === undefined) !== (flat === undefined), '违约金须为日率或固定比例之一', 'penalties');
  if (daily !== undefined) integer(daily, 'penalties.lateDailyRateBp', 1, 100, '日违约金率(万分之)');
  if (flat !== undefined) integer(flat, 'penalties.lateFlatPercent', 1, 100, '违约金比例(%)');
  integer(capPercent, 'penalties.capPercent', 1, 100, '违约金上限(%)');
  if (flat !== undefined) check(flat <= capPercent, '违约金比例不得高于上限', 'penalties.lateFlatPercent');
}

function checkDispute({ dispute }: AgreementDraft): void {
  const { arbitration, court } = dispute;
  check((arbitration === undefined) !== (court === undefined), '仲裁与诉讼须择一约定', 'dispute');
  if (arbitration !== undefined) filled(arbitration, 'dispute.arbitration', '仲裁委员会名称');
  if (court !== undefined) filled(court, 'dispute.court', '法院名称');
}

function checkNotices({ notices }: AgreementDraft): void {
  check(notices.channels.length > 0, '至少须约定一种通知方式', 'notices.channels');
  notices.channels.forEach((channel, i) =>
    check(NOTICE_CHANNELS.includes(channel), '未知的通知方式', `notices.channels[${i}]`),
  );
  unique(notices.channels, 'notices.channels', '通知方式');
}

/** Integer fen above 0 and small enough to be exact. */
function fen(value: number, field: string, what: string): void {
  if (!Number.isSafeInteger(value) || value <= 0) fail('Invalid', `${what}须为大于 0 的整数(分)`, field);
}

const sum = (lines: readonly { fen: number }[]): bigint => lines.reduce((total, { fen: f }) => total + BigInt(f), 0n);

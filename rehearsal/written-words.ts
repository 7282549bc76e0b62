import type { PublicCommand } from '../api/schemas/commands';
import type { Amendment } from '../domain/agreement/amendment-types';
import type { Breach } from '../domain/agreement/written-types';
import { DAY, dateAt } from '../domain/time';
import { scanOf } from './files';
import { marksOf, ownParty, partyOf, suffix, type Said, type Situation, type Wording } from './situation';

/** What people usually write about written notices, breaches, an early end and amendments (domain.md §8, §9). */
export const WRITTEN_USUAL = {
  'notice.issue': (s) => ({
    kind: 'general',
    party: ownParty(s),
    channel: s.by === 'client' ? 'platform' : 'email',
    ...(s.said['kind'] === 'cure'
      ? { breach: breachOf(s)?.n ?? 1, text: '违约事实见所附违约记录, 请在补正期内补正' }
      : { text: '请按协议约定的方式提供资料', asks: '请在收到后五个工作日内回复' }),
  }),
  'notice.deliver': (s) => ({ ...undelivered(s), proof: scanOf('对方收到通知的凭证') }),
  'notice.acknowledge': (s) => ({ notice: undelivered(s).notice }),
  'notice.withdraw': (s) => ({ notice: undelivered(s).notice, reason: '内容有误, 另行通知' }),
  'breach.record': (s) => ({
    party: s.by === 'client' ? 'provider' : 'client',
    clause: 'fees',
    facts: s.by === 'client' ? '约定的季度拜访没有进行' : '约定的首付款到期没有支付',
    ...(s.by !== 'client' && { amountFen: s.state.terms.feeFen }),
  }),
  'breach.cured': (s) => ({ breach: breachOf(s)?.n ?? 1, proof: scanOf('已补正的凭证') }),
  'breach.waive': (s) => ({ breach: breachOf(s)?.n ?? 1, reason: '双方已另行协商解决' }),
  'agreement.rescind': (s) => rescission(s),
  'amendment.propose': ({ now }) => ({
    text: '双方同意调整下列约定',
    effectiveOn: dateAt(now + 20 * DAY),
    standard: { 'meeting.feedback': { value: 5, unit: 'workday' } },
  }),
  'amendment.approve': (s) => amendmentRef(s),
  'amendment.return': (s) => ({ amendment: amendmentRef(s).amendment, reason: '变更内容须与服务费对应, 请调整' }),
  'amendment.sign': (s) => ({
    ...amendmentRef(s),
    party: 'client',
    seals: marksOf(s),
    signedOn: dateAt(s.now),
    scan: scanOf(`补充协议签署件 ${partyOf(s)}`, amendmentOf(s)?.paper.pages),
  }),
  'amendment.attest': (s) => ({
    amendment: amendmentRef(s).amendment,
    party: 'client',
    scanSha256: amendmentOf(s)?.signatures[partyOf(s)]?.scan.sha256 ?? '0'.repeat(64),
    ...{ names: true, seals: true, dates: true },
  }),
  'amendment.lapse.decide': (s) => ({
    amendment: amendmentRef(s).amendment,
    answer: 'close',
    reason: s.said['answer'] === 'extend' ? '双方用印流程未完成' : '签署期内双方没有签署',
  }),
  'amendment.refuse': (s) => ({ amendment: amendmentRef(s).amendment, reason: '双方未能达成一致' }),
} satisfies Partial<Record<PublicCommand, Wording>>;

/** The breach that a deadline is about, else the last one that is still open. */
export function breachOf({ state, deadline }: Situation): Breach | undefined {
  const { breaches = [] } = state;
  const n = deadline?.startsWith('breach.') ? Number(suffix(deadline)) : undefined;
  if (n !== undefined) return breaches[n - 1];
  return breaches.filter((one) => one.state !== 'cured' && one.state !== 'waived').at(-1);
}

/** The amendment that a deadline is about, else the last one. */
export function amendmentOf({ state, deadline }: Situation): Amendment | undefined {
  const { amendments = [] } = state;
  return deadline?.startsWith('amendment.') ? amendments[Number(suffix(deadline)) - 1] : amendments.at(-1);
}

function amendmentRef(s: Situation): { amendment: number; version: number; sha256: string } {
  const { n = 1, paper } = amendmentOf(s) ?? {};
  return { amendment: n, version: paper?.version ?? 1, sha256: paper?.sha256 ?? '0'.repeat(64) };
}

/** The notice that a deadline is about, else the last one that has not arrived. */
function undelivered({ state, deadline }: Situation): { notice: number; channel: string } {
  const { written = [] } = state;
  const n = deadline?.startsWith('notice.') ? Number(suffix(deadline)) : undefined;
  const found = n === undefined ? written.filter((one) => !one.delivery && !one.dropped).at(-1) : written[n - 1];
  return { notice: found?.n ?? n ?? 1, channel: found?.channel ?? 'email' };
}

function rescission(s: Situation): Said {
  if ((s.said['ground'] ?? 'agreement') === 'agreement')
    return { ground: 'agreement', document: scanOf('提前终止协议书'), on: dateAt(s.now + 30 * DAY) };
  const own = { party: ownParty(s), channel: s.by === 'client' ? 'platform' : 'email' };
  if (s.said['ground'] === 'material-breach')
    return { ...own, text: '补正期已届满, 违约仍未补正', breach: breachOf(s)?.n ?? 1 };
  return { ...own, text: '解除事由见所附证明文件', document: scanOf('解除事由的证明文件') };
}

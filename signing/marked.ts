import { createHash } from 'node:crypto';
import type { Party } from '../domain/agreement/types';
import { Failure } from '../domain/failures';
import type { StartFlow } from './provider';

/** A start key as platforms can carry it: short, of letters and digits, and the same for the same key only. */
export const markOf = (startKey: string): string =>
  createHash('sha256').update(startKey, 'utf8').digest('hex').slice(0, 12);

/**
 * The title of a flow as the platform shows it, ending in the mark: what all three platforms list is the title, and one of
 * them nothing else of ours. Characters that any of them refuses become `_`.
 */
export function markedTitle({ startKey, title }: Pick<StartFlow, 'startKey' | 'title'>): string {
  return `${title.replace(/[^\p{Script=Han}A-Za-z0-9_]+/gu, '_').slice(0, 80)}_${markOf(startKey)}`;
}

export const isMarked = (title: string | undefined, startKey: string): boolean =>
  title?.endsWith(`_${markOf(startKey)}`) ?? false;

/** 服务方, 客户: what a platform shows of whom a signer stands for, and what says so when it is asked. */
export const PARTY_ZH: Record<Party, string> = { provider: '服务方', client: '客户' };

export function partyOf(word: string | undefined): Party {
  const party = (Object.keys(PARTY_ZH) as Party[]).find((one) => one === word || PARTY_ZH[one] === word);
  if (!party) throw new Failure('Internal', '签署平台的流程里有不认识的签署方');
  return party;
}

/** Signing order is enforced by state: a link is given only to whose turn it is, whoever asks. */
export function requireTurn(signers: readonly { party: Party; order: number; signed: boolean }[], party: Party): void {
  const own = signers.find((signer) => signer.party === party);
  if (!own) throw new Failure('Internal', '该方不在签署流程中');
  if (own.signed) throw new Failure('NotNow', `${PARTY_ZH[party]}已经签署`, 'party');
  const before = signers.find(({ order, signed }) => order < own.order && !signed);
  if (before) throw new Failure('NotNow', `须由${PARTY_ZH[before.party]}先签署`, 'party');
}

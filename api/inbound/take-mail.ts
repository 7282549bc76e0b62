import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { PROVIDER, recordRef } from '../../db/vault';
import type { CaseKind } from '../../domain/case/types';
import { Failure, type FailureType } from '../../domain/failures';
import { inboundKey } from '../../domain/ids';
import { UNMATCHED_NOTICE, type Unmatched, type UnmatchedData } from '../../domain/inbound';
import type { Parties } from '../../domain/parties';
import { iso } from '../../domain/time';
import { personId } from '../../security/person';
import type { Identity } from '../../security/tokens';
import type { ApiDeps } from '../deps';
import { filedBy, filedCase } from '../filed';
import { parseCommand, runCommand } from '../run-command';
import { deskOf } from './attempt';
import { bounceOf, takeBounce } from './bounce';
import { cameLate, descriptionOf, kindOfMail, numbersIn, readMail, reportedAt, type Mail } from './mail';
import type { InboundBody } from './schema';

export type TakenMail = { matched: true; caseId: string } | { matched: true; bounced: true } | { matched: false };

/**
 * Takes a report that a mail of ours came back to that mail (bounce.ts). Files a client's mail as a complaint or a
 * request of its agreement, in the contact's name (one that came late: by
 * operations, with the mail's own date); what cannot be filed is kept, sealed, for operations, who is told. One effect for
 * all deliveries of one webhook id. Throws `Unavailable`: delivered again, it goes on from there.
 */
export async function takeMail(deps: ApiDeps, webhookId: string, { raw, ...body }: InboundBody): Promise<TakenMail> {
  const hash = createHash('sha256').update(`inbound-mail\0${webhookId}`).digest('hex');
  const keep = async (reason: Unmatched, no?: string): Promise<TakenMail> => {
    await keepMail(deps, { id: `m-${hash.slice(0, 32)}`, commandId: hash.slice(0, 32), body, reason, no });
    return { matched: false };
  };
  if (await isKept(deps.db, `m-${hash.slice(0, 32)}`)) return { matched: false };
  const bounce = await bounceOf({ raw, text: body.text });
  const report = { id: `m-${hash.slice(0, 32)}`, commandId: hash.slice(0, 32), desk: deskOf(deps, DESK) };
  if (bounce && (await takeBounce(deps, report, bounce))) return { matched: true, bounced: true };
  const mail = await readMail(body);
  const { named, contact } = await contactOf(deps, mail);
  if (!contact) return named === undefined ? keep('no-agreement') : keep('unknown-sender', named);
  try {
    return { matched: true, caseId: await file(deps, mail, contact, hash.slice(0, 32)) };
  } catch (error) {
    if (!(error instanceof Failure) || !REFUSALS.includes(error.type)) throw error;
    return keep('refused', contact.agreement);
  }
}

/** What another delivery would not change. */
const REFUSALS: readonly FailureType[] = ['NotNow', 'Invalid', 'Forbidden', 'NotFound', 'Malformed'];

type Contact = Identity & { agreement: string };

/** The client's contact who wrote, with the agreement; and which of ours the mail named, whoever wrote. */
async function contactOf({ db, vault, keyRing }: ApiDeps, mail: Mail): Promise<{ named?: string; contact?: Contact }> {
  const numbers = numbersIn(mail);
  if (numbers.length === 0) return {};
  const rows = await db('agreements')
    .whereIn('no', numbers)
    .select<{ no: string; parties: string }[]>('no', db.raw(`state->>'partiesRef' as parties`));
  const records = await vault.openTexts(rows.map(({ parties }) => parties));
  const ours = numbers.flatMap((no) => rows.filter((row) => row.no === no));
  for (const { no, parties } of ours) {
    const record = records.get(parties);
    if (record === undefined || mail.from === undefined) continue; // erased
    const { contact } = JSON.parse(record) as Parties;
    if (contact.email.toLowerCase() !== mail.from) continue;
    const actor = { role: 'client', id: personId(keyRing, 'client', contact.name) } as const;
    return { named: no, contact: { actor, name: contact.name, agreement: no } };
  }
  return ours[0] ? { named: ours[0].no } : {};
}

/** 来信登记: what files a mail that came late, in the name of operations; its clocks may have run out meanwhile. */
const DESK = '来信登记';

async function file(deps: ApiDeps, mail: Mail, contact: Contact, commandId: string): Promise<string> {
  const { db } = deps;
  const no = contact.agreement;
  const kind: CaseKind = kindOfMail(mail);
  const filing = { kind, no, commandId };
  const before = await filedBy(db, filing);
  if (before) return before.recorded ? before.id : filedCase(db, filing);
  const now = Date.now();
  const reported = reportedAt(mail, now);
  const body = parseCommand(`${kind}.file`, {
    channel: '邮件',
    description: descriptionOf(mail),
    ...(kind === 'complaint' ? { severity: '一般' } : { urgency: '常规' }),
    ...(reported !== undefined && { occurredAt: iso(reported) }),
  });
  await runCommand(deps, {
    no,
    name: `${kind}.file`,
    body,
    commandId,
    identity: cameLate(reported, now) ? deskOf(deps, DESK) : contact,
  });
  return filedCase(db, filing);
}

async function isKept(db: Knex, id: string): Promise<boolean> {
  return (await db('inbound_mails').where({ id }).first<object | undefined>('id')) !== undefined;
}

interface Kept {
  id: string;
  commandId: string;
  body: InboundBody;
  reason: Unmatched;
  no: string | undefined;
}

async function keepMail({ db, vault }: ApiDeps, { id, commandId, body, reason, no }: Kept): Promise<void> {
  const ref = recordRef(commandId, 'mail');
  const receivedAt = Date.now();
  await db.transaction(async (trx) => {
    await vault.sealRecord(PROVIDER, ref, body, trx);
    const kept = await trx('inbound_mails')
      .insert({ id, ref, reason, agreement_no: no ?? null, received_at: iso(receivedAt) })
      .onConflict('id')
      .ignore()
      .returning<object[]>('id');
    if (kept.length > 0) await tell(trx, { id, reason, ...(no && { agreement: no }), receivedAt });
  });
}

/** Nothing that was taken in is lost in silence. A notice of no execution, written where the mail is kept. */
async function tell(trx: Knex.Transaction, data: UnmatchedData): Promise<void> {
  const key = inboundKey(data.id);
  await trx('notices').insert({
    ...{ key: `${key}#${UNMATCHED_NOTICE}`, workflow_id: key, seq: 1, kind: UNMATCHED_NOTICE, channel: 'email' },
    ...{ to_role: 'operations', at: iso(data.receivedAt), data: JSON.stringify(data) },
  });
}

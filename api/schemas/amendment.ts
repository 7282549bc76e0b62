import { freeText, party, plainDate, positive, scan, sha256, versionRef } from './fields';
import { ladders, standard } from './standard';
import { z } from './zod';

/** Bodies about amendments (变更, domain.md §9). */

const amendment = () => positive().openapi({ description: '补充协议序号' });

/** The marks that a signature may carry. */
export const seals = () =>
  z
    .array(z.enum(['signature', 'company-seal', 'legal-representative', 'authorised-representative']))
    .min(1)
    .max(4);

export const amendmentBodies = {
  'amendment.propose': z.strictObject({
    text: freeText().openapi({ description: '变更的内容' }),
    effectiveOn: plainDate().openapi({ description: '生效日; 签署更晚的, 自签署完成时起' }),
    standard: standard.optional(),
    ladders: ladders.optional(),
    until: plainDate().optional().openapi({ description: '延长后的期满日' }),
  }),
  'amendment.approve': z.strictObject({ amendment: amendment(), ...versionRef }),
  'amendment.return': z.strictObject({ amendment: amendment(), reason: freeText() }),
  'amendment.sign': z.strictObject({
    amendment: amendment(),
    ...versionRef,
    party: party(),
    seals: seals(),
    signedOn: plainDate(),
    scan: scan(),
    authorisation: scan().optional(),
  }),
  'amendment.attest': z.strictObject({
    amendment: amendment(),
    party: party(),
    scanSha256: sha256(),
    names: z.literal(true),
    seals: z.literal(true),
    dates: z.literal(true),
  }),
  'amendment.lapse.decide': z.strictObject({
    amendment: amendment(),
    answer: z
      .enum(['extend', 'close'])
      .openapi({ description: '重新开始签署期, 或不再办理; 已登记的签署件不因延长而失效' }),
    reason: freeText().optional().openapi({ description: '决定的理由; 不再办理时必须' }),
  }),
  'amendment.refuse': z.strictObject({ amendment: amendment(), reason: freeText() }),
};

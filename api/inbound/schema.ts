import { WEBHOOK_HEADERS } from '../../security/webhook';
import { z } from '../schemas/zod';

/** What a mail-in webhook says about one mail; whatever else it says is not looked at. */
export const inboundBody = z.object({
  from: z.string().min(1).max(2_000).openapi({ example: '许女士 <xu@client.example>' }),
  to: z.union([z.string().max(8_000), z.array(z.string().max(2_000)).max(100)]),
  subject: z.string().max(8_000).default(''),
  text: z.string().default(''),
  messageId: z.string().max(2_000).optional(),
  date: z.string().max(200).optional(),
  raw: z.string().optional().openapi({ description: '整封原件 (RFC 5322); 给出时, 退信由它识别' }),
});
export type InboundBody = z.output<typeof inboundBody>;

export const webhookHeaders = z.object(
  Object.fromEntries(WEBHOOK_HEADERS.map((name) => [name, z.string().max(2_000)])),
);

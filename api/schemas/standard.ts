import { ROLES, type Role } from '../../domain/roles';
import { CHANGEABLE, ESCALATED } from '../../domain/standard';
import { z } from './zod';

/** What an agreement may change of the service standard: times, and who is told of a miss, and when. */

const unit = z.enum(['min', 'h', 'day', 'workday', 'workmin', 'workhour']);
const target = z.strictObject({ value: z.int().min(1).max(1_000), unit });
const rung = z.strictObject({
  role: z.enum(ROLES.filter((role): role is Exclude<Role, 'client'> => role !== 'client')),
  after: z.strictObject({ value: z.int().min(0).max(1_000), unit }),
});

const only =
  (known: readonly string[], message: string) =>
  (changes: object, context: z.core.$RefinementCtx): void => {
    for (const id of Object.keys(changes)) {
      if (!known.includes(id)) context.addIssue({ code: 'custom', message, path: [id] });
    }
  };
const IDS = `可改: ${CHANGEABLE.filter((id) => !id.includes('@')).join(', ')}; 投诉与需求的可按级别, 如 complaint.first-contact@严重`;

export const standard = z
  .record(z.string(), target)
  .superRefine(only(CHANGEABLE, '服务标准中没有此期限, 或其到期日不由服务标准计算'))
  .openapi({ description: `对服务标准的修改: 期限 → 时长。${IDS}` });

export const ladders = z
  .record(z.string(), z.array(rung).min(1).max(20))
  .superRefine(only(ESCALATED, '服务标准中没有此期限'))
  .openapi({ description: '对上报阶梯的修改: 期限 → 各级的角色与届满后的时长, 末级每日重复' });

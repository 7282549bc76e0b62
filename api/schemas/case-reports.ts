import { SEVERITIES, SUBJECT_ZH, TOPIC_ZH, URGENCIES } from '../../domain/case/types';
import { freeText, word } from './fields';
import { keysOf, z } from './zod';

/** The values that the domain knows, with their Chinese terms for whoever reads the documentation. */
export const subject = () => z.enum(keysOf(SUBJECT_ZH)).openapi({ description: `涉及: ${terms(SUBJECT_ZH)}` });
const topic = z.enum(keysOf(TOPIC_ZH));
export const severity = () => z.enum(SEVERITIES).openapi({ description: '严重程度' });
export const urgency = () => z.enum(URGENCIES).openapi({ description: '紧急程度' });

const reported = {
  channel: word(20).openapi({ description: '渠道', example: '电话' }),
  description: freeText(),
  person: freeText(100).optional().openapi({ description: '涉及的人' }),
};

/** 投诉 as it is filed; `occurredAt` is when the client reported it. */
export const complaintReport = z.strictObject({
  ...reported,
  severity: severity().optional().openapi({ description: '严重程度; 缺省为一般' }),
  about: subject()
    .optional()
    .openapi({
      description: `涉及: ${terms(SUBJECT_ZH)}; 缺省为服务。涉及客户经理的由负责人处理; 客户信息泄露须登记事件`,
    }),
});

/** 需求, 咨询 as it is filed. */
export const requestReport = z.strictObject({
  ...reported,
  urgency: urgency().optional().openapi({ description: '紧急程度; 缺省为常规, 咨询一律为常规' }),
  topic: topic.optional().openapi({ description: `种类: ${terms(TOPIC_ZH)}; 决定责任部门` }),
});

function terms(words: Record<string, string>): string {
  return Object.entries(words)
    .map(([key, word]) => `${key} ${word}`)
    .join(', ');
}

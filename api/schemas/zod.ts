import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

/** The one place that zod is taken from: extended once, so that a schema is also its documentation. */
extendZodWithOpenApi(z);

/** The keys of a table of terms, for an enumeration. */
export const keysOf = <K extends string>(terms: Record<K, unknown>): [K, ...K[]] => Object.keys(terms) as [K, ...K[]];

/** `问卷(questionnaire), 深度访谈(interview)` */
export const listed = (words: Record<string, string>): string =>
  Object.entries(words)
    .map(([key, zh]) => `${zh}(${key})`)
    .join(', ');

export { z };

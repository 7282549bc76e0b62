import { parse as parseYaml } from 'yaml';
import { ApiFailure } from '../api/problems';
import { SCHEMAS } from '../api/schemas/commands';
import { startBody } from '../api/schemas/start';
import type { z } from '../api/schemas/zod';
import { parse } from '../api/validation';
import { Failure } from '../domain/failures';
import { EXAMPLE, EXAMPLE_REQUIREMENTS, EXAMPLE_TARGETS, NATURAL_PROVIDER } from './example-agreement';
import type { AgreementChoice } from './scenario';

type Fields = Record<string, unknown>;
type Report = (path: readonly (string | number)[], message: string) => void;

/** Fields of a scenario's `agreement` that are not terms. */
const OTHERS = ['file', 'parties', 'standard', 'ladders', 'requirements', 'targets'];
const TERMS = [
  'tier',
  'clientType',
  'termMonths',
  'feeFen',
  'startsOn',
  'endsOn',
  'providerKind',
  'reviewMeeting',
  'performanceReport',
  'deemedAcceptance',
  'condition',
  'serviceHours',
];
export const AGREEMENT_FIELDS = [...TERMS, ...OTHERS];
/** Of another agreement's file. Its `no` is read and ignored, like the short name of its terms: a play has its own number. */
const FILE_KEYS = ['no', 'terms', 'parties', 'standard', 'ladders', 'requirements', 'targets'];

/** Stands in for the short name until the play gets its own. */
export const SHORT_NAME = '彩排';

/** What an `agreement` says, over the one before it (the example, or the extended scenario's). */
export interface AgreementSource extends Fields {
  terms: Fields;
  parties: Fields;
  standard?: Fields;
  ladders?: Fields;
  requirements?: unknown;
  targets?: unknown;
}

export const exampleSource = (): AgreementSource => ({
  terms: { ...EXAMPLE.terms },
  parties: { ...EXAMPLE.parties },
  requirements: EXAMPLE_REQUIREMENTS,
  targets: EXAMPLE_TARGETS,
});

/**
 * Puts the fields of a scenario over a base. `readFile` gives the text of another agreement (a body of
 * `POST /v1/agreements` as YAML or JSON) and is left out where files cannot be read.
 */
export function overlay(
  base: AgreementSource,
  fields: Fields,
  report: Report,
  readFile?: (path: string) => string | undefined,
): AgreementSource {
  for (const key of Object.keys(fields)) {
    if (!AGREEMENT_FIELDS.includes(key)) report([key], `没有这一项; 可用: ${AGREEMENT_FIELDS.join(', ')}`);
  }
  const source = fields['file'] === undefined ? base : (fromFile(fields['file'], report, readFile) ?? base);
  const { parties = {}, requirements, targets } = fields;
  const terms = Object.fromEntries(TERMS.filter((key) => key in fields).map((key) => [key, fields[key]]));
  const merged: AgreementSource = {
    terms: { ...source.terms, ...terms },
    parties: mergePeople(source.parties, parties as Fields),
    standard: changed(source.standard, fields['standard']),
    ladders: changed(source.ladders, fields['ladders']),
    requirements: requirements ?? source.requirements,
    targets: targets ?? source.targets,
  };
  if (merged.terms['deemedAcceptance'] === true) merged.terms['deemedAcceptance'] = DEEMED;
  const provider = merged.parties['provider'] as Fields;
  if (
    merged.terms['providerKind'] === 'natural-person' &&
    provider['kind'] === 'enterprise' &&
    !('provider' in (parties as Fields))
  )
    merged.parties['provider'] = NATURAL_PROVIDER;
  return merged;
}

const DEEMED = { sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef', agreedOn: '2026-01-05' };

/** Key by key; what is no map goes through, to be refused with the rest. */
function changed(base: Fields | undefined, changes: unknown): Fields | undefined {
  if (changes === undefined) return base;
  const isMap = typeof changes === 'object' && changes !== null && !Array.isArray(changes);
  return isMap ? { ...base, ...changes } : (changes as Fields);
}

/** A person or firm is changed field by field. */
function mergePeople(base: Fields, changes: Fields): Fields {
  const merged = { ...base };
  for (const [who, fields] of Object.entries(changes)) merged[who] = changed(base[who] as Fields | undefined, fields);
  return merged;
}

function fromFile(
  path: unknown,
  report: Report,
  readFile?: (path: string) => string | undefined,
): AgreementSource | undefined {
  const text = typeof path === 'string' ? readFile?.(path) : undefined;
  if (text === undefined) return void report(['file'], '读不到这个文件');
  let body: unknown;
  try {
    body = parseYaml(text, { maxAliasCount: 20 });
  } catch {
    return void report(['file'], '该文件不是有效的 YAML 或 JSON');
  }
  const source = (body ?? {}) as Partial<AgreementSource>;
  const { terms, parties, standard, ladders, requirements = [], targets = [] } = source;
  if (!terms || !parties) return void report(['file'], '该文件须有 terms 与 parties, 同 POST /v1/agreements 的正文');
  for (const key of Object.keys(source))
    if (!FILE_KEYS.includes(key)) report(['file'], `该文件中没有 ${key} 这一项; 可用: ${FILE_KEYS.join(', ')}`);
  const { shortName: _own, ...agreed } = terms;
  return { terms: agreed, parties, standard, ladders, requirements, targets };
}

/** Holds the merged agreement against the rules of the API; each broken one is reported. */
export function check(source: AgreementSource, report: Report): AgreementChoice | undefined {
  const { terms, parties, standard, ladders, requirements = [], targets = [] } = source;
  const body = held(startBody, { terms: { ...terms, shortName: SHORT_NAME }, parties, standard, ladders }, report);
  const settled = held(SCHEMAS['intake.settle'], { requirements, targets }, report);
  // what is sent at intake is what was written: the schema's output holds texts to be sealed
  return (
    body && settled && { body, ...({ requirements, targets } as Pick<AgreementChoice, 'requirements' | 'targets'>) }
  );
}

function held<T>(schema: z.ZodType<T>, body: unknown, report: Report): T | undefined {
  try {
    return parse(schema, body);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const errors = (error instanceof ApiFailure && error.more.errors) || [
      { field: error.field ?? '', message: error.detail },
    ];
    for (const { field, message } of errors) report(pathOf(field.replace(/^terms\./, '')), message);
    return undefined;
  }
}

/** `standard.review.client.value` has dots in its keys: what a scenario writes is found by its first part at least. */
const pathOf = (field: string): string[] => field.split(/[.[\]]+/).filter(Boolean);

import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { openApi } from '../../api/openapi';
import type { Seen } from './harness';

type Content = Record<string, { schema: object }>;
interface Operation {
  responses: Record<string, { content?: Content }>;
}

const document = JSON.parse(JSON.stringify(openApi())) as {
  paths: Record<string, Record<string, Operation>>;
  components: object;
};
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('binary', true);
ajv.addSchema(document, 'api');

const patterns = Object.keys(document.paths)
  .sort((a, b) => a.split('{').length - b.split('{').length) // the fewest holes first
  .map((path) => ({ path, matches: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));

export const operationOf = (method: string, address: string): { path: string; operation?: Operation } | undefined => {
  const plain = address.split('?')[0]!;
  const found = patterns.find(
    ({ path, matches }) => matches.test(plain) && document.paths[path]![method.toLowerCase()],
  );
  return found && { path: found.path, operation: document.paths[found.path]![method.toLowerCase()] };
};

const problem = ajv.compile({ $ref: 'api#/components/schemas/Problem' });

/** What was answered but is not in the OpenAPI document, or differs from its schema. Every error must be a problem. */
export function mismatches(seen: readonly Seen[]): string[] {
  const found = new Set<string>();
  for (const { method, path, status, body, type } of seen) {
    if (!path.startsWith('/v1/') || path === '/v1/openapi.json') continue;
    const name = `${method} ${path.split('?')[0]} ${status}`;
    if (status >= 400 && (!type?.startsWith('application/problem+json') || !problem(body))) {
      found.add(`${name}: ${type} ${ajv.errorsText(problem.errors)}`);
    }
    const known = operationOf(method, path);
    if (!known) {
      if (status !== 401 && status !== 404) found.add(`${name}: not documented`);
      continue;
    }
    const response = known.operation!.responses[status];
    if (!response) {
      found.add(`${name}: status not documented`);
      continue;
    }
    const pointer = known.path
      .replaceAll('~', '~0')
      .replaceAll('/', '~1')
      .replaceAll('{', '%7B')
      .replaceAll('}', '%7D');
    if (type?.includes('json') && status < 400) {
      const ref = `api#/paths/${pointer}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
      const validate = ajv.getSchema(ref) ?? ajv.compile({ $ref: ref });
      if (!validate(body)) found.add(`${name}: ${ajv.errorsText(validate.errors)}`);
    }
  }
  return [...found];
}

export { document };

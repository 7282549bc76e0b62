import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { Environment } from '../../security/mode';
import { settingsProblems } from '../../security/settings-check';
import { writeP12 } from '../support/seal';

/** docker-compose.yml can be run in production: whatever that demands reaches the processes from .env. */

const root = path.join(__dirname, '../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, { environment: Record<string, string | null> }>;
};
const PROCESSES = ['api', 'worker', 'setup'] as const;
const settingsOf = (service: string) => services[service]!.environment;

const folder = mkdtempSync(path.join(tmpdir(), 'lvyue-compose-'));
writeP12(path.join(folder, 'seal.p12'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILLED_IN: Environment = {
  LVYUE_MODE: 'production',
  LVYUE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  LVYUE_DB_PASSWORD: 'f7Kq2ZpX9w',
  LVYUE_ALLOW_PLAINTEXT_TEMPORAL: 'true',
  SMTP_URL: 'smtps://user:password@mail.example.com',
  LVYUE_SEAL_P12: path.join(folder, 'seal.p12'),
  LVYUE_SEAL_PASSPHRASE: 'geheim',
  LVYUE_PUBLIC_URL: 'https://lvyue.example.com',
  LVYUE_OIDC_ISSUER: 'https://id.example.com',
  LVYUE_OIDC_AUDIENCE: 'lvyue',
};

/** What a container gets, as compose works it out: `NAME:` passes on, `${NAME:-fallback}` and `${NAME?why}` fill in. */
function given(service: string, filledIn: Environment): Environment {
  const fill = (template: string): string => {
    const inner = template.replace(/\$\{(\w+)(?::-([^${}]*)|:?\?[^${}]*)?\}/g, (_, name: string, fallback = '') =>
      String(filledIn[name] || fallback),
    );
    return inner === template ? inner : fill(inner);
  };
  return Object.fromEntries(
    Object.entries(settingsOf(service)).map(([name, value]) => [name, value === null ? filledIn[name] : fill(value)]),
  );
}

/** Every variable that the check of a production process looks at, whatever else is set. */
function lookedAt(): Set<string> {
  const names = new Set<string>();
  const watched = (env: Environment): Environment =>
    new Proxy(env, {
      get(target, name: string) {
        names.add(name);
        return target[name];
      },
    });
  const platforms = { LVYUE_ESS_SECRET_ID: 'x', LVYUE_ESIGN_APP_ID: 'x', LVYUE_FASC_APP_ID: 'x' };
  for (const env of [
    {},
    { ...FILLED_IN, ...platforms, DATABASE_URL: 'postgres://a:b@c/d', TEMPORAL_ADDRESS: 't:7233' },
    { LVYUE_STORE: 's3', LVYUE_S3_BUCKET: 'b', LVYUE_S3_ACCESS_KEY_ID: 'x', LVYUE_S3_SECRET_ACCESS_KEY: 'x' },
    { LVYUE_STORE: 's3', LVYUE_S3_ENDPOINT: 'http://minio' },
    { SMTP_URL: 'smtp://plain', TEMPORAL_ADDRESS: 't:7233' },
  ]) {
    settingsProblems(watched({ ...env, LVYUE_MODE: 'production' }));
  }
  return names;
}

/** From the table of settings: what API or worker read. Rows that name a family are covered by what is looked at. */
function documented(): string[] {
  const rows = read('docs/operations.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, names, readers]) => /^`[A-Z]/.test(names ?? '') && /API|worker|all/.test(readers ?? ''));
  return rows.flatMap(([, names]) => [...names!.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name!));
}

/** Of the simulator and of `npm start`; no business of a server. */
const NOT_HERE = ['LVYUE_SIGN_SIMULATOR', 'LVYUE_SIGN_SIMULATOR_SECRET', 'LVYUE_WORKFLOW_BUNDLE'];

describe.each(PROCESSES)('service %s', (service) => {
  test('is given every setting that a production process is checked for, and every documented one', () => {
    const wanted = [...lookedAt(), ...documented()].filter((name) => !NOT_HERE.includes(name));
    expect(wanted.length).toBeGreaterThan(60);
    const names = Object.keys(settingsOf(service));
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('starts in production with a filled-in .env, and names what is missing without', () => {
    expect(settingsProblems(given(service, FILLED_IN))).toEqual([]);
    const problems = settingsProblems(given(service, { LVYUE_MODE: 'production' })).join('\n');
    for (const name of ['LVYUE_KEYS', 'SMTP', 'LVYUE_SEAL_P12', 'LVYUE_PUBLIC_URL', 'TEMPORAL_TLS', 'DATABASE_URL']) {
      expect(problems).toContain(name);
    }
  });

  test('has no secret written down in the file', () => {
    const secrets = Object.entries(settingsOf(service)).filter(([name]) => /KEY|SECRET|PASS|TOKEN/.test(name));
    expect(secrets.length).toBeGreaterThan(8);
    for (const [name, value] of secrets) expect([name, value]).toEqual([name, secretFrom(name, value)]);
  });
});

const secretFrom = (name: string, value: string | null | undefined): string | null =>
  value?.startsWith(`\${${name}?`) ? value : null;

test('whatever is passed on stands in .env.example', () => {
  const told = read('.env.example');
  const names = Object.entries(settingsOf('api'))
    .filter(([, value]) => value === null || value.includes('${'))
    .map(([name]) => name)
    .filter((name) => !['DATABASE_URL', 'MAIL_URL'].includes(name)); // made of others
  expect(names.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(told))).toEqual([]);
});

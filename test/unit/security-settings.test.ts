import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SettingsError } from '../../security/mode';
import { assertSettings, settingsProblems } from '../../security/settings-check';
import { writeP12 } from '../support/seal';

const folder = mkdtempSync(path.join(tmpdir(), 'lvyue-settings-'));
writeP12(path.join(folder, 'seal.p12'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SOUND = {
  LVYUE_MODE: 'production',
  LVYUE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  DATABASE_URL: 'postgres://lvyue_app:f7Kq2ZpX9w@db/lvyue',
  TEMPORAL_ADDRESS: 'temporal:7233',
  TEMPORAL_TLS: 'true',
  SMTP_URL: 'smtps://mail.example.com',
  LVYUE_BLOBS: '/srv/lvyue/files',
  LVYUE_SEAL_P12: path.join(folder, 'seal.p12'),
  LVYUE_SEAL_PASSPHRASE: 'geheim',
  LVYUE_PUBLIC_URL: 'https://lvyue.example.com',
  LVYUE_OIDC_ISSUER: 'https://id.example.com',
  LVYUE_OIDC_AUDIENCE: 'lvyue',
};

describe('生产模式的设置', () => {
  test('sound settings pass', () => expect(() => assertSettings(SOUND)).not.toThrow());

  test('the embedded default needs none of them', () => expect(settingsProblems({})).toEqual([]));

  test.each([
    ['no keys', { LVYUE_KEYS: undefined }, '须设置 LVYUE_KEYS'],
    ['a weak key', { LVYUE_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }, '不是随机数'],
    ['no database', { DATABASE_URL: undefined }, 'DATABASE_URL'],
    ['a database without password', { DATABASE_URL: 'postgres://app@db/x' }, '没有密码'],
    ['a default password', { DATABASE_URL: 'postgres://app:Postgres@db/x' }, '默认密码'],
    ['the user name as password', { DATABASE_URL: 'postgres://app:app@db/x' }, '默认密码'],
    ['the embedded Temporal', { TEMPORAL_ADDRESS: undefined }, 'TEMPORAL_ADDRESS'],
    ['Temporal without TLS', { TEMPORAL_TLS: undefined }, '没有 TLS'],
    ['the mail sink', { SMTP_URL: undefined }, 'SMTP_URL'],
    ['files in a folder of nobody knows where', { LVYUE_BLOBS: undefined }, 'LVYUE_BLOBS'],
    ['no certificate to seal with', { LVYUE_SEAL_P12: undefined }, 'LVYUE_SEAL_P12'],
    ['mail without TLS', { SMTP_URL: 'smtp://mail.example.com' }, '没有 TLS'],
    ['papers whose codes lead nowhere', { LVYUE_PUBLIC_URL: undefined }, 'LVYUE_PUBLIC_URL'],
    ['tokens of an issuer over http', { LVYUE_OIDC_ISSUER: 'http://id.example.com' }, 'https'],
    ['tokens made for anybody', { LVYUE_OIDC_AUDIENCE: undefined }, 'LVYUE_OIDC_AUDIENCE'],
  ])('%s is refused', (_, change, reason) => {
    expect(settingsProblems({ ...SOUND, ...change })).toEqual([expect.stringContaining(reason)]);
  });

  test('plain connections inside an isolated network must be allowed by name', () => {
    const inside = { TEMPORAL_TLS: undefined, SMTP_URL: 'smtp://mailpit:1025' };
    expect(settingsProblems({ ...SOUND, ...inside })).toHaveLength(2);
    const allowed = { LVYUE_ALLOW_PLAINTEXT_TEMPORAL: 'true', LVYUE_ALLOW_PLAINTEXT_SMTP: 'true' };
    expect(settingsProblems({ ...SOUND, ...inside, ...allowed })).toEqual([]);
    expect(settingsProblems({ ...SOUND, SMTP_URL: 'smtp://mail.example.com?requireTLS=true' })).toEqual([]);
  });

  test('all that is wrong is told at once, without any secret', () => {
    const bad = { ...SOUND, LVYUE_KEYS: 'k1:c2hvcnQ=', DATABASE_URL: 'postgres://app:changeme@db/x', TEMPORAL_TLS: '' };
    let error: unknown;
    try {
      assertSettings(bad);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).problems).toHaveLength(3);
    expect((error as Error).message).not.toMatch(/changeme|c2hvcnQ/);
  });

  test('a misspelt mode is an error, not the embedded default', () => {
    expect(() => assertSettings({ LVYUE_MODE: 'prod' })).toThrow('LVYUE_MODE');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { settingsProblems } from '../../../security/settings-check';
import { rehearsedProviders, signingProviders } from '../../../signing/providers';
import { signingProblems } from '../../../signing/settings';

const ESIGN = { LVYUE_ESIGN_APP_ID: '7438', LVYUE_ESIGN_SECRET: 'x'.repeat(32) };
const FASC = { LVYUE_FASC_APP_ID: '80', LVYUE_FASC_SECRET: 'y'.repeat(32), LVYUE_FASC_OPEN_CORP_ID: 'corp' };
const ESS = {
  LVYUE_ESS_SECRET_ID: 'AKIDx',
  LVYUE_ESS_SECRET_KEY: 'z'.repeat(32),
  LVYUE_ESS_OPERATOR_ID: 'yD',
  LVYUE_ESS_CALLBACK_KEY: '0'.repeat(32),
  LVYUE_ESS_CALLBACK_TOKEN: 't'.repeat(32),
};
const UNROOTED = { LVYUE_ALLOW_UNROOTED_SIGNATURES: 'true' };
const SIMULATOR = { LVYUE_SIGN_SIMULATOR: 'http://127.0.0.1:8030', LVYUE_SIGN_SIMULATOR_SECRET: 's' };

describe('签署平台的设置', () => {
  it('没有设置的平台不用, 设置完整的可用', () => {
    expect([...signingProviders({}).keys()]).toEqual([]);
    expect([...signingProviders(ESIGN).keys()]).toEqual(['esign']);
    expect([...signingProviders({ ...ESS, ...ESIGN, ...FASC }).keys()]).toEqual(['ess', 'esign', 'fasc']);
    expect(signingProblems({ ...ESS, ...ESIGN, ...FASC, ...UNROOTED }, true)).toEqual([]);
  });

  it('有模拟器时, 没有设置的由它代替; 彩排只用它', () => {
    expect([...signingProviders({ ...SIMULATOR, ...ESIGN }).keys()]).toEqual(['ess', 'esign', 'fasc']);
    expect([...rehearsedProviders({ ...SIMULATOR, ...ESIGN }).keys()]).toEqual(['ess', 'esign', 'fasc']);
    expect([...rehearsedProviders(ESIGN).keys()]).toEqual([]);
  });

  it.each([
    ['缺密钥', { LVYUE_ESIGN_APP_ID: '7438' }, 'LVYUE_ESIGN_SECRET'],
    ['缺发起方', { ...FASC, LVYUE_FASC_OPEN_CORP_ID: '' }, 'LVYUE_FASC_OPEN_CORP_ID'],
    ['缺回调密钥', { ...ESS, LVYUE_ESS_CALLBACK_KEY: '' }, 'LVYUE_ESS_CALLBACK_KEY'],
    ['回调密钥长度不对', { ...ESS, LVYUE_ESS_CALLBACK_KEY: 'short' }, 'LVYUE_ESS_CALLBACK_KEY'],
    ['明文地址', { ...ESIGN, LVYUE_ESIGN_ENDPOINT: 'http://openapi.esign.cn' }, 'LVYUE_ESIGN_ENDPOINT'],
    ['明文的文件地址', { ...ESS, LVYUE_ESS_FILE_ENDPOINT: 'http://file.ess.tencent.cn' }, 'LVYUE_ESS_FILE_ENDPOINT'],
    ['没有受信任的根证书', { ...ESIGN, LVYUE_ALLOW_UNROOTED_SIGNATURES: '' }, 'LVYUE_SIGN_ROOTS_FILE'],
    ['不要根证书, 但没有明说', { ...FASC, LVYUE_ALLOW_UNROOTED_SIGNATURES: 'false' }, 'LVYUE_SIGN_ROOTS_FILE'],
    ['模拟器', SIMULATOR, 'LVYUE_SIGN_SIMULATOR'],
    ['证书文件读不出', { ...ESIGN, LVYUE_SIGN_ROOTS_FILE: '/nowhere.pem' }, 'LVYUE_SIGN_ROOTS_FILE'],
  ])('生产模式不接受: %s, 报错指名变量而不重复其值', (_what, change, variable) => {
    const env = { ...UNROOTED, ...change };
    const problems = signingProblems(env, true);
    expect(problems).toEqual([expect.stringContaining(variable)]);
    expect(problems.join()).not.toMatch(/x{32}|y{32}|z{32}|t{32}|short/);
    expect(settingsProblems({ LVYUE_MODE: 'production', ...env }).join()).toContain(variable);
  });

  it('生产模式有根证书即可; 没有接入平台就不需要; 内嵌模式不要求', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'lvyue-roots-'));
    try {
      const roots = path.join(dir, 'roots.pem');
      writeFileSync(roots, rootCertificates[0]!);
      expect(signingProblems({ ...ESIGN, LVYUE_SIGN_ROOTS_FILE: roots }, true)).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
    expect(signingProblems({}, true)).toEqual([]);
    expect(signingProblems(ESIGN, false)).toEqual([]);
  });

  it('内嵌模式允许明文与模拟器, 但不允许只设一半', () => {
    const plain = { ...ESIGN, LVYUE_ESIGN_ENDPOINT: 'http://127.0.0.1:8030/esign' };
    expect(settingsProblems({ ...plain, ...SIMULATOR })).toEqual([]);
    expect(settingsProblems({ LVYUE_ESIGN_APP_ID: '7438' })).toEqual([expect.stringContaining('LVYUE_ESIGN_SECRET')]);
    expect(() => signingProviders({ LVYUE_ESIGN_APP_ID: '7438' })).toThrow('LVYUE_ESIGN_SECRET');
  });
});

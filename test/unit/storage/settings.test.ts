import path from 'node:path';
import { SettingsError } from '../../../security/mode';
import { readStoreSettings, storeProblems } from '../../../storage/settings';

const S3 = {
  LVYUE_STORE: 's3',
  LVYUE_S3_ENDPOINT: 'https://oss-cn-shanghai.aliyuncs.com',
  LVYUE_S3_BUCKET: 'files',
  LVYUE_S3_REGION: 'cn-shanghai',
  LVYUE_S3_ACCESS_KEY_ID: 'AK',
  LVYUE_S3_SECRET_ACCESS_KEY: 'top-secret',
};

test('files are below the data folder unless told otherwise, always by an absolute path', () => {
  expect(readStoreSettings({})).toEqual({ kind: 'file', folder: path.resolve('.data/blobs') });
  expect(readStoreSettings({ LVYUE_DATA: '/data' })).toEqual({ kind: 'file', folder: '/data/blobs' });
  expect(readStoreSettings({ LVYUE_DATA: '/data', LVYUE_BLOBS: '/files' })).toEqual({ kind: 'file', folder: '/files' });
});

test('a bucket is chosen by name, with all that it needs', () => {
  expect(readStoreSettings(S3)).toEqual({
    kind: 's3',
    endpoint: S3.LVYUE_S3_ENDPOINT,
    region: 'cn-shanghai',
    bucket: 'files',
    accessKeyId: 'AK',
    secretAccessKey: 'top-secret',
    pathStyle: false,
  });
  const { LVYUE_S3_ENDPOINT: _, LVYUE_S3_REGION: __, ...amazon } = S3;
  expect(readStoreSettings({ ...amazon, LVYUE_S3_PATH_STYLE: 'true' })).toMatchObject({
    region: 'us-east-1',
    pathStyle: true,
  });
  expect(readStoreSettings({ ...S3, LVYUE_STORE: '' })).toMatchObject({ kind: 'file' });
});

test.each([
  [{ LVYUE_STORE: 'minio' }, 'LVYUE_STORE'],
  [{ ...S3, LVYUE_S3_BUCKET: '' }, 'LVYUE_S3_BUCKET'],
  [{ ...S3, LVYUE_S3_SECRET_ACCESS_KEY: undefined }, 'LVYUE_S3_SECRET_ACCESS_KEY'],
  [{ ...S3, LVYUE_S3_ENDPOINT: 'minio:9000' }, 'LVYUE_S3_ENDPOINT'],
])('%j is refused in any mode, without a value in the message', (env, name) => {
  expect(() => readStoreSettings(env)).toThrow(SettingsError);
  expect(storeProblems(env)).toEqual([expect.stringContaining(name)]);
  expect(storeProblems(env).join()).not.toContain('top-secret');
});

test('production: an absolute folder; a bucket over https unless plain is allowed by name', () => {
  expect(storeProblems({})).toEqual([expect.stringContaining('LVYUE_BLOBS')]);
  expect(storeProblems({ LVYUE_BLOBS: 'files' })).toHaveLength(1);
  expect(storeProblems({ LVYUE_BLOBS: '/files' })).toEqual([]);
  expect(storeProblems({ LVYUE_DATA: '/data' })).toEqual([]);
  expect(storeProblems(S3)).toEqual([]);
  const plain = { ...S3, LVYUE_S3_ENDPOINT: 'http://minio:9000' };
  expect(storeProblems(plain)).toEqual([expect.stringContaining('TLS')]);
  expect(storeProblems({ ...plain, LVYUE_ALLOW_PLAINTEXT_S3: 'true' })).toEqual([]);
});

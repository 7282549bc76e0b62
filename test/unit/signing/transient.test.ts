import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { MaybeStarted, Refused } from '../../../signing/errors';
import { createEsign } from '../../../signing/esign/adapter';
import { createEss } from '../../../signing/ess/adapter';
import { createFasc } from '../../../signing/fasc/adapter';
import { essTransient, numberedTransient } from '../../../signing/transient';
import { flowToStart } from '../../support/esign';

/** Answers each request, HTTP 200 unless told, with what the test says of its path or action. */
let server: http.Server;
let base: string;
let answers: Record<string, unknown> = {};

beforeAll(async () => {
  server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const name = String(request.headers['x-tc-action'] ?? request.url);
      const [, answer] = Object.entries(answers).find(([part]) => name.endsWith(part)) ?? [];
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const NONE = { roots: [] };
const outcome = (tried: Promise<unknown>): Promise<unknown> =>
  tried.then(
    () => 'begun',
    (error: unknown) =>
      error instanceof MaybeStarted ? 'open' : error instanceof Refused ? 'refused' : (error as { type: string }).type,
  );

describe('平台自己的故障不是拒绝 (domain.md §3.4: 发起即计费)', () => {
  describe('腾讯电子签', () => {
    const ess = () =>
      createEss(
        {
          ...{ endpoint: base, fileEndpoint: base, secretId: 'i', secretKey: 'k', operatorId: 'o' },
          ...{ callbackKey: '0'.repeat(32), callbackToken: 't' },
        },
        NONE,
      );
    const failed = (Code: string) => ({ Response: { Error: { Code }, RequestId: 'r' } });
    const uploaded = { Response: { FileIds: ['f'] } };

    it.each([
      ['InternalError', 'open'],
      ['InternalError.Db', 'open'],
      ['ResourceUnavailable.Flow', 'open'],
      ['RequestLimitExceeded', 'open'],
      ['FailedOperation.RequestTimeout', 'open'],
      ['InvalidParameter.Name', 'refused'],
      ['OperationDenied', 'refused'],
      ['FailedOperation.QuotaInsufficient', 'refused'],
    ])('发起得到 %s: %s', async (code, expected) => {
      answers = { UploadFiles: uploaded, CreateFlowByFiles: failed(code) };
      expect(await outcome(ess().start(await flowToStart('2026-客户维护-001/v1/s1')))).toBe(expected);
    });

    it('上传时的故障: 肯定没有发起; 不是平台的应答: 不明', async () => {
      answers = { UploadFiles: failed('InternalError') };
      const request = await flowToStart('2026-客户维护-001/v1/s1');
      expect(await outcome(ess().start(request))).toBe('Unavailable');
      answers = { UploadFiles: uploaded, CreateFlowByFiles: { error: 'gateway' } };
      expect(await outcome(ess().start(request))).toBe('open');
    });
  });

  const BUSY_ESIGN = { code: 1430000, message: '系统繁忙, 请稍后再试' };
  const NO_ESIGN = { code: 1437203, message: '流程状态不允许' };
  const BUSY_FASC = { code: '500', msg: 'error' };
  const NO_FASC = { code: '211126', msg: '任务状态不允许' };
  const token = { code: '100000', data: { accessToken: 'a', expiresIn: '7200' } };

  it.each([
    ['故障', BUSY_ESIGN, { code: 0, data: { signFlowStatus: 0 } }, 'open'],
    ['没有 code', {}, { code: 0, data: { signFlowStatus: 0 } }, 'open'],
    ['拒绝, 仍是草稿', NO_ESIGN, { code: 0, data: { signFlowStatus: 0 } }, 'refused'],
    ['拒绝, 已经发起', NO_ESIGN, { code: 0, data: { signFlowStatus: 1 } }, 'begun'],
    ['拒绝, 查询时故障', NO_ESIGN, BUSY_ESIGN, 'open'],
    ['拒绝, 查询也被拒绝', NO_ESIGN, { code: 1435011, message: '流程不存在' }, 'open'],
  ])('e签宝 %s', async (_what, start, detail, expected) => {
    answers = { '/start': start, '/detail': detail };
    const esign = createEsign({ endpoint: base, appId: 'a', secret: 's' }, NONE);
    const request = await flowToStart('2026-客户维护-001/v1/s1');
    expect(await outcome(esign.start(request, { draft: 'd' }))).toBe(expected);
  });

  it.each([
    ['故障', BUSY_FASC, { code: '100000', data: { signTaskStatus: 'task_created' } }, 'open'],
    ['拒绝, 仍是草稿', NO_FASC, { code: '100000', data: { signTaskStatus: 'task_created' } }, 'refused'],
    ['拒绝, 已经发起', NO_FASC, { code: '100000', data: { signTaskStatus: 'sign_progress' } }, 'begun'],
    ['拒绝, 查询时故障', NO_FASC, BUSY_FASC, 'open'],
  ])('法大大 %s', async (_what, start, detail, expected) => {
    answers = { '/get-access-token': token, '/sign-task/start': start, '/get-detail': detail };
    const fasc = createFasc({ endpoint: base, appId: 'a', secret: 's', openCorpId: 'c' }, NONE);
    const request = await flowToStart('2026-客户维护-001/v1/s1');
    expect(await outcome(fasc.start(request, { draft: 'd' }))).toBe(expected);
  });

  it('按代码与文字区分', () => {
    expect(['InternalErrors', 'FailedOperation', 'AuthFailure.SignatureExpire'].filter(essTransient)).toEqual([]);
    for (const busy of ['请求过于频繁', '系统异常', '服务器内部错误', '系统超时', '请稍候重试'])
      expect(numberedTransient(1430000, busy)).toBe(true);
    for (const [code, message] of [
      [1435002, '参数错误: signFlowTitle'],
      ['100001', 'AppId 无效或请求已过期'],
      [401, undefined],
      [5001, '签名错误'],
    ] as const)
      expect(numberedTransient(code, message)).toBe(false);
  });
});

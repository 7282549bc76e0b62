import { v1Routers } from '../../api/app';
import { Metrics } from '../../api/metrics';
import { esignRoutes } from '../../api/routes/esign';
import { inboundRoutes } from '../../api/routes/inbound';
import { templateUploadRoutes } from '../../api/routes/templates';
import { verifyRoutes } from '../../api/routes/verify';
import { uploadRoutes } from '../../api/routes/uploads';
import { caseBodyOf, casePathOf, kindOf, PUBLIC_CASE_COMMANDS } from '../../api/schemas/case-commands';
import { bodyOf, pathOf, PUBLIC_COMMANDS } from '../../api/schemas/commands';
import { COMMAND_NAMES } from '../../domain/agreement/commands';
import { CASE_COMMAND_NAMES } from '../../domain/case/commands';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { bodies, caseBodies } from './bodies';
import { document, mismatches } from './documented';
import { Api } from './harness';
import { startBody } from './samples';

let api: Api;
beforeAll(async () => {
  api = await Api.start({ sealExpires: Date.parse('2030-01-01T00:00:00Z') });
}, 60_000);
afterAll(() => api.close());

const sorted = (list: Iterable<string>): string[] => [...new Set(list)].sort();

describe('OpenAPI 3.1', () => {
  it('恰好是有的路由', () => {
    const own = [
      uploadRoutes(api.deps),
      templateUploadRoutes(api.deps),
      inboundRoutes(api.deps),
      esignRoutes(api.deps, new Metrics()),
      verifyRoutes(api.deps),
    ];
    const routes = [...v1Routers(api.deps), ...own].flatMap((router) =>
      router.stack.flatMap(({ route }) =>
        route ? route.stack.map(({ method }) => `${method} /v1${route.path.replace(/:(\w+)/g, '{$1}')}`) : [],
      ),
    );
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(sorted(documented)).toEqual(sorted(routes));
  });

  it('每条命令都有路由, 除了由管理员整体载入的日历', () => {
    expect(sorted([...PUBLIC_COMMANDS, 'calendar.load'])).toEqual(sorted(COMMAND_NAMES));
    expect(sorted([...PUBLIC_CASE_COMMANDS, 'calendar.load'])).toEqual(sorted(CASE_COMMAND_NAMES));
  });

  it('文档的请求结构接受有效的请求, 拒绝无效的, 与实际校验一致', () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    ajv.addSchema(document, 'doc');
    const schemaOf = (path: string) =>
      ajv.compile({
        $ref: `doc#/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/post/requestBody/content/application~1json/schema`,
      });
    const samples = bodies({ scan: 'u-1', table: 'u-2' });
    const caseSamples = caseBodies({ scan: 'u-1', into: '2026-测试-001-R2' });
    const commands = [
      ...PUBLIC_COMMANDS.map((name) => ({
        path: `/v1/agreements/{no}/${pathOf(name)}`,
        body: bodyOf(name),
        sample: samples[name],
      })),
      ...PUBLIC_CASE_COMMANDS.map((name) => ({
        path: `/v1/${kindOf(name)}s/{id}/${casePathOf(name)}`,
        body: caseBodyOf(name),
        sample: caseSamples[name],
      })),
    ];
    for (const { path, body, sample } of commands) {
      const validate = schemaOf(path);
      expect([path, validate(sample), validate.errors]).toEqual([path, true, null]);
      expect([path, body.safeParse(sample).success]).toEqual([path, true]);
      for (const wrong of [{ ...sample, extra: 1 }, { ...sample, occurredAt: 5 }, [], 'text']) {
        expect([path, validate(wrong), body.safeParse(wrong).success]).toEqual([path, false, false]);
      }
    }
    expect(schemaOf('/v1/agreements')(startBody('客户维护'))).toBe(true);
  });

  it('公开: 文档, 页面, 健康, 指标; 没有外部资源和脚本', async () => {
    const served = await api.call('GET', '/v1/openapi.json');
    expect(served.body).toEqual(document);
    expect(served.body['openapi']).toBe('3.1.0');
    for (const path of ['/', '/docs']) {
      const page = await api.call('GET', path);
      const html = page.bytes.toString('utf8');
      expect([path, page.status, page.headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(html).not.toMatch(/<script|src=|url\(|@import|https?:\/\/(?!localhost)/);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    expect((await api.call('GET', '/docs')).bytes.toString('utf8')).toContain(
      '/v1/agreements/{no}/review/legal/approve',
    );
    expect((await api.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await api.call('GET', '/readyz')).body).toEqual({ status: 'ok', postgres: 'ok', temporal: 'ok' });
    expect((await api.call('GET', '/codec/login')).status).toBe(200);
  });

  it('指标按路由和状态计数, 不含编号', async () => {
    await api.get('manager', '/v1/agreements/2026-机密客户-001');
    await api.get('manager', '/v1/agreements/2026-机密客户-002');
    const text = (await api.call('GET', '/metrics')).bytes.toString('utf8');
    expect(text).toContain('lvyue_http_request_seconds_count{method="GET",route="/v1/agreements/:no",status="404"} 2');
    expect(text).toContain('lvyue_starts_unfinished 0');
    expect(text).toMatch(/^lvyue_seal_certificate_expiry_timestamp_seconds 1893456000$/m);
    expect(text).not.toContain('机密');
  });

  it('对照会发现不符之处', () => {
    const seen = {
      method: 'GET',
      path: '/v1/tasks',
      status: 200,
      type: 'application/json',
      body: { items: [{ id: 1 }] },
    };
    expect(mismatches([seen])).toHaveLength(1);
    expect(mismatches([{ ...seen, status: 418 }])).toHaveLength(2);
    expect(
      mismatches([{ ...seen, status: 404, body: { type: 'about:blank' }, type: 'application/problem+json' }]),
    ).toHaveLength(1);
    expect(mismatches([{ ...seen, body: { items: [] } }])).toEqual([]);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});

import { Api, type Loose } from './harness';
import { must, PARTIES, pdf, startAgreement, upload } from './samples';

let api: Api;
let no: string;
let notice: { uploadId: string };

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await startAgreement(api);
  notice = { uploadId: await upload(api, no, await pdf(1, 'notice')) };
}, 120_000);
afterAll(() => api.close());

const NEWCOMER = { name: '孟秋白', title: '市场部经理', email: 'meng@qinghe.example' };
const read = async (name: string) => {
  const token = await api.token('client', { name, agreement: no });
  return (await api.call('GET', `/v1/agreements/${no}`, undefined, { token })).status;
};
const replace = (body: object) =>
  api.command('operations', no, 'person.replace', { seat: 'contact', notice, reason: '岗位调整', ...body });

it('更换对接人: 新人可用个人链接, 原链接失效, 时间线有双方姓名, 载荷中没有个人信息', async () => {
  const old = PARTIES.contact.name;
  expect(await read(old)).toBe(200);
  await must(replace({ person: NEWCOMER }));
  expect(await read(old)).toBe(401);
  expect(await read(NEWCOMER.name)).toBe(200);
  const { parties } = await must(api.get<Loose>('operations', `/v1/agreements/${no}`));
  expect(parties).toMatchObject({ contact: NEWCOMER, signatory: { name: PARTIES.signatory.name } });
  const { items } = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/timeline?limit=100`));
  expect((items as Loose[]).find(({ event }) => event === 'person.replaced')).toMatchObject({
    ...{ seat: 'contact', from: old, to: NEWCOMER.name },
  });
  const rows = await api.db('audit_events').where({ workflow_id: `agreement/${no}` });
  expect(JSON.stringify(rows)).not.toContain(NEWCOMER.name);
});

it('原来的人回来, 链接恢复', async () => {
  await must(replace({ person: PARTIES.contact }));
  expect([await read(PARTIES.contact.name), await read(NEWCOMER.name)]).toEqual([200, 401]);
});

it('更正联系资料: 不须通知, 链接照旧, 时间线上不是更换', async () => {
  const corrected = { ...PARTIES.contact, telephone: '139 0013 9009' };
  await must(replace({ person: corrected, notice: undefined }));
  const { parties } = await must(api.get<Loose>('operations', `/v1/agreements/${no}`));
  expect(parties).toMatchObject({ contact: corrected });
  expect(await read(PARTIES.contact.name)).toBe(200);
  const { items } = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/timeline?limit=100`));
  const happened = (event: string) => (items as Loose[]).filter((item) => item.event === event);
  expect(happened('person.corrected')).toMatchObject([{ seat: 'contact', name: corrected.name }]);
  expect(happened('person.replaced')).toHaveLength(2);
});

it('没有盖章通知的, 指出缺少的字段', async () => {
  const { status, body } = await replace({ person: NEWCOMER, notice: undefined });
  expect({ status, field: body['field'] }).toEqual({ status: 422, field: 'notice' });
});

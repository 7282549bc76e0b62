import { Api } from './harness';
import { must, pdf, REQUIREMENTS, startAgreement, throughDrafting, throughIntake, upload, PARTIES } from './samples';

let api: Api;
let no: string;
let ref: { version: number; sha256: string };

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
}, 120_000);
afterAll(() => api.close());

describe('从建立到签署, 经 HTTP', () => {
  it('建立: 201, 编号连续, Location 可读', async () => {
    no = await startAgreement(api);
    expect(no).toMatch(new RegExp(`^\\d{4}-${api.shortName}-001$`));
    const read = await must(api.get('manager', `/v1/agreements/${no}`));
    expect(read).toMatchObject({ no, phase: 'intake', waitingFor: 'client', tier: '战略', parties: { client: PARTIES.client } });
  });

  it('材料、需求、同意之后进入起草; 草案成为有哈希的 PDF, 内部审核开始', async () => {
    await throughIntake(api, no);
    expect(await must(api.get('manager', `/v1/agreements/${no}`))).toMatchObject({ phase: 'drafting', waitingFor: 'account-manager' });
    ref = await throughDrafting(api, no);
    expect(ref).toMatchObject({ version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { items } = await must(api.get<{ items: { kind: string; sha256: string; href: string }[] }>('manager', `/v1/agreements/${no}/documents`));
    expect(items).toMatchObject([{ kind: 'agreement', version: 1, sha256: ref.sha256 }]);
    const file = await api.get('manager', decodeURI(items[0]!.href));
    expect(file.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(file.headers.get('etag')).toBe(`"${ref.sha256}"`);
  });
});

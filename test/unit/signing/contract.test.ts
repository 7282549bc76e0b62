import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PLATFORM_NAMES, PROVIDER_NAMES, type ProviderName } from '../../../domain/agreement/esign';
import type { Party, Upload } from '../../../domain/agreement/types';
import { createPaper, type PaperRecords } from '../../../signing/paper/adapter';
import type { SigningProvider, StartFlow } from '../../../signing/provider';
import { signingProviders } from '../../../signing/providers';
import { actOnSimulator } from '../../../signing/simulator/client';
import { startSimulator, type Simulator } from '../../../signing/simulator/server';
import { SHA } from '../../support/agreement';
import { flowToStart } from '../../support/esign';
import { SigningOnPaper } from '../../support/esigning';

/** What every provider promises, on paper and on each platform: one play on each of them. */

interface Stage {
  provider: SigningProvider;
  /** A flow that the client signs first, and then the provider. */
  begin(): Promise<{ flowId: string; request: StartFlow }>;
  sign(flowId: string, party: Party): Promise<void>;
  /** By whoever may: on a platform through the provider itself, on paper by the agreement's command. */
  giveUp(flowId: string): Promise<void>;
}

const SECRET = 'a secret of this test';
let simulator: Simulator;
let dir: string;
let flows = 0;
const stages = new Map<ProviderName, Stage>();

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-contract-'));
  simulator = await startSimulator({ dir, port: 0, secret: SECRET, essCallbackUrl: '', now: Date.now });
  const env = { LVYUE_SIGN_SIMULATOR: simulator.url, LVYUE_SIGN_SIMULATOR_SECRET: SECRET };
  for (const [name, provider] of signingProviders(env)) stages.set(name, onPlatform(provider));
  stages.set('paper', onPaper());
});
afterAll(async () => {
  await simulator.stop();
  fs.rmSync(dir, { recursive: true });
});

function onPlatform(provider: SigningProvider): Stage {
  return {
    provider,
    async begin() {
      const request = await flowToStart(`2026-客户维护-${100 + ++flows}/v1/s1`);
      return { ...(await provider.start(request)), request };
    },
    sign: (flowId, party) => actOnSimulator(simulator.url, flowId, 'sign', { party, at: Date.now() }),
    giveUp: (flowId) => provider.cancel(flowId, '版本作废'),
  };
}

const scanBytes = (key: string, party: Party): Buffer => Buffer.from(`scan of ${key} by ${party}`);
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The agreement's own rules, whose record is the provider. */
function onPaper(): Stage {
  const agreements = new Map<string, SigningOnPaper>();
  const at = (flowId: string): SigningOnPaper => agreements.get(flowId)!;
  const records: PaperRecords = {
    async of(startKey) {
      const state = agreements.get(startKey)?.state;
      return state?.flow && { ...state, flow: state.flow };
    },
    async attestedBy(sha256) {
      for (const { state } of agreements.values()) {
        const { provider, client } = state.signatures;
        if (!provider?.attestedBy || !client?.attestedBy) continue;
        const sides = (['client', 'provider'] as const).filter((one) => state.signatures[one]!.scan.sha256 === sha256);
        if (sides.length > 0) return { original: state.draft!.sha256!, sides };
      }
      return undefined;
    },
    async read({ flow }, sha256) {
      const bytes = (['client', 'provider'] as const).map((party) => scanBytes(flow.startKey, party));
      return bytes.find((one) => hashOf(one) === sha256)!;
    },
    printLink: async (_record, party) => ({ url: `https://lvyue.example/l/${party}`, expiresAt: Date.now() + 60_000 }),
  };
  const provider = createPaper(records);
  return {
    provider,
    async begin() {
      const a = new SigningOnPaper();
      a.state.no = `2026-客户维护-${100 + ++flows}`;
      a.begin({ provider: 'paper', order: ['client', 'provider'] });
      const { startKey } = a.flow;
      agreements.set(startKey, a);
      const request = { ...(await flowToStart(startKey)), file: { name: '', bytes: Buffer.alloc(0), sha256: SHA } };
      return { ...(await provider.start(request)), request };
    },
    async sign(flowId, party) {
      const scan: Upload = { sha256: hashOf(scanBytes(flowId, party)), mediaType: 'application/pdf', pages: 2 };
      at(flowId)
        .send('operations', 'signature.record', {
          ...{ version: 1, sha256: SHA, party, seals: ['company-seal', 'legal-representative'] },
          ...{ signedOn: '2026-11-02', scan, originalsAt: 't-1' },
        })
        .send(
          'legal',
          'signature.attest',
          { party, scanSha256: scan.sha256, pages: [1, 2], names: true, seals: true, dates: true },
          { id: 'p-second' },
        );
    },
    async giveUp(flowId) {
      at(flowId).send('operations', 'signing.cancel', { reason: 't-1' });
    },
  };
}

describe.each(PROVIDER_NAMES)('%s', (name) => {
  const stage = (): Stage => stages.get(name)!;

  test('a flow is open from its start, for the side whose turn it is; its state follows what people do', async () => {
    const { provider, begin, sign } = stage();
    const { flowId, request } = await begin();
    expect(await provider.status(flowId)).toEqual({
      state: 'open',
      signers: [
        { party: 'client', state: 'waiting' },
        { party: 'provider', state: 'waiting' },
      ],
    });
    await expect(provider.signUrl(flowId, 'provider')).rejects.toMatchObject({ type: 'NotNow' });
    const { url, expiresAt } = await provider.signUrl(flowId, 'client');
    expect(new URL(url).protocol).toMatch(/^https?:$/);
    expect(expiresAt).toBeGreaterThan(Date.now());
    await expect(provider.fetchSigned(flowId)).rejects.toThrow();

    await sign(flowId, 'client');
    expect(await provider.status(flowId)).toMatchObject({ state: 'open', signers: [{ state: 'signed' }, {}] });
    await expect(provider.signUrl(flowId, 'client')).rejects.toMatchObject({ type: 'NotNow' });
    expect((await provider.signUrl(flowId, 'provider')).url).not.toBe(url);

    await sign(flowId, 'provider');
    expect(await provider.status(flowId)).toMatchObject({
      state: 'completed',
      signers: [
        { party: 'client', state: 'signed' },
        { party: 'provider', state: 'signed' },
      ],
    });
    await expect(provider.signUrl(flowId, 'provider')).rejects.toMatchObject({ type: 'NotNow' });

    const signed = await provider.fetchSigned(flowId);
    const { genuine, signatures } = await provider.verify(signed, request.file.sha256);
    expect([genuine, signatures]).toEqual([true, name === 'paper' ? 1 : 2]); // on paper each side has its own copy
    for (const [bytes, original] of [
      [signed, 'f'.repeat(64)],
      [Buffer.concat([signed, Buffer.from('%')]), request.file.sha256],
      [Buffer.from('another file'), request.file.sha256],
    ] as const)
      expect(await provider.verify(bytes, original)).toMatchObject({ genuine: false });
  });

  test('given up it is cancelled, gives nothing out, and what has ended stays as it is', async () => {
    const { provider, begin, sign, giveUp } = stage();
    const { flowId } = await begin();
    await giveUp(flowId);
    await provider.cancel(flowId, '再说一次');
    expect(await provider.status(flowId)).toMatchObject({ state: 'cancelled' });
    await expect(provider.signUrl(flowId, 'client')).rejects.toMatchObject({ type: 'NotNow' });
    await expect(provider.fetchSigned(flowId)).rejects.toThrow();

    const done = await begin();
    await sign(done.flowId, 'client');
    await sign(done.flowId, 'provider');
    await provider.cancel(done.flowId, '已结束的不变');
    expect(await provider.status(done.flowId)).toMatchObject({ state: 'completed' });
  });

  test('a flow that nobody has begun is none', async () => {
    const { provider } = stage();
    await expect(provider.status('2026-客户维护-999/v1/s1')).rejects.toThrow();
    await expect(provider.signUrl('2026-客户维护-999/v1/s1', 'client')).rejects.toThrow();
  });

  test('a call-back without the provider’s own signature is refused', () => {
    const raw = { headers: {}, query: {}, body: Buffer.from('{"flowId":"f-1"}') };
    expect(() => stage().provider.parseCallback(raw, Date.now())).toThrow(
      expect.objectContaining({ type: 'Unauthenticated' }),
    );
  });
});

test('every platform that can be configured is in the play', () => {
  expect([...stages.keys()].sort()).toEqual(['paper', ...PLATFORM_NAMES].sort());
});

test('on paper nothing is begun by the provider itself, and nothing is cancelled by it', async () => {
  const { provider, begin } = stages.get('paper')!;
  const { flowId, request } = await begin();
  expect(await provider.start(request)).toEqual({ flowId });
  const other = { ...request, file: { ...request.file, sha256: 'f'.repeat(64) } };
  await expect(provider.start(other)).rejects.toMatchObject({ type: 'VersionVoid' });
  await expect(provider.start({ ...request, startKey: 'x/v1/s1' })).rejects.toMatchObject({ type: 'NotFound' });
  await expect(provider.cancel(flowId, '')).rejects.toMatchObject({ type: 'NotNow' });
});

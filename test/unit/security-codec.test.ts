import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import fc from 'fast-check';
import { createKeyRing, MissingKeyError } from '../../security/keyring';
import { createPayloadCodec, openPayload, sealPayload, type Sealing } from '../../worker/codec';
import { payloadConverter } from '../../worker/payload-converter';

const WORKFLOW = 'agreement/2026-客户维护-001';
const at = (workflowId: string) => ({ type: 'workflow' as const, namespace: 'default', workflowId });
const sealing = (...ids: string[]): Sealing => ({
  keyRing: createKeyRing(ids.map((id) => [id, randomBytes(32)])),
  namespace: 'default',
});
const json = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const bytesOf = (payload: Payload): Buffer => Buffer.from(temporal.api.common.v1.Payload.encode(payload).finish());

/** What somebody who reads the payload gets: the value, or the refusal. */
async function read(
  codec: ReturnType<typeof createPayloadCodec>,
  payload: Payload,
  workflowId?: string,
): Promise<unknown> {
  const [decoded] = await codec.decode([payload], workflowId === undefined ? undefined : at(workflowId));
  return payloadConverter.fromPayload(decoded!);
}

describe('载荷加密', () => {
  test('any value comes back, in any size, and nothing of it is readable', async () => {
    const codec = createPayloadCodec(sealing('k1'));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const [sealed] = await codec.encode([json({ canary: '金丝雀CANARY', value })], at(WORKFLOW));
        expect(bytesOf(sealed!).includes('CANARY')).toBe(false);
        // JSON has no -0
        expect(await read(codec, sealed!, WORKFLOW)).toEqual(
          JSON.parse(JSON.stringify({ canary: '金丝雀CANARY', value })),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('undefined, raw bytes and payloads with metadata of their own come back too', async () => {
    const codec = createPayloadCodec(sealing('k1'));
    const own: Payload = {
      metadata: { encoding: Buffer.from('json/plain'), messageType: Buffer.from('x.Y') },
      data: Buffer.from('7'),
    };
    const payloads = [json(undefined), json(new Uint8Array([0, 1, 255])), own];
    const decoded = await codec.decode(await codec.encode(payloads, at(WORKFLOW)), at(WORKFLOW));
    expect(decoded.map(bytesOf)).toEqual(payloads.map(bytesOf));
  });

  test('the same value never looks the same twice', () => {
    const s = sealing('k1');
    expect(bytesOf(sealPayload(s, WORKFLOW, json(1)))).not.toEqual(bytesOf(sealPayload(s, WORKFLOW, json(1))));
  });

  test('every flipped bit is noticed: in the data and in the metadata', () => {
    const s = sealing('k1');
    const sealed = sealPayload(s, WORKFLOW, json({ amount: 12_000_000 }));
    const flips = [sealed.data!, sealed.metadata!['w']!, sealed.metadata!['k']!, sealed.metadata!['encoding']!];
    for (const part of flips) {
      for (let bit = 0; bit < part.length * 8; bit++) {
        part[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => openPayload(s, sealed)).toThrow();
        part[bit >> 3]! ^= 1 << (bit & 7);
      }
    }
    expect(payloadConverter.fromPayload(openPayload(s, sealed))).toEqual({ amount: 12_000_000 });
  });

  test('a payload moved to another execution, or read in none, is refused', async () => {
    const codec = createPayloadCodec(sealing('k1'));
    const [sealed] = await codec.encode([json('x')], at(WORKFLOW));
    await expect(read(codec, sealed!, 'agreement/2026-客户维护-002')).rejects.toThrow('属于另一个工作流');
    await expect(read(codec, sealed!)).rejects.toThrow('属于另一个工作流');
  });

  test('a payload whose label was changed to fit the other execution is refused as well', async () => {
    const codec = createPayloadCodec(sealing('k1'));
    const [sealed] = await codec.encode([json('x')], at(WORKFLOW));
    const forged = { ...sealed!, metadata: { ...sealed!.metadata, w: Buffer.from('agreement/2026-客户维护-002') } };
    await expect(read(codec, forged, 'agreement/2026-客户维护-002')).rejects.toThrow('校验失败');
  });

  test('namespaces are separate worlds: a rehearsal cannot be played into the real one', async () => {
    const { keyRing } = sealing('k1');
    const sealed = sealPayload({ keyRing, namespace: 'rehearsal' }, WORKFLOW, json('x'));
    await expect(read(createPayloadCodec({ keyRing, namespace: 'default' }), sealed, WORKFLOW)).rejects.toThrow(
      '校验失败',
    );
  });

  test('plain text is refused, of any encoding, even "undefined"', async () => {
    const codec = createPayloadCodec(sealing('k1'));
    for (const plain of [json('x'), json(undefined), json(new Uint8Array(3)), {}]) {
      await expect(read(codec, plain, WORKFLOW)).rejects.toThrow('未加密');
    }
  });

  test('after a rotation old and new payloads are readable, new ones under the new key', async () => {
    const [k1, k2] = [randomBytes(32), randomBytes(32)];
    const before = createPayloadCodec({ keyRing: createKeyRing([['k1', k1]]), namespace: 'default' });
    const after = createPayloadCodec({
      keyRing: createKeyRing([
        ['k2', k2],
        ['k1', k1],
      ]),
      namespace: 'default',
    });
    const [old] = await before.encode([json('old')], at(WORKFLOW));
    const [fresh] = await after.encode([json('new')], at(WORKFLOW));
    expect(await read(after, old!, WORKFLOW)).toBe('old');
    expect(await read(after, fresh!, WORKFLOW)).toBe('new');
    expect(Buffer.from(fresh!.metadata!['k']!).toString()).toBe('k2');
    await expect(read(before, fresh!, WORKFLOW)).rejects.toThrow('密钥 k2 不在密钥环中');
  });

  test('a missing key is told apart from a broken payload', () => {
    const sealed = sealPayload(sealing('k1'), WORKFLOW, json('x'));
    expect(() => openPayload(sealing('k2'), sealed)).toThrow(MissingKeyError);
    expect(() => openPayload(sealing('k1'), sealed)).toThrow('校验失败');
  });

  test('bytes are counted: under 90 more for a small payload, fewer than plain for a snapshot', () => {
    const s = sealing('k1a2b');
    const grown = (value: unknown) =>
      bytesOf(sealPayload(s, WORKFLOW, json(value))).length - bytesOf(json(value)).length;
    expect(grown({})).toBeLessThan(90);
    expect(grown(undefined)).toBeLessThan(90);
    const deadlines = Array.from({ length: 8 }, (_, n) => ({
      id: `ledger.filing/2027-0${n}`,
      state: 'open',
      owner: 'client',
    }));
    expect(grown({ deadlines })).toBeLessThan(-150);
  });

  test('encoding never throws, not even without an execution: an error there would end the worker', async () => {
    const s = sealing('k1');
    const [sealed] = await createPayloadCodec(s).encode([json('报告')], undefined);
    expect(payloadConverter.fromPayload(openPayload(s, sealed!))).toBe('报告');
  });
});

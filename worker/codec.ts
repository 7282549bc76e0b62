import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { deriveKey, type KeyRing } from '../security/keyring';
import { seal, SealBrokenError, unseal } from '../security/seal';
import { REFUSED } from './payload-converter';

/**
 * Encrypts every payload (architecture.md §2.14). On the wire:
 *
 *   metadata  encoding = binary/encrypted · k = key id · w = workflow id
 *   data      format byte · nonce (12) · ciphertext · tag (16)
 *
 * Namespace, key id, workflow id and format byte are authenticated, so a payload opens only in the execution it was
 * written for. The names are short and the format byte stands for the inner encoding because bytes of history count.
 */
export const ENCRYPTED = 'binary/encrypted';

const VERSION = 0x10;
const DEFLATED = 0x08;
/** Index = inner encoding in the format byte; `WHOLE` is a whole serialised payload, for anything else. */
const INNER = ['binary/null', 'json/plain', 'binary/plain'] as const;
const WHOLE = 7;
/** Below this deflate does not win. */
const WORTH_DEFLATING = 128;
/** Temporal refuses blobs over 2 MB; what inflates to more than this is not ours. */
const MAX_PLAIN = 64 * 1024 * 1024;

const text = (bytes: Uint8Array | null | undefined): string | undefined =>
  bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : undefined;
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf8'));

/** The payload cannot be opened here: not encrypted, or of another execution. */
export class PayloadRefusedError extends Error {
  constructor(reason: string) {
    super(`载荷被拒绝: ${reason}`);
    this.name = 'PayloadRefusedError';
  }
}

export interface Sealing {
  keyRing: KeyRing;
  namespace: string;
}

const context = (namespace: string, keyId: string, workflowId: string, format: number): string =>
  ['lvyue', namespace, keyId, workflowId, format].join('\0');

/** Encrypts one payload for one execution under the current key. */
export function sealPayload({ keyRing, namespace }: Sealing, workflowId: string, payload: Payload): Payload {
  const { currentId: keyId } = keyRing;
  const { inner, plain } = pack(payload);
  const deflated = plain.length >= WORTH_DEFLATING ? deflateRawSync(plain, { level: 9 }) : plain;
  const smaller = deflated.length < plain.length;
  const format = VERSION | inner | (smaller ? DEFLATED : 0);
  const sealed = seal(
    deriveKey(keyRing, keyId, 'payload'),
    smaller ? deflated : plain,
    context(namespace, keyId, workflowId, format),
  );
  return {
    metadata: { encoding: bytes(ENCRYPTED), k: bytes(keyId), w: bytes(workflowId) },
    data: new Uint8Array(Buffer.concat([Buffer.of(format), sealed])),
  };
}

/** The execution a payload says it belongs to; undefined when it is not one of ours. Authentic only after opening. */
export function ownerOf(payload: Payload): string | undefined {
  return text(payload.metadata?.['encoding']) === ENCRYPTED ? text(payload.metadata?.['w']) : undefined;
}

/** Throws `PayloadRefusedError` for plain text, `MissingKeyError`, or `SealBrokenError`. */
export function openPayload({ keyRing, namespace }: Sealing, payload: Payload): Payload {
  const workflowId = ownerOf(payload);
  const keyId = text(payload.metadata?.['k']);
  const data = payload.data;
  if (workflowId === undefined || keyId === undefined || !data?.length) {
    throw new PayloadRefusedError('未加密, 或不是本系统写入的');
  }
  const format = data[0]!;
  if ((format & 0xf0) !== VERSION) throw new PayloadRefusedError('加密格式的版本未知');
  const sealed = unseal(
    deriveKey(keyRing, keyId, 'payload'),
    data.subarray(1),
    context(namespace, keyId, workflowId, format),
    '载荷',
  );
  const plain = format & DEFLATED ? inflateRawSync(sealed, { maxOutputLength: MAX_PLAIN }) : sealed;
  return unpack(format & 0x07, plain);
}

function pack(payload: Payload): { inner: number; plain: Uint8Array } {
  const names = Object.keys(payload.metadata ?? {});
  const encoding = names.length === 1 ? text(payload.metadata?.['encoding']) : undefined;
  const inner = INNER.findIndex((known) => known === encoding);
  if (inner >= 0) return { inner, plain: payload.data ?? new Uint8Array() };
  return { inner: WHOLE, plain: temporal.api.common.v1.Payload.encode(payload).finish() };
}

function unpack(inner: number, plain: Buffer): Payload {
  if (inner === WHOLE) {
    const { metadata, data } = temporal.api.common.v1.Payload.decode(plain);
    return { metadata, data };
  }
  const encoding = INNER[inner];
  if (!encoding) throw new SealBrokenError('载荷');
  return { metadata: { encoding: bytes(encoding) }, data: new Uint8Array(plain) };
}

/**
 * The codec of workers and clients. Fails closed: of plain text, of a payload whose workflow id is not that of the
 * execution it is read in, and of one that does not verify, nothing is passed on but the reason (payload-converter.ts
 * throws it where it would be read). The namespace is ours and not the context's, because a replay runs in none.
 *
 * Neither direction may throw. An error while decoding fails the workflow task over and over; an error while encoding
 * the report of it, which has no context, ends the worker. Such a report belongs to nobody (empty workflow id): only
 * the codec endpoint opens it.
 */
export function createPayloadCodec(sealing: Sealing): PayloadCodec {
  return {
    encode: (payloads, where) =>
      Promise.resolve(payloads.map((payload) => sealPayload(sealing, where?.workflowId ?? '', payload))),
    decode: (payloads, where) =>
      Promise.resolve(payloads.map((payload) => openFor(sealing, where?.workflowId, payload))),
  };
}

function openFor(sealing: Sealing, workflowId: string | undefined, payload: Payload): Payload {
  try {
    const opened = openPayload(sealing, payload);
    if (!workflowId || ownerOf(payload) !== workflowId) throw new PayloadRefusedError('属于另一个工作流');
    return opened;
  } catch (error) {
    return { metadata: { encoding: bytes(REFUSED) }, data: bytes((error as Error).message) };
  }
}

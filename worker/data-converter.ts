import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { KeyRing } from '../security/keyring';
import { createPayloadCodec } from './codec';

/** For every client and worker of one namespace. Without it nothing of this product can be read or written. */
export function createDataConverter(keyRing: KeyRing, namespace: string): DataConverter {
  return {
    payloadCodecs: [createPayloadCodec({ keyRing, namespace })],
    payloadConverterPath: join(__dirname, 'payload-converter.ts'),
    failureConverterPath: join(__dirname, 'failure-converter.ts'),
  };
}

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { isName, requireName, StoreUnavailableError, type ObjectStore, type StoredObject } from './object-store';

export interface S3Settings {
  /** Absent: Amazon's own for the region. */
  endpoint?: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `https://endpoint/bucket/key` (MinIO) instead of `https://bucket.endpoint/key` (OSS, COS). */
  pathStyle: boolean;
  /** Before every name, e.g. `public/`. */
  prefix: string;
  /** For tests: shorter. */
  timeouts?: { connectMs: number; requestMs: number };
}

/** A file of 20 MB on a slow line still fits; three tries of it stay below the limit of an activity's patience. */
const TIMEOUTS = { connectMs: 3_000, requestMs: 30_000 };

/** Objects in a bucket that speaks S3: MinIO, OSS, COS, Amazon. */
export function createS3Store({ bucket, prefix, ...settings }: S3Settings): ObjectStore {
  const { connectMs, requestMs } = settings.timeouts ?? TIMEOUTS;
  const client = new S3Client({
    region: settings.region,
    ...(settings.endpoint && { endpoint: settings.endpoint }),
    forcePathStyle: settings.pathStyle,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    maxAttempts: 3,
    // newer checksums are Amazon's own: others refuse or ignore them. What comes back is checked by its seal anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestMs,
    },
  });
  const at = (name: string) => ({ Bucket: bucket, Key: `${prefix}${requireName(name)}` });

  async function* objects(): AsyncGenerator<StoredObject> {
    const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })[Symbol.asyncIterator]();
    for (;;) {
      const page = await pages.next().catch(unavailable);
      if (page.done) return;
      for (const { Key = '', Size = 0, LastModified } of page.value.Contents ?? []) {
        const name = Key.slice(prefix.length);
        if (isName(name)) yield { name, bytes: Size, putAt: LastModified?.getTime() ?? 0 };
      }
    }
  }

  return {
    async put(name, bytes) {
      const body = { Body: bytes, ContentLength: bytes.length, ContentType: 'application/octet-stream' };
      await client.send(new PutObjectCommand({ ...at(name), ...body })).catch(unavailable);
    },

    async get(name) {
      const found = await client.send(new GetObjectCommand(at(name))).catch(unlessAbsent);
      if (!found) return undefined;
      // a connection that breaks now leaves half of it: an error, not a short file
      return Buffer.from(await found.Body!.transformToByteArray().catch(unavailable));
    },

    async exists(name) {
      return (await client.send(new HeadObjectCommand(at(name))).catch(unlessAbsent)) !== undefined;
    },

    async delete(name) {
      await client.send(new DeleteObjectCommand(at(name))).catch(unlessAbsent);
    },

    list: objects,
  };
}

/** A key that is not there is undefined; a bucket that is not there is a wrong setting. */
function unlessAbsent(error: unknown): undefined {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name !== 'NoSuchBucket' && $metadata?.httpStatusCode === 404) return undefined;
  return unavailable(error);
}

/** Its class and status say what is wrong; the message may hold names, and the request holds signatures. */
function unavailable(error: unknown): never {
  const {
    name = '未知错误',
    code,
    $metadata,
  } = error as {
    name?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  throw new StoreUnavailableError([code ?? name, $metadata?.httpStatusCode].filter(Boolean).join(' '), error);
}

import busboy from 'busboy';
import type { Request } from 'express';
import type { Readable } from 'node:stream';
import { Failure } from '../domain/failures';

export const UPLOAD_MAX_BYTES = 20 * 1024 * 1024;

const tooLarge = (): Failure => new Failure('PayloadTooLarge', '文件超过 20 MB', 'file');

/**
 * The bytes of an uploaded file: the only file part of a form, or the raw body. Name and declared type are not looked
 * at. Throws `PayloadTooLarge`, or `Malformed` when there is no file or more than one.
 */
export async function receiveFile(request: Request): Promise<Buffer> {
  if (Number(request.get('Content-Length') ?? 0) > UPLOAD_MAX_BYTES + 64 * 1024) {
    request.resume(); // let the sender finish, or it never reads the answer
    throw tooLarge();
  }
  return request.is('multipart/form-data') ? fromForm(request) : fromStream(request);
}

async function fromStream(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= UPLOAD_MAX_BYTES) chunks.push(chunk);
  }
  if (size > UPLOAD_MAX_BYTES) throw tooLarge();
  return Buffer.concat(chunks);
}

function fromForm(request: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const malformed = (): void => reject(new Failure('Malformed', '表单须恰有一个文件', 'file'));
    let form: busboy.Busboy;
    try {
      form = busboy({
        headers: request.headers,
        limits: { files: 1, fileSize: UPLOAD_MAX_BYTES, fields: 20, parts: 30 },
      });
    } catch {
      request.resume();
      return malformed();
    }
    let file: Promise<Buffer> | undefined;
    form.on('file', (_name, stream) => {
      let cut = false;
      stream.on('limit', () => (cut = true));
      file = fromStream(stream).then((bytes) => {
        if (cut) throw tooLarge();
        return bytes;
      });
      file.catch(() => undefined);
    });
    form.on('filesLimit', malformed);
    form.on('error', malformed);
    form.on('close', () => {
      if (file) file.then(resolve, reject);
      else malformed();
    });
    request.on('aborted', malformed);
    request.pipe(form);
  });
}

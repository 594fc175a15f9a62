import { isRecord, optionalRecord, requireAccount } from '../core/arguments.ts';
import { blobLimits } from '../core/limits.ts';
import { type Arguments, capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidProperties, MethodError, type SetError, SetRefusal } from '../core/method-error.ts';
import { collectBlob, readBlob } from '../mail/read-blob.ts';
import { UploadRefused } from '../mail/uploads.ts';
import { resolveId } from './set-answer.ts';

const mostCreations = 32;

/** RFC 9404 §4.1: small blobs within a request, put together of texts and of pieces of other blobs. */
export const blobUpload: Method = {
  name: 'Blob/upload',
  capability: capabilities.blob,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const create = optionalRecord(args, 'create') ?? {};
    if (Object.keys(create).length > mostCreations) throw new MethodError('requestTooLarge');
    const created: Record<string, unknown> = {};
    const notCreated: Record<string, SetError> = {};
    for (const [creationId, blob] of Object.entries(create)) {
      try {
        if (!isRecord(blob)) throw invalidProperties([], 'A blob is an object.');
        const type = typeof blob.type === 'string' && blob.type !== '' ? blob.type : 'application/octet-stream';
        const bytes = await assemble(blob.data, context);
        const kept = await context.uploads.keep(context.uploadsOf, type, oneChunk(bytes), blobLimits.maxSizeBlobSet);
        context.createdIds.set(creationId, kept.blobId);
        created[creationId] = { id: kept.blobId, type, size: kept.sizeBytes };
      } catch (cause) {
        if (cause instanceof SetRefusal) notCreated[creationId] = cause.error;
        else if (cause instanceof UploadRefused) {
          const type = cause.reason === 'too-large' ? 'tooLarge' : 'overQuota';
          notCreated[creationId] = { type, description: cause.message };
        } else throw cause;
      }
    }
    return {
      accountId: context.accountId,
      created: Object.keys(created).length === 0 ? null : created,
      notCreated: Object.keys(notCreated).length === 0 ? null : notCreated,
    };
  },
};

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function assemble(data: unknown, context: MethodContext): Promise<Buffer> {
  // RFC 9404 §4.1: no sources make an empty blob.
  if (!Array.isArray(data)) throw invalidProperties(['data'], 'data is an array of sources.');
  if (data.length > blobLimits.maxDataSources) {
    throw invalidProperties(['data'], `At most ${blobLimits.maxDataSources} sources make a blob.`);
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for (const source of data) {
    const piece = await read(source, context);
    size += piece.length;
    if (size > blobLimits.maxSizeBlobSet) {
      throw new SetRefusal({ type: 'tooLarge', description: `At most ${blobLimits.maxSizeBlobSet} bytes a blob.` });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function read(source: unknown, context: MethodContext): Promise<Buffer> {
  if (!isRecord(source)) throw invalidProperties(['data'], 'A source is an object.');
  const text: unknown = source['data:asText'];
  const base64: unknown = source['data:asBase64'];
  if ([text, base64, source.blobId].filter((given) => given !== undefined && given !== null).length !== 1) {
    throw invalidProperties(['data'], 'A source has exactly one of data:asText, data:asBase64 and blobId.');
  }
  if (typeof text === 'string') return Buffer.from(text, 'utf8');
  if (typeof base64 === 'string') {
    if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?$/.test(base64)) {
      throw invalidProperties(['data'], 'data:asBase64 is not base64 (RFC 4648 §4).');
    }
    return Buffer.from(base64, 'base64');
  }
  if (typeof source.blobId !== 'string') throw invalidProperties(['data'], 'A source is text, base64 or a blob.');
  const blobId = resolveId(source.blobId, context);
  const blob = await readBlob(context, blobId, context.uploads);
  if (blob === null) throw new SetRefusal({ type: 'blobNotFound', notFound: [blobId] });
  const bytes = await collectBlob(blob, blobLimits.maxSizeBlobSet);
  if (bytes === null) throw new SetRefusal({ type: 'tooLarge' });
  const [offset, length] = [naturalOr(source, 'offset', 0), naturalOr(source, 'length', bytes.length)];
  const end = offset + (source.length === undefined || source.length === null ? bytes.length - offset : length);
  // RFC 9404 §4.1: a range that is not there is refused, not cut.
  if (end > bytes.length || offset > bytes.length) throw invalidProperties(['data'], 'The range is not in the blob.');
  return bytes.subarray(offset, end);
}

function naturalOr(source: Arguments, name: string, otherwise: number): number {
  const value = source[name];
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw invalidProperties(['data'], `${name} is a whole number of at least 0.`);
  }
  return value;
}

import { createHash } from 'node:crypto';
import { optionalInt } from '../core/arguments.ts';
import { blobLimits } from '../core/limits.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { blobsOf, collectBlob } from '../mail/read-blob.ts';
import { readGet } from './get-answer.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** RFC 9404 §4.2: bytes, ranges of them and their digests within a request. */
export const blobGet: Method = {
  name: 'Blob/get',
  capability: capabilities.blob,
  run: async (args, context) => {
    const { ids, properties } = readGet(args, context);
    if (ids === null) throw invalidArguments('ids must be an array of ids.');
    const wanted = properties ?? ['data', 'size'];
    for (const name of wanted) {
      if (!/^(?:id|size|data|data:asText|data:asBase64|digest:sha|digest:sha-256)$/.test(name)) {
        throw invalidArguments(`A blob has no ${name}.`);
      }
    }
    const offset = optionalInt(args, 'offset', 0) ?? 0;
    const length = optionalInt(args, 'length', 0);
    const list: Record<string, unknown>[] = [];
    const notFound: string[] = [];
    const read = blobsOf(context, context.uploads);
    let left: number = blobLimits.maxSizeBlobSet;
    for (const id of ids) {
      const blob = await read(id);
      if (blob === null) {
        notFound.push(id);
        continue;
      }
      const bytes = await collectBlob(blob, left);
      if (bytes === null) throw new MethodError('requestTooLarge', 'Download what is larger (RFC 8620 §6.2).');
      left -= bytes.length;
      list.push(blobObject(id, bytes, wanted, offset, length));
    }
    return { accountId: context.accountId, list, notFound };
  },
};

function blobObject(
  id: string,
  whole: Buffer,
  wanted: readonly string[],
  offset: number,
  length: number | null,
): Record<string, unknown> {
  const bytes = whole.subarray(offset, length === null ? undefined : offset + length);
  const object: Record<string, unknown> = { id };
  // What was asked for does not all exist.
  if (offset > whole.length || (length !== null && offset + length > whole.length)) object.isTruncated = true;
  for (const name of wanted) {
    if (name === 'size') object.size = whole.length;
    else if (name === 'data:asBase64') object[name] = bytes.toString('base64');
    else if (name === 'digest:sha') object[name] = createHash('sha1').update(bytes).digest('base64');
    else if (name === 'digest:sha-256') object[name] = createHash('sha256').update(bytes).digest('base64');
    else if (name === 'data' || name === 'data:asText') {
      const text = textOf(bytes);
      if (text !== null) object['data:asText'] = text;
      else {
        object.isEncodingProblem = true;
        if (name === 'data') object['data:asBase64'] = bytes.toString('base64');
        else object['data:asText'] = null;
      }
    }
  }
  return object;
}

function textOf(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

import { decodeBody, findPart, scanMessage } from '@relais/mime';
import type { UserAccount } from '../user-accounts.ts';
import { readBlobId } from './blob-id.ts';
import { loadFacts } from './message-facts.ts';
import type { Uploads } from './uploads.ts';

export interface Blob {
  readonly type: string;
  /** `null`: only known when it has been read. */
  readonly sizeBytes: number | null;
  read(): AsyncIterable<Uint8Array>;
}

/** The bytes behind a blob id; parts with their transfer encoding undone (RFC 8621 §4.1.4). `null`: there is none. */
export async function readBlob(
  account: Pick<UserAccount, 'index' | 'uploadsOf'>,
  blobId: string,
  uploads: Uploads,
): Promise<Blob | null> {
  const { index } = account;
  const name = readBlobId(blobId);
  if (name === null) return null;
  if (name.kind === 'upload') return uploads.find(account.uploadsOf, name.uploadId);
  if (name.kind === 'inner') return readInner(await readBlob(account, name.outer, uploads), name.partId);
  const [entry] = index.entriesOf(name.emailId);
  if (entry === undefined) return null;
  if (name.kind === 'message') {
    return {
      type: 'message/rfc822',
      sizeBytes: entry.sizeBytes,
      read: () => index.content(entry),
    };
  }
  const facts = (await loadFacts(index, [entry])).get(entry.emailId);
  const part = facts === undefined ? null : findPart(facts.structure, name.partId.split('.').map(Number));
  if (part === null) return null;
  const range = { start: part.bodyStart, end: part.bodyEnd };
  return {
    type: `${part.type}/${part.subtype}`,
    sizeBytes: null,
    read: () => decodeBody(part, range.end > range.start ? index.content(entry, range) : new Uint8Array()),
  };
}

/** The largest message in a message whose parts are looked into; more would stand in memory whole. */
export const mostInnerBytes = 50_000_000;

async function readInner(outer: Blob | null, partId: string): Promise<Blob | null> {
  const bytes = outer === null ? null : await collectBlob(outer, mostInnerBytes);
  if (bytes === null) return null;
  const part = findPart(scanMessage(bytes), partId.split('.').map(Number));
  if (part === null) return null;
  return {
    type: `${part.type}/${part.subtype}`,
    sizeBytes: null,
    read: () => decodeBody(part, bytes.subarray(part.bodyStart, part.bodyEnd)),
  };
}

export async function collectBlob(blob: Blob, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of blob.read()) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { decodeBody, findPart, type MessageStructure, scanMessage } from '@relais/mime';
import { KeptPieces } from '../../../domain/mail/kept-pieces.ts';
import type { UserAccount } from '../user-accounts.ts';
import { readBlobId } from './blob-id.ts';
import type { Entry } from './entry.ts';
import { loadFacts } from './message-facts.ts';
import type { Uploads } from './uploads.ts';

export interface Blob {
  readonly type: string;
  /** `null`: only known when it has been read. */
  readonly sizeBytes: number | null;
  read(): AsyncIterable<Uint8Array>;
}

type BlobAccount = Pick<UserAccount, 'index' | 'uploadsOf'>;

/** The bytes behind a blob id; parts with their transfer encoding undone (RFC 8621 §4.1.4). `null`: there is none. */
export type BlobSource = (blobId: string) => Promise<Blob | null>;

export function readBlob(account: BlobAccount, blobId: string, uploads: Uploads): Promise<Blob | null> {
  return blobsOf(account, uploads)(blobId);
}

/**
 * For a call that reads many: what is known of the message of the last part is kept, so that a message of a thousand parts
 * is not taken apart a thousand times.
 */
export function blobsOf(account: BlobAccount, uploads: Uploads): BlobSource {
  const { index } = account;
  let last: { readonly emailId: string; readonly structure: MessageStructure; readonly bytes: KeptPieces } | null =
    null;
  const messageOf = async (entry: Entry) => {
    if (last?.emailId === entry.emailId) return last;
    const structure = (await loadFacts(index, [entry])).get(entry.emailId)?.structure;
    if (structure === undefined) return null;
    const bytes = new KeptPieces((range) => index.content(entry, range), entry.sizeBytes);
    last = { emailId: entry.emailId, structure, bytes };
    return last;
  };
  const read: BlobSource = async (blobId) => {
    const name = readBlobId(blobId);
    if (name === null) return null;
    if (name.kind === 'upload') return uploads.find(account.uploadsOf, name.uploadId);
    if (name.kind === 'inner') return readInner(await read(name.outer), name.partId);
    const [entry] = index.entriesOf(name.emailId);
    if (entry === undefined) return null;
    if (name.kind === 'message') {
      return { type: 'message/rfc822', sizeBytes: entry.sizeBytes, read: () => index.content(entry) };
    }
    const message = await messageOf(entry);
    const part = message === null ? null : findPart(message.structure, name.partId.split('.').map(Number));
    if (message === null || part === null) return null;
    return {
      type: `${part.type}/${part.subtype}`,
      sizeBytes: null,
      async *read() {
        const isEmpty = part.bodyEnd <= part.bodyStart;
        yield* decodeBody(part, isEmpty ? new Uint8Array() : await message.bytes.source(part.bodyStart, part.bodyEnd));
      },
    };
  };
  return read;
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

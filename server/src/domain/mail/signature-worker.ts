// The thread that makes the signatures of messages, so that the event loop only reads them: a group at a time, in order.
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { Piece } from '../../storage/content-store.ts';
import { messageSignature, type UnsignedContent } from './message-signature.ts';
import { SignatureMaker } from './search-signature.ts';

/** What it is sent: a group, or the piece that it asked for; null: there is none. */
export type SignatureRequest =
  | { readonly group: readonly (UnsignedContent & { readonly first: Piece | null })[] }
  | { readonly piece: Piece | null };

/** What it says: that it has begun; the piece that it needs of a message of the group; a signature of each, or what is wrong with it. */
export type SignatureAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'piece'; readonly message: number; readonly index: number }
  | { readonly kind: 'made'; readonly made: readonly (Uint8Array | string)[] };

/** Nobody waits for it: on busy cores whoever serves somebody goes first. Elsewhere the call means the whole process. */
const nice = 10;
if (process.platform === 'linux') setPriority(nice);

const maker = new SignatureMaker();
let awaited: ((piece: Piece | undefined) => void) | null = null;

parentPort?.on('message', (request: SignatureRequest) => {
  if ('group' in request) void makeAll(request.group);
  else awaited?.(request.piece ?? undefined);
});
tell({ kind: 'ready' });

async function makeAll(group: readonly (UnsignedContent & { readonly first: Piece | null })[]): Promise<void> {
  const made: (Uint8Array | string)[] = [];
  for (const [message, content] of group.entries()) {
    const pieceAt = async (index: number): Promise<Piece | undefined> =>
      index === 0 && content.first !== null ? content.first : await askFor(message, index);
    try {
      made.push(await messageSignature(maker, content, pieceAt, () => undefined));
    } catch (error) {
      made.push(String(error));
    }
  }
  tell({ kind: 'made', made });
}

function askFor(message: number, index: number): Promise<Piece | undefined> {
  const { promise, resolve } = Promise.withResolvers<Piece | undefined>();
  awaited = resolve;
  tell({ kind: 'piece', message, index });
  return promise;
}

function tell(answer: SignatureAnswer): void {
  parentPort?.postMessage(answer);
}

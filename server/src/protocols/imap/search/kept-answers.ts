import type { SelectedFolder } from '../selected-folder.ts';

/**
 * The answer to a SORT or THREAD, and of which messages it is: by what they are sorted and threaded never changes, so
 * neither does the answer while they are the same messages.
 */
interface KeptAnswer {
  readonly uids: Uint32Array;
  /** Where they stood in the view, which is what a client is told unless it asked for UIDs. */
  readonly positions: Uint32Array;
  /** What follows `* SORT` or `* THREAD`. */
  readonly text: Buffer;
}

/** Of all folders together: some half a million messages. */
const mostBytes = 16 * 1024 * 1024;

/** The answer given last goes last: a Map keeps the order of insertion. */
const kept = new Map<string, KeptAnswer>();
let keptBytes = 0;

/** The text that was kept under `name`, if it was of these messages. */
export function keptAnswer(name: string, folder: SelectedFolder, positions: readonly number[]): Buffer | undefined {
  const found = kept.get(name);
  if (found === undefined || found.uids.length !== positions.length) return undefined;
  for (let at = 0; at < positions.length; at++) {
    const position = positions[at] as number;
    if (found.positions[at] !== position || found.uids[at] !== folder.uidAt(position)) return undefined;
  }
  kept.delete(name);
  kept.set(name, found);
  return found.text;
}

/** `name` says whose folder it is, and in what way its messages were sorted or threaded, and numbered. */
export function keepAnswer(name: string, folder: SelectedFolder, positions: readonly number[], text: Buffer): void {
  const old = kept.get(name);
  if (old !== undefined) keptBytes -= bytesOf(old);
  kept.delete(name);
  const uids = Uint32Array.from(positions, (at) => folder.uidAt(at));
  const answer = { uids, positions: Uint32Array.from(positions), text };
  if (bytesOf(answer) > mostBytes / 2) return;
  kept.set(name, answer);
  keptBytes += bytesOf(answer);
  for (const [oldest, other] of kept) {
    if (keptBytes <= mostBytes) return;
    kept.delete(oldest);
    keptBytes -= bytesOf(other);
  }
}

function bytesOf({ uids, text }: KeptAnswer): number {
  return 256 + uids.length * 8 + text.length;
}

import type { FolderChanges } from './account-store.ts';
import { folderKey } from './folder-key.ts';

type Changed = FolderChanges['changed'];

/** Changes of a folder one after the other, with none missing between them. */
interface Chain {
  /** The highest modseq of the folder before the first of them. */
  after: number;
  readonly links: { readonly modSeq: number; readonly changed: Changed }[];
  messages: number;
}

/** Messages of a folder: further back, reading it is as fast. */
export const mostRemembered = 1_000;
/** Of all folders together: about 10 MB. */
const mostMessages = 100_000;

/** In order of last change: a Map keeps the order of insertion. */
const chains = new Map<string, Chain>();
let messages = 0;

/**
 * Keeps what a change of flags did, once it is durable. Every change of a folder's messages, of whatever kind and whoever makes
 * it, raises its highest modseq by one; so where the numbers follow one another nothing else has happened. `changed` null:
 * they were too many.
 */
export function noteFlagChanges(owner: object, folderId: number, modSeq: number, changed: Changed | null): void {
  const key = folderKey(owner, folderId);
  const known = chains.get(key);
  if (known !== undefined) forget(key, known);
  const chain =
    known !== undefined && modSeq === newestOf(known) + 1 ? known : { after: modSeq - 1, links: [], messages: 0 };
  if (changed === null) {
    chain.after = modSeq;
    chain.links.length = 0;
    chain.messages = 0;
  } else {
    chain.links.push({ modSeq, changed });
    chain.messages += changed.length;
  }
  while (chain.messages > mostRemembered) {
    const oldest = chain.links.shift();
    if (oldest === undefined) break;
    chain.after = oldest.modSeq;
    chain.messages -= oldest.changed.length;
  }
  chains.set(key, chain);
  messages += chain.messages;
  for (const [oldest, other] of chains) {
    if (messages <= mostMessages) return;
    forget(oldest, other);
  }
}

/**
 * What a folder's changes after modseq `after` and up to `upTo` were, each message once, by UID; null when they were not
 * all changes of flags, or are not known here.
 */
export function flagChangesBetween(owner: object, folderId: number, after: number, upTo: number): Changed | null {
  const chain = chains.get(folderKey(owner, folderId));
  if (chain === undefined || chain.after > after || newestOf(chain) < upTo) return null;
  const latest = new Map<number, Changed[number]>();
  for (const { modSeq, changed } of chain.links)
    if (modSeq > after && modSeq <= upTo) for (const message of changed) latest.set(message.uid, message);
  return [...latest.values()].sort((a, b) => a.uid - b.uid);
}

function newestOf({ after, links }: Chain): number {
  return links.at(-1)?.modSeq ?? after;
}

function forget(key: string, chain: Chain): void {
  chains.delete(key);
  messages -= chain.messages;
}

import {
  type Address,
  addressSpec,
  decodeHeader,
  deserializeStructure,
  displayName,
  envelopeOf,
  type MessageStructure,
  threadKeys,
} from '@relais/mime';
import type { MessageRow } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { unicodeCasemap } from '../../../domain/mail/unicode-casemap.ts';
import { isOwnContent } from '../../../services/sharing/view-numbers.ts';
import type { SearchSubject } from './search-subject.ts';

/** What messages are sorted and threaded by, beyond the numbers of their rows. Texts are as i;unicode-casemap compares them. */
export interface MessageKeys {
  readonly messageId: string | null;
  readonly references: readonly string[];
  readonly baseSubject: string;
  readonly isReplyOrForward: boolean;
  /** RFC 5256 §3: the mailbox (local part) of the first address; a group's name counts as one. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  /** RFC 5957 §3 */
  readonly displayFrom: string;
  readonly displayTo: string;
}

/** Of all accounts together; some 300 bytes each. */
const mostKept = 100_000;

/**
 * By account and content, which never changes, so a folder that is sorted again reads nothing but numbers. The account
 * that was sorted most lately goes last: a Map keeps the order of insertion. What others have opened to a user is not kept.
 */
const kept = new Map<string, Map<number, MessageKeys>>();
let keptCount = 0;

/** Calls `visit` for each message of `positions` that is still there, first those whose keys are known. */
export async function visitWithKeys(
  { folder, store, output }: SearchSubject,
  positions: readonly number[],
  visit: (position: number, row: MessageRow, keys: MessageKeys) => void,
): Promise<void> {
  const known = keysOf(store.accountId);
  const unknown: number[] = [];
  const uids = uidSetOf(positions.map((at) => folder.uidAt(at)));
  for await (const rows of store.messages(folder.folderId, uids, {})) {
    for (const row of rows) {
      const keys = known.get(row.contentId);
      const position = folder.positionOf(row.uid);
      if (keys === undefined) unknown.push(row.uid);
      else if (position >= 0) visit(position, row, keys);
    }
    if (output.isDue) await output.makeRoom();
  }
  if (unknown.length === 0) return;
  const fresh = new Map<number, MessageKeys>();
  const progress = (output.progress = { done: positions.length - unknown.length, goal: positions.length });
  for await (const rows of store.messages(folder.folderId, uidSetOf(unknown), { structure: true }))
    for (const row of rows) {
      const keys = messageKeys(structureOfRow(row));
      if (isOwnContent(row.contentId)) fresh.set(row.contentId, keys);
      const position = folder.positionOf(row.uid);
      if (position >= 0) visit(position, row, keys);
      progress.done++;
      if (output.isDue) await output.makeRoom();
    }
  keep(store.accountId, fresh);
}

function keysOf(accountId: string): ReadonlyMap<number, MessageKeys> {
  const known = kept.get(accountId);
  if (known === undefined) return new Map();
  kept.delete(accountId);
  kept.set(accountId, known);
  return known;
}

function keep(accountId: string, fresh: ReadonlyMap<number, MessageKeys>): void {
  // So many would be all there is room for, for one folder of one user.
  if (fresh.size === 0 || fresh.size > mostKept) return;
  const known = kept.get(accountId) ?? new Map<number, MessageKeys>();
  kept.set(accountId, known);
  keptCount -= known.size;
  for (const [contentId, keys] of fresh) known.set(contentId, keys);
  keptCount += known.size;
  for (const [oldest, keys] of kept) {
    if (keptCount <= mostKept) return;
    kept.delete(oldest);
    keptCount -= keys.size;
  }
}

function messageKeys(structure: MessageStructure): MessageKeys {
  const { from, to, cc } = envelopeOf(structure);
  const { messageId, references, baseSubject, isReplyOrForward } = threadKeys(structure);
  return {
    messageId,
    references,
    baseSubject: unicodeCasemap(baseSubject),
    isReplyOrForward,
    from: mailboxOf(from),
    to: mailboxOf(to),
    cc: mailboxOf(cc),
    displayFrom: displayOf(from),
    displayTo: displayOf(to),
  };
}

function structureOfRow(row: MessageRow): MessageStructure {
  if (row.structure === null) throw new TypeError('the structure of the message was not asked for');
  const { buffer, byteOffset, byteLength } = row.structure;
  return deserializeStructure(Buffer.from(buffer, byteOffset, byteLength));
}

function mailboxOf([first]: readonly Address[]): string {
  if (first === undefined) return '';
  return unicodeCasemap(first.kind === 'group' ? first.name : first.localPart);
}

function displayOf([first]: readonly Address[]): string {
  if (first === undefined) return '';
  return unicodeCasemap(first.kind === 'group' ? decodeHeader(first.name) : displayName(first) || addressSpec(first));
}

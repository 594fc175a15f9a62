import type { FolderSummary } from '../../../domain/mail/account-store.ts';
import type { Entry } from './entry.ts';

export interface IndexedFolder {
  summary: FolderSummary;
  modSeq: number;
  readonly entries: Map<number, Entry>;
  /** Of somebody else's folder: as it was when its entries were read. */
  isReadable: boolean;
  /** By arrival, made when asked for; `null` when messages came or went since. */
  newestFirst: readonly Entry[] | null;
  /** Of the index's `version`; `null`: not counted yet. */
  counted: { readonly version: number; readonly emails: EmailCounts; threads: ThreadCounts | null } | null;
}

export interface EmailCounts {
  readonly totalEmails: number;
  readonly unreadEmails: number;
}

export interface ThreadCounts {
  readonly totalThreads: number;
  readonly unreadThreads: number;
}

/** A folder's entries by arrival, the newest first, later UIDs before earlier ones. */
export function newestFirst(folder: IndexedFolder): readonly Entry[] {
  folder.newestFirst ??= [...folder.entries.values()].sort((a, b) => b.receivedAt - a.receivedAt || b.uid - a.uid);
  return folder.newestFirst;
}

/** Somebody else's folder may be in the list and closed all the same (RFC 4314 §4: `l` without `r`). */
export function isReadable({ selectable, rights }: FolderSummary): boolean {
  return selectable && (rights === undefined || rights.has('r'));
}

export function sameRights(one: FolderSummary['rights'], other: FolderSummary['rights']): boolean {
  return one === other || (one?.size === other?.size && [...(one ?? [])].every((right) => other?.has(right)));
}

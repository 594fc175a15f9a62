import type { FolderSummary } from '../../../domain/mail/account-store.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import type { Right } from '../../../domain/mail/rights.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';
import type { EmailCounts, IndexedFolder, ThreadCounts } from './indexed-folder.ts';

/** RFC 8621 §2, in the order in which they are shown where nobody has given another. */
export const mailboxRoles: ReadonlyMap<string, number> = new Map([
  ['inbox', 1],
  ['drafts', 2],
  ['sent', 3],
  ['trash', 4],
  ['archive', 5],
  ['junk', 6],
]);

export const mailboxProperties = [
  'id',
  'name',
  'parentId',
  'role',
  'sortOrder',
  'totalEmails',
  'unreadEmails',
  'totalThreads',
  'unreadThreads',
  'myRights',
  'isSubscribed',
] as const;

/** A folder as a Mailbox (RFC 8621 §2). Counts leave out what is marked \Deleted. */
export function mailboxObject(
  folder: IndexedFolder,
  index: AccountIndex,
  properties: readonly string[],
): Record<string, unknown> {
  const { summary } = folder;
  const object: Record<string, unknown> = {
    id: summary.mailboxId,
    name: lastLevel(summary.name),
    parentId: parentOf(summary, index)?.summary.mailboxId ?? null,
    role: summary.specialUse,
    sortOrder: summary.sortOrder ?? mailboxRoles.get(summary.specialUse ?? '') ?? 10,
    isSubscribed: summary.subscribed,
    myRights: myRights(summary),
  };
  if (properties.some((name) => /^(?:total|unread)(?:Emails|Threads)$/.test(name))) {
    const withThreads = properties.some((name) => name.endsWith('Threads'));
    Object.assign(object, countsOf(folder, index, withThreads));
  }
  return object;
}

/** RFC 8621 §2, each as its IMAP right or rights; in the user's own mailbox he has all. */
function myRights({ rights, selectable, specialUse }: FolderSummary): Record<string, boolean> {
  const may = (...needed: readonly Right[]) => rights === undefined || needed.every((right) => rights.has(right));
  return {
    mayReadItems: selectable && may('l', 'r'),
    mayAddItems: selectable && may('i'),
    mayRemoveItems: selectable && may('t', 'e'),
    maySetSeen: selectable && may('s'),
    maySetKeywords: selectable && may('w'),
    mayCreateChild: may('k'),
    mayRename: specialUse !== 'inbox' && may('x'),
    mayDelete: specialUse === null && may('x'),
    // RFC 8621 has it of the mailbox that a draft stands in; here drafts are sent from the user's own account alone.
    maySubmit: rights === undefined,
  };
}

export function lastLevel(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

export function parentOf(summary: FolderSummary, index: AccountIndex): IndexedFolder | undefined {
  const slash = summary.name.lastIndexOf('/');
  if (slash < 0) return undefined;
  const parent = summary.name.slice(0, slash);
  for (const folder of index.folders.values()) if (folder.summary.name === parent) return folder;
  return undefined;
}

/** Counted once for each change of the account; Threads only when they are asked for, since all their Emails are looked at. */
function countsOf(
  folder: IndexedFolder,
  index: AccountIndex,
  withThreads: boolean,
): EmailCounts & Partial<ThreadCounts> {
  if (folder.counted?.version !== index.version) {
    folder.counted = { version: index.version, emails: emailCounts(folder), threads: null };
  }
  const { counted } = folder;
  if (!withThreads) return counted.emails;
  counted.threads ??= threadCounts(folder, index);
  return { ...counted.emails, ...counted.threads };
}

function emailCounts(folder: IndexedFolder): EmailCounts {
  let totalEmails = 0;
  let unreadEmails = 0;
  for (const entry of folder.entries.values()) {
    if ((entry.bits & flagBits.deleted) !== 0) continue;
    totalEmails++;
    if (isUnread(entry)) unreadEmails++;
  }
  return { totalEmails, unreadEmails };
}

function threadCounts(folder: IndexedFolder, index: AccountIndex): ThreadCounts {
  const threads = new Set<string>();
  const unreadThreads = new Set<string>();
  for (const entry of folder.entries.values()) {
    if ((entry.bits & flagBits.deleted) !== 0) continue;
    threads.add(entry.threadId);
    if (isUnread(entry)) unreadThreads.add(entry.threadId);
  }
  const trash = index.folderWithRole('trash')?.summary.folderId;
  const isOfTrash = folder.summary.folderId === trash;
  // RFC 8621 §2: a Thread is unread when any of its Emails is, but the trash does not count for other mailboxes, nor they for it.
  const isUnreadHere = (entry: Entry): boolean => isUnread(entry) && (entry.folderId === trash) === isOfTrash;
  for (const threadId of threads) {
    if (unreadThreads.has(threadId)) continue;
    for (const emailId of index.emailsOfThread(threadId)) {
      if (!index.entriesOf(emailId).some(isUnreadHere)) continue;
      unreadThreads.add(threadId);
      break;
    }
  }
  return { totalThreads: threads.size, unreadThreads: unreadThreads.size };
}

function isUnread({ bits }: Entry): boolean {
  return (bits & (flagBits.seen | flagBits.draft)) === 0;
}

import { randomBytes } from 'node:crypto';
import type { AccountStore, FolderSummary } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { ChangeLog } from './change-log.ts';
import { EmailEntries } from './email-entries.ts';
import { type Entry, entryOf } from './entry.ts';
import { IndexChanges } from './index-changes.ts';
import { type IndexedFolder, isReadable, sameRights } from './indexed-folder.ts';
import { ThreadMembers } from './thread-members.ts';

/** Under steady moves the last look stands; a change that it misses is heard of and looked at next. */
const mostLooks = 5;

export type IndexedType = 'Email' | 'Mailbox' | 'Thread' | 'EmailDelivery';

/**
 * Which Emails and Threads an account has, by id: what JMAP asks and the folders of the store do not answer. Built from
 * the folders' columns when first used, then kept current by modseq; bodies and headers stay in the store.
 * States are numbers of this index, so a new index (after a restart, or when it was not used for a while) makes clients
 * fetch anew: `cannotCalculateChanges` (RFC 8620 §5.2).
 */
export class AccountIndex {
  readonly account: AccountStore;
  readonly folders = new Map<string, IndexedFolder>();
  private readonly foldersByNumber = new Map<number, IndexedFolder>();
  private readonly emails = new EmailEntries();
  private readonly threads = new ThreadMembers();
  /** How often messages or their marks changed: what is counted of them holds as long as this. */
  version = 0;
  private readonly epoch = randomBytes(6).toString('base64url');
  private readonly logs: Readonly<Record<IndexedType, ChangeLog>> = {
    Email: new ChangeLog(),
    Mailbox: new ChangeLog(),
    Thread: new ChangeLog(),
    EmailDelivery: new ChangeLog(),
  };
  private readonly stopListening: () => void;
  private readonly listeners = new Set<() => void>();
  private syncing: Promise<void> | null = null;
  private turn: Promise<void> = Promise.resolve();
  private isStale = true;
  private isLoaded = false;
  private readonly rightsNow: (() => Promise<string>) | null;
  private rights = '';

  /** `rightsNow`, in somebody else's mailbox: another text whenever the user may do something else there. */
  constructor(account: AccountStore, rightsNow: (() => Promise<string>) | null = null) {
    this.account = account;
    this.rightsNow = rightsNow;
    this.stopListening = account.onChange(() => {
      this.isStale = true;
      for (const listener of this.listeners) listener();
    });
  }

  close(): void {
    this.stopListening();
  }

  /** One after the other: what is looked at before a change still holds when it is made. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.turn;
    let done = (): void => {};
    this.turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** Called when the account changed; `sync` then shows the change. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  state(type: IndexedType): string {
    return this.stateAt(this.logs[type].now);
  }

  stateAt(number: number): string {
    return `${this.epoch}-${number}`;
  }

  /** What changed since a state; `null`: it is of another index or too old. */
  changesSince(type: IndexedType, state: string, max?: number): ReturnType<ChangeLog['since']> {
    const at = state.lastIndexOf('-');
    if (state.slice(0, at) !== this.epoch) return null;
    return this.logs[type].since(Number(state.slice(at + 1)), max);
  }

  /** Entries of an Email; none when there is no such id. Messages marked \Deleted are not visible (RFC 8621 §4.1.1). */
  entriesOf(emailId: string): readonly Entry[] {
    return this.emails.of(emailId);
  }

  emailIds(): Iterable<string> {
    return this.emails.ids();
  }

  emailsOfThread(threadId: string): Iterable<string> {
    return this.threads.of(threadId);
  }

  folderByNumber(folderId: number): IndexedFolder | undefined {
    return this.foldersByNumber.get(folderId);
  }

  folderWithRole(role: FolderSummary['specialUse']): IndexedFolder | undefined {
    for (const folder of this.folders.values()) if (folder.summary.specialUse === role) return folder;
    return undefined;
  }

  /** Brings the index up to the store; cheap when nothing changed. */
  async sync(): Promise<void> {
    while (this.syncing !== null) await this.syncing;
    const rights = (await this.rightsNow?.()) ?? '';
    while (this.syncing !== null) await this.syncing;
    if (rights !== this.rights) {
      this.rights = rights;
      this.isStale = true;
    }
    if (!this.isStale) return;
    this.isStale = false;
    this.syncing = this.catchUp();
    try {
      await this.syncing;
    } catch (cause) {
      this.isStale = true;
      throw cause;
    } finally {
      this.syncing = null;
    }
  }

  /** The bytes of a message. In somebody else's mailbox it is looked up anew: what he may read is a question of now. */
  async *content(
    entry: Entry,
    range?: { readonly start: number; readonly end: number },
  ): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.rightsNow !== null)
      for await (const _ of this.account.messages(entry.folderId, [{ first: entry.uid, last: entry.uid }], {}));
    yield* this.account.content(entry.contentId, range);
  }

  private async catchUp(): Promise<void> {
    const changed = new IndexChanges();
    // Requests read the index while others wait here for the store: what was moved is in both folders for them until all are looked at, and not gone.
    const leaving: (() => void)[] = [];
    try {
      await this.lookAtFolders(changed, leaving);
      this.isLoaded = true;
    } finally {
      // Also of a store that breaks in the middle: what has been taken in is not found new again.
      for (const leave of leaving) leave();
      this.record(changed);
    }
  }

  private async lookAtFolders(changed: IndexChanges, leaving: (() => void)[]): Promise<void> {
    let present = new Set<string>();
    // A message that was moved while folders were looked at one after the other may have left one of them and not be seen in another yet.
    for (let look = 1, isLate = true; isLate && look <= mostLooks; look += 1) {
      isLate = false;
      present = new Set();
      for (const summary of await this.account.listFolders()) {
        present.add(summary.mailboxId);
        const folder = this.folders.get(summary.mailboxId);
        try {
          if (folder === undefined) await this.addFolder(summary, changed);
          else if (await this.updateFolder(folder, summary, changed, leaving)) isLate = true;
        } catch (cause) {
          // Deleted, or closed to him, since the list was read: the next look shows it so.
          if (!isGone(cause)) throw cause;
          this.isStale = true;
        }
      }
    }
    for (const [mailboxId, folder] of this.folders) {
      if (present.has(mailboxId)) continue;
      this.clear(folder, changed);
      this.folders.delete(mailboxId);
      this.foldersByNumber.delete(folder.summary.folderId);
      changed.mailboxes.set(mailboxId, 'destroyed');
    }
  }

  private async addFolder(summary: FolderSummary, changed: IndexChanges): Promise<void> {
    const folder: IndexedFolder = {
      summary,
      modSeq: 0,
      entries: new Map(),
      isReadable: false,
      newestFirst: null,
      counted: null,
    };
    if (isReadable(summary))
      await this.readAll(folder, changed).catch((cause: unknown) => {
        this.clear(folder, changed);
        throw cause;
      });
    this.folders.set(summary.mailboxId, folder);
    this.foldersByNumber.set(summary.folderId, folder);
    changed.mailboxes.set(summary.mailboxId, 'created');
  }

  private async readAll(folder: IndexedFolder, changed: IndexChanges): Promise<void> {
    // Of a reading that broke off.
    if (folder.entries.size > 0) this.clear(folder, changed);
    const { folderId } = folder.summary;
    const snapshot = await this.account.openFolder(folderId, { claimRecent: false });
    const places = new Map<number, number>();
    snapshot.uids.forEach((uid, place) => places.set(uid, place));
    for await (const rows of this.account.messages(folderId, uidSetOf(snapshot.uids), {})) {
      for (const row of rows) {
        const place = places.get(row.uid);
        if (place === undefined) continue;
        const keywords = snapshot.keywordSets[snapshot.keywordSet[place] ?? 0] ?? [];
        this.add(folder, { ...entryOf(folderId, row), bits: snapshot.flagBits[place] ?? 0, keywords }, changed);
      }
    }
    folder.modSeq = snapshot.status.highestModSeq;
    folder.isReadable = true;
    folder.summary = { ...folder.summary, status: snapshot.status };
  }

  private clear(folder: IndexedFolder, changed: IndexChanges): void {
    for (const entry of folder.entries.values()) this.remove(entry, changed);
    folder.entries.clear();
    folder.newestFirst = null;
    folder.modSeq = 0;
    folder.isReadable = false;
  }

  /** Whether messages have left it since the list was read that `summary` is of. `leaving` gets what takes out those that have left. */
  private async updateFolder(
    folder: IndexedFolder,
    summary: FolderSummary,
    changed: IndexChanges,
    leaving: (() => void)[],
  ): Promise<boolean> {
    const before = folder.summary;
    if (
      before.name !== summary.name ||
      before.subscribed !== summary.subscribed ||
      before.specialUse !== summary.specialUse ||
      before.sortOrder !== summary.sortOrder ||
      before.hasChildren !== summary.hasChildren ||
      !sameRights(before.rights, summary.rights)
    ) {
      changed.mailbox(summary.mailboxId);
      changed.hasShaped = true;
    }
    folder.summary = summary;
    if (!isReadable(summary)) {
      if (folder.isReadable) this.clear(folder, changed);
      return false;
    }
    if (!folder.isReadable) {
      await this.readAll(folder, changed);
      return false;
    }
    if (summary.status.highestModSeq <= folder.modSeq) return false;
    const changes = await this.account.changesSince(summary.folderId, folder.modSeq);
    changed.mailbox(summary.mailboxId);
    const isLate = changes.expunged.length > 0 && changes.status.highestModSeq > summary.status.highestModSeq;
    leaving.push(() => {
      for (const { first, last } of changes.expunged) {
        for (let uid = first; uid <= last; uid++) {
          const entry = folder.entries.get(uid);
          if (entry === undefined) continue;
          folder.entries.delete(uid);
          folder.newestFirst = null;
          this.remove(entry, changed);
        }
      }
    });
    const fresh = new Map<number, { readonly bits: number; readonly keywords: readonly string[] }>();
    for (const { uid, flags } of changes.changed) {
      const entry = folder.entries.get(uid);
      if (entry === undefined) fresh.set(uid, flags);
      else {
        const wasVisible = this.entriesOf(entry.emailId).length > 0;
        entry.bits = flags.bits;
        entry.keywords = flags.keywords;
        const isNowVisible = this.entriesOf(entry.emailId).length > 0;
        if (wasVisible && !isNowVisible) changed.emails.set(entry.emailId, 'destroyed');
        else changed.email(entry.emailId, isNowVisible && !wasVisible ? 'created' : 'updated');
      }
    }
    if (fresh.size > 0)
      for await (const rows of this.account.messages(summary.folderId, uidSetOf(fresh.keys()), {})) {
        for (const row of rows) {
          const flags = fresh.get(row.uid);
          if (flags !== undefined) {
            this.add(
              folder,
              { ...entryOf(summary.folderId, row), bits: flags.bits, keywords: flags.keywords },
              changed,
            );
          }
        }
      }
    // Only now: what the store did not give is asked for again.
    folder.modSeq = changes.status.highestModSeq;
    folder.summary = { ...summary, status: changes.status };
    return isLate;
  }

  private add(folder: IndexedFolder, entry: Entry, changed: IndexChanges): void {
    folder.entries.set(entry.uid, entry);
    folder.newestFirst = null;
    const isFirst = this.emails.add(entry);
    if (this.isLoaded) changed.email(entry.emailId, isFirst ? 'created' : 'updated');
    const place = this.threads.add(entry.threadId, entry.emailId);
    if (!this.isLoaded) return;
    if (place === 'first') changed.threads.set(entry.threadId, 'created');
    else if (place === 'further' && !changed.threads.has(entry.threadId))
      changed.threads.set(entry.threadId, 'updated');
  }

  private remove(entry: Entry, changed: IndexChanges): void {
    if (!this.emails.remove(entry)) return changed.email(entry.emailId, 'updated');
    changed.gone(entry);
    this.threads.remove(entry.threadId, entry.emailId);
    changed.threads.set(entry.threadId, this.threads.has(entry.threadId) ? 'updated' : 'destroyed');
  }

  /** A move takes an Email out of one folder and puts it into another: to clients it was updated, not destroyed. */
  private record(changed: IndexChanges): void {
    for (const entry of changed.removed.values()) {
      if (this.emails.has(entry.emailId)) changed.emails.set(entry.emailId, 'updated');
      else changed.emails.set(entry.emailId, 'destroyed');
      if (this.threads.has(entry.threadId)) changed.threads.set(entry.threadId, 'updated');
    }
    const arrived = [...changed.emails].filter(([, kind]) => kind === 'created');
    this.version++;
    this.logs.Email.add(changed.emails);
    this.logs.Thread.add(changed.threads);
    this.logs.Mailbox.add(changed.mailboxes, !changed.hasShaped);
    if (arrived.length > 0) this.logs.EmailDelivery.add(new Map(arrived));
  }
}

function isGone(cause: unknown): boolean {
  return cause instanceof MailError && (cause.code === 'folder-not-found' || cause.code === 'no-permission');
}

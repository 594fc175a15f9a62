import type {
  AccountStore,
  CopyResult,
  ExpungeOptions,
  FolderSnapshot,
  FolderStatus,
  FolderSummary,
  IncomingMessage,
  MessageColumns,
  MessagePlace,
  MessageRow,
  MessageToAppend,
  QuotaUsage,
  SpecialUse,
  StoreFlagsRequest,
  StoreFlagsResult,
  TextQuery,
  WhenGone,
} from '../../domain/mail/account-store.ts';
import type { AnnotationChanges, Annotations } from '../../domain/mail/annotations.ts';
import type { RecoverOptions } from '../../domain/mail/recoverable-items.ts';
import type { FolderRights } from '../../domain/mail/folder-rights.ts';
import { canonicalName } from '../../domain/mail/folder-names.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Rights } from '../../domain/mail/rights.ts';
import type { UidSet } from '../../domain/mail/uid-set.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import { copyByReading } from './copy-by-reading.ts';
import { emptyLevel } from './empty-level.ts';
import type { OthersMailboxes, SharedMailbox } from './others-mailboxes.ts';
import { renamedRow } from './renamed-row.ts';
import { missing } from './required-rights.ts';
import { ViewChanges } from './view-changes.ts';
import { numberIn, placeOf } from './view-numbers.ts';

interface Place {
  readonly mailbox: SharedMailbox;
  /** In that mailbox. */
  readonly name: string;
}

/**
 * One tree of names over a user's own mailbox and the folders of others that he may use: theirs stand under
 * `Other Users/<address>/` and `Shared Mailboxes/<address>/`. Messages go from one mailbox to another by COPY and MOVE as
 * they do within one.
 */
export class MailboxView implements AccountStore {
  readonly accountId: string;
  readonly #own: AccountStore;
  readonly #others: OthersMailboxes;
  readonly #opened: SharedMailbox[] = [];
  readonly #changes: ViewChanges;

  constructor(own: AccountStore, others: OthersMailboxes) {
    this.accountId = own.accountId;
    this.#own = own;
    this.#others = others;
    this.#changes = new ViewChanges(own, others, this.#opened);
  }

  async listFolders(): Promise<readonly FolderSummary[]> {
    const own = await this.#own.listFolders();
    const shared = await this.#others.all();
    if (shared.length === 0) return own;
    const subscribed = new Set(await this.#own.subscribedNames());
    const found: FolderSummary[] = [...own];
    const levels = new Map<string, FolderSummary>();
    for (const mailbox of shared) {
      // Before it is read, so that a right that is given meanwhile is heard of.
      this.#note(mailbox);
      const folders = await mailbox.store.listFolders();
      if (folders.length === 0) continue;
      for (const level of mailbox.levels) if (!levels.has(level)) levels.set(level, emptyLevel(level, levels.size));
      for (const folder of folders) found.push(this.#seenIn(mailbox, folder, subscribed));
    }
    return [...found, ...levels.values()];
  }

  async folder(name: string, wanted?: 'place'): Promise<FolderSummary> {
    const place = await this.#find(name);
    if (place === undefined) return await this.#own.folder(name, wanted);
    const { mailbox } = place;
    const folder = await mailbox.store.folder(place.name, wanted).catch((error: unknown) => {
      throw error instanceof MailError && error.code === 'folder-not-found' ? missing(name) : error;
    });
    return this.#seenIn(mailbox, folder, new Set(await this.#own.subscribedNames()));
  }

  async folderStatus(folderId: number): Promise<FolderStatus> {
    const { store, id } = this.#at(folderId);
    return await store.folderStatus(id);
  }

  async createFolder(name: string, options?: { readonly specialUse?: SpecialUse }): Promise<FolderSummary> {
    const place = await this.#findNew(name);
    if (place === undefined) return await this.#own.createFolder(name, options);
    return this.#seenIn(place.mailbox, await place.mailbox.store.createFolder(place.name, options), new Set());
  }

  async renameFolder(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#find(from), await this.#findNew(to)];
    if (source?.mailbox !== target?.mailbox)
      throw new MailError(
        'not-supported',
        'A folder does not move from one mailbox to another. Create one there and move its messages.',
      );
    if (source === undefined || target === undefined) await this.#own.renameFolder(from, to);
    else await source.mailbox.store.renameFolder(source.name, target.name);
  }

  async deleteFolder(name: string): Promise<void> {
    const place = await this.#find(name);
    if (place === undefined) await this.#own.deleteFolder(name);
    else await place.mailbox.store.deleteFolder(place.name);
  }

  setSubscribed(name: string, subscribed: boolean): Promise<void> {
    return this.#own.setSubscribed(name, subscribed);
  }

  subscribedNames(): Promise<readonly string[]> {
    return this.#own.subscribedNames();
  }

  async setSpecialUse(folderId: number, specialUse: SpecialUse | null): Promise<void> {
    const { store, id } = this.#at(folderId);
    await store.setSpecialUse(id, specialUse);
  }

  async setSortOrder(folderId: number, sortOrder: number): Promise<void> {
    const { store, id } = this.#at(folderId);
    await store.setSortOrder(id, sortOrder);
  }

  async openFolder(folderId: number, options: { readonly claimRecent: boolean }): Promise<FolderSnapshot> {
    const { store, id } = this.#at(folderId);
    return await store.openFolder(id, options);
  }

  async changesSince(folderId: number, modSeq: number): ReturnType<AccountStore['changesSince']> {
    const { store, id } = this.#at(folderId);
    return await store.changesSince(id, modSeq);
  }

  async expungedSince(folderId: number, modSeq: number, within?: UidSet): Promise<UidSet> {
    const { store, id } = this.#at(folderId);
    return await store.expungedSince(id, modSeq, within);
  }

  async claimRecent(folderId: number): ReturnType<AccountStore['claimRecent']> {
    const { store, id } = this.#at(folderId);
    return await store.claimRecent(id);
  }

  messages(folderId: number, uids: UidSet, columns: MessageColumns): AsyncIterable<readonly MessageRow[]> {
    const { store, id, mailbox } = this.#at(folderId);
    const pages = store.messages(id, uids, columns);
    return mailbox === undefined ? pages : renumbered(pages, mailbox);
  }

  content(contentId: number, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array> {
    const { store, id } = this.#at(contentId);
    return store.content(id, range);
  }

  async search(folderId: number, uids: UidSet, query: TextQuery): Promise<readonly number[]> {
    const { store, id } = this.#at(folderId);
    return await store.search(id, uids, query);
  }

  async searchEach(
    folderId: number,
    uids: UidSet,
    queries: readonly TextQuery[],
  ): Promise<readonly (readonly number[])[]> {
    const { store, id } = this.#at(folderId);
    return await store.searchEach(id, uids, queries);
  }

  indexTexts(): Promise<void> {
    return this.#own.indexTexts();
  }

  async beginMessage(options: Parameters<AccountStore['beginMessage']>[0] = {}): Promise<IncomingMessage> {
    if (options.folderId === undefined) return await this.#own.beginMessage(options);
    const { store, id } = this.#at(options.folderId);
    return await store.beginMessage({ ...options, folderId: id });
  }

  async append(folderId: number, messages: readonly MessageToAppend[]): ReturnType<AccountStore['append']> {
    const { store, id } = this.#at(folderId);
    return await store.append(id, messages);
  }

  /** From one mailbox to another the new message is safe before the old one goes. */
  async replace(
    replaced: MessagePlace,
    folderId: number,
    message: MessageToAppend,
  ): ReturnType<AccountStore['replace']> {
    const [source, target] = [this.#at(replaced.folderId), this.#at(folderId)];
    const { uid } = replaced;
    if (source.mailbox === target.mailbox)
      return await source.store.replace({ folderId: source.id, uid }, target.id, message);
    if (source.mailbox !== undefined) await requireRemoval(source.store, source.id);
    const appended = await target.store.append(target.id, [message]);
    await source.store.expunge(source.id, [{ first: uid, last: uid }], { onlyDeleted: false, areElsewhere: true });
    return appended;
  }

  async storeFlags(folderId: number, request: StoreFlagsRequest): Promise<StoreFlagsResult> {
    const { store, id } = this.#at(folderId);
    return await store.storeFlags(id, request);
  }

  async copy(folderId: number, uids: UidSet, targetFolderId: number, whenGone?: WhenGone): Promise<CopyResult> {
    const [source, target] = [this.#at(folderId), this.#at(targetFolderId)];
    if (source.mailbox === target.mailbox) return await source.store.copy(source.id, uids, target.id, whenGone);
    return await copyByReading(
      { ...source, folderId: source.id },
      uids,
      { ...target, folderId: target.id },
      { whenGone },
    );
  }

  async move(folderId: number, uids: UidSet, targetFolderId: number, whenGone?: WhenGone): Promise<CopyResult> {
    const [source, target] = [this.#at(folderId), this.#at(targetFolderId)];
    if (source.mailbox === target.mailbox) return await source.store.move(source.id, uids, target.id, whenGone);
    // Asked for before anything is copied: a MOVE that may not remove would be half of one.
    if (source.mailbox !== undefined) await requireRemoval(source.store, source.id);
    return await copyByReading(
      { ...source, folderId: source.id },
      uids,
      { ...target, folderId: target.id },
      { then: 'move', whenGone },
    );
  }

  async expunge(folderId: number, uids: UidSet, options: ExpungeOptions): ReturnType<AccountStore['expunge']> {
    const { store, id } = this.#at(folderId);
    return await store.expunge(id, uids, options);
  }

  async annotations(folderId: number | null, user: string): Promise<Annotations> {
    const { store, id } = this.#at(folderId ?? 0);
    return await store.annotations(folderId === null ? null : id, user);
  }

  async folderAnnotations(entries: readonly string[] | 'all', user: string): Promise<ReadonlyMap<number, Annotations>> {
    const found = new Map(await this.#own.folderAnnotations(entries, user));
    for (const mailbox of await this.#others.all())
      for (const [folderId, annotations] of await mailbox.store.folderAnnotations(entries, user))
        found.set(numberIn(mailbox, folderId), annotations);
    return found;
  }

  async annotate(folderId: number | null, changes: AnnotationChanges, user: string): Promise<'written' | 'too-many'> {
    const { store, id } = this.#at(folderId ?? 0);
    return await store.annotate(folderId === null ? null : id, changes, user);
  }

  async folderRights(folderId: number): Promise<FolderRights> {
    const { store, id } = this.#at(folderId);
    return await store.folderRights(id);
  }

  everyFolderRights(): Promise<ReadonlyMap<number, FolderRights>> {
    return this.#own.everyFolderRights();
  }

  async setFolderRights(folderId: number, grantee: string, rights: Rights | null): Promise<void> {
    const { store, id } = this.#at(folderId);
    if (rights !== null) await this.#others.noteGrant(store.accountId, grantee);
    await store.setFolderRights(id, grantee, rights);
  }

  // Each mailbox keeps its own; here they are the user's.
  recoverableItems(
    ...given: Parameters<AccountStore['recoverableItems']>
  ): ReturnType<AccountStore['recoverableItems']> {
    return this.#own.recoverableItems(...given);
  }

  async recoverItems(itemIds: readonly string[], options?: RecoverOptions): ReturnType<AccountStore['recoverItems']> {
    if (options?.folderId !== undefined && this.#at(options.folderId).mailbox !== undefined)
      throw new MailError('no-permission', 'Deleted items are recovered into a folder of the mailbox that keeps them.');
    return await this.#own.recoverItems(itemIds, options);
  }

  purgeItems(itemIds: readonly string[]): ReturnType<AccountStore['purgeItems']> {
    return this.#own.purgeItems(itemIds);
  }

  recoverableUsage(): ReturnType<AccountStore['recoverableUsage']> {
    return this.#own.recoverableUsage();
  }

  quota(): Promise<QuotaUsage> {
    return this.#own.quota();
  }

  setQuota(sizeLimitBytes: number | null): Promise<void> {
    return this.#own.setQuota(sizeLimitBytes);
  }

  /** Whose folder it is: a guid. */
  ownerOf(folderId: number): string {
    return this.#at(folderId).store.accountId;
  }

  onChange(listener: (change: MailboxChange) => void): () => void {
    return this.#changes.listen(listener);
  }

  /** The mailbox and the name in it; undefined for a name of the user's own, which may have been there before. */
  async #find(name: string): Promise<Place | undefined> {
    const canonical = canonicalName(name);
    if (!this.#others.covers(canonical)) return undefined;
    const found = await this.#others.find(canonical);
    if (found !== undefined) this.#note(found.mailbox);
    return found;
  }

  /** For a folder that is to be made. @throws MailError 'no-permission' where none of the user's own may stand. */
  async #findNew(name: string): Promise<Place | undefined> {
    const place = await this.#find(name);
    if (place === undefined && this.#others.covers(canonicalName(name)))
      throw new MailError(
        'no-permission',
        `Folders that others share stand under ${JSON.stringify(name)}; make yours elsewhere.`,
      );
    return place;
  }

  #note(mailbox: SharedMailbox): void {
    if (this.#opened[mailbox.number] === mailbox) return;
    this.#opened[mailbox.number] = mailbox;
    this.#changes.noteOpened(mailbox);
  }

  #seenIn(mailbox: SharedMailbox, folder: FolderSummary, subscribed: ReadonlySet<string>): FolderSummary {
    this.#note(mailbox);
    const name = `${mailbox.prefix}${folder.name}`;
    return {
      ...folder,
      name,
      folderId: numberIn(mailbox, folder.folderId),
      // Another's Drafts or Sent Items are not where this user's client keeps its own.
      specialUse: null,
      subscribed: subscribed.has(name),
    };
  }

  #at(number: number): { readonly store: AccountStore; readonly id: number; readonly mailbox?: SharedMailbox } {
    const place = placeOf(number);
    if (place.mailbox === null) return { store: this.#own, id: place.id };
    const mailbox = this.#opened[place.mailbox];
    if (mailbox === undefined) throw new TypeError(`no mailbox of this view has the number ${number}`);
    return { store: mailbox.store, id: place.id, mailbox };
  }
}

async function* renumbered(
  pages: AsyncIterable<readonly MessageRow[]>,
  mailbox: SharedMailbox,
): AsyncGenerator<readonly MessageRow[]> {
  for await (const page of pages) {
    yield page.map((row) => renamedRow(row, { contentId: numberIn(mailbox, row.contentId) }));
  }
}

async function requireRemoval(store: AccountStore, folderId: number): Promise<void> {
  // An expunge of nothing asks for exactly the rights that the removal will.
  await store.expunge(folderId, [], { onlyDeleted: false });
}

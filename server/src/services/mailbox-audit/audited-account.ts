import type {
  AccountStore,
  CopyResult,
  ExpungeOptions,
  FolderSnapshot,
  FolderSummary,
  MessagePlace,
  MessageToAppend,
  SpecialUse,
  StoreFlagsRequest,
  StoreFlagsResult,
} from '../../domain/mail/account-store.ts';
import { flagBits } from '../../domain/mail/flags.ts';
import type { RecoverOptions } from '../../domain/mail/recoverable-items.ts';
import type { Rights } from '../../domain/mail/rights.ts';
import { type UidSet, uidSetHas } from '../../domain/mail/uid-set.ts';
import type { Deed, MailboxAuditor, Note } from './mailbox-auditor.ts';
import { mostSubjects, readSubjects } from './read-subjects.ts';

/** An account's store that has what acting sessions do in it written down. Only what succeeded is noted. */
export class AuditedAccount implements AccountStore {
  readonly accountId: string;
  readonly #store: AccountStore;
  readonly #auditor: MailboxAuditor;

  // What only reads, and what is each user's own, goes straight through.
  readonly listFolders: AccountStore['listFolders'];
  readonly folder: AccountStore['folder'];
  readonly folderStatus: AccountStore['folderStatus'];
  readonly setSubscribed: AccountStore['setSubscribed'];
  readonly subscribedNames: AccountStore['subscribedNames'];
  readonly setSpecialUse: AccountStore['setSpecialUse'];
  readonly setSortOrder: AccountStore['setSortOrder'];
  readonly changesSince: AccountStore['changesSince'];
  readonly expungedSince: AccountStore['expungedSince'];
  readonly claimRecent: AccountStore['claimRecent'];
  readonly messages: AccountStore['messages'];
  readonly content: AccountStore['content'];
  readonly search: AccountStore['search'];
  readonly searchEach: AccountStore['searchEach'];
  readonly indexTexts: AccountStore['indexTexts'];
  readonly beginMessage: AccountStore['beginMessage'];
  readonly annotations: AccountStore['annotations'];
  readonly folderAnnotations: AccountStore['folderAnnotations'];
  readonly annotate: AccountStore['annotate'];
  readonly folderRights: AccountStore['folderRights'];
  readonly everyFolderRights: AccountStore['everyFolderRights'];
  readonly recoverableItems: AccountStore['recoverableItems'];
  readonly recoverableUsage: AccountStore['recoverableUsage'];
  readonly quota: AccountStore['quota'];
  readonly setQuota: AccountStore['setQuota'];
  readonly onChange: AccountStore['onChange'];

  constructor(store: AccountStore, auditor: MailboxAuditor) {
    this.accountId = store.accountId;
    this.#store = store;
    this.#auditor = auditor;
    this.listFolders = () => store.listFolders();
    this.folder = (name, wanted) => store.folder(name, wanted);
    this.folderStatus = (folderId) => store.folderStatus(folderId);
    this.setSubscribed = (name, subscribed) => store.setSubscribed(name, subscribed);
    this.subscribedNames = () => store.subscribedNames();
    this.setSpecialUse = (folderId, use) => store.setSpecialUse(folderId, use);
    this.setSortOrder = (folderId, sortOrder) => store.setSortOrder(folderId, sortOrder);
    this.changesSince = (folderId, modSeq) => store.changesSince(folderId, modSeq);
    this.expungedSince = (folderId, modSeq, within) => store.expungedSince(folderId, modSeq, within);
    this.claimRecent = (folderId) => store.claimRecent(folderId);
    this.messages = (folderId, uids, columns) => store.messages(folderId, uids, columns);
    this.content = (contentId, range) => store.content(contentId, range);
    this.search = (folderId, uids, query) => store.search(folderId, uids, query);
    this.searchEach = (folderId, uids, queries) => store.searchEach(folderId, uids, queries);
    this.indexTexts = () => store.indexTexts();
    this.beginMessage = (options) => store.beginMessage(options);
    this.annotations = (folderId, user) => store.annotations(folderId, user);
    this.folderAnnotations = (entries, user) => store.folderAnnotations(entries, user);
    this.annotate = (folderId, changes, user) => store.annotate(folderId, changes, user);
    this.folderRights = (folderId) => store.folderRights(folderId);
    this.everyFolderRights = () => store.everyFolderRights();
    this.recoverableItems = (filter, page) => store.recoverableItems(filter, page);
    this.recoverableUsage = () => store.recoverableUsage();
    this.quota = () => store.quota();
    this.setQuota = (limit) => store.setQuota(limit);
    this.onChange = (listener) => store.onChange(listener);
  }

  openFolder(folderId: number, options: { readonly claimRecent: boolean }): Promise<FolderSnapshot> {
    const note = this.#noteOf('FolderBind');
    const opened = this.#store.openFolder(folderId, options);
    if (note === null || !this.#auditor.isNewVisit(this.accountId, folderId)) return opened;
    return opened.then(async (snapshot) => {
      note({ folder: await this.#nameOf(folderId) });
      return snapshot;
    });
  }

  createFolder(name: string, options?: { readonly specialUse?: SpecialUse }): Promise<FolderSummary> {
    const made = this.#store.createFolder(name, options);
    return noting(made, this.#noteOf('Create'), (folder) => ({ folder: folder.name, detail: 'folder' }));
  }

  renameFolder(from: string, to: string): Promise<void> {
    const renamed = this.#store.renameFolder(from, to);
    return noting(renamed, this.#noteOf('Move'), () => ({ folder: from, targetFolder: to, detail: 'folder' }));
  }

  deleteFolder(name: string): Promise<void> {
    const deleted = this.#store.deleteFolder(name);
    return noting(deleted, this.#noteOf('HardDelete'), () => ({ folder: name, detail: 'folder' }));
  }

  append(folderId: number, messages: readonly MessageToAppend[]): ReturnType<AccountStore['append']> {
    const subjects = messages.slice(0, mostSubjects).map(({ message }) => message.subject);
    const added = this.#store.append(folderId, messages);
    return noting(added, this.#noteOf('Create'), async ({ uids }) => ({
      folder: await this.#nameOf(folderId),
      subjects,
      items: uids.length,
    }));
  }

  replace(replaced: MessagePlace, folderId: number, message: MessageToAppend): ReturnType<AccountStore['replace']> {
    const { subject } = message.message;
    return noting(this.#store.replace(replaced, folderId, message), this.#noteOf('Update'), async () => ({
      folder: await this.#nameOf(replaced.folderId),
      subjects: [subject],
      items: 1,
      detail: 'replace',
    }));
  }

  storeFlags(folderId: number, request: StoreFlagsRequest): Promise<StoreFlagsResult> {
    const stored = this.#store.storeFlags(folderId, request);
    // Reading a message marks it; that it was read is not an update.
    const { bits, keywords } = request.flags;
    const isOnlySeen = request.mode !== 'replace' && keywords.length === 0 && (bits & ~flagBits.seen) === 0;
    const note = isOnlySeen ? null : this.#noteOf('Update');
    return noting(stored, note, async ({ changed }) =>
      changed.length === 0
        ? null
        : {
            folder: await this.#nameOf(folderId),
            subjects: await readSubjects(
              this.#store,
              folderId,
              changed.map(({ uid }) => uid),
            ),
            items: changed.length,
            detail: `${request.mode} ${flagNames(bits, keywords).join(' ')}`.trim(),
          },
    );
  }

  copy(folderId: number, uids: UidSet, targetFolderId: number): Promise<CopyResult> {
    const copied = this.#store.copy(folderId, uids, targetFolderId);
    return noting(copied, this.#noteOf('Create'), async ({ sourceUids }) => ({
      folder: await this.#nameOf(targetFolderId),
      subjects: await readSubjects(this.#store, folderId, sourceUids),
      items: sourceUids.length,
      detail: 'copy',
    }));
  }

  move(folderId: number, uids: UidSet, targetFolderId: number): Promise<CopyResult> {
    const toTrash = this.#noteOf('MoveToDeletedItems');
    const elsewhere = this.#noteOf('Move');
    const moved = this.#store.move(folderId, uids, targetFolderId);
    if (toTrash === null && elsewhere === null) return moved;
    return moved.then(async (result) => {
      const folders = await this.#store.listFolders();
      const target = folders.find((folder) => folder.folderId === targetFolderId);
      const note = target?.specialUse === 'trash' ? toTrash : elsewhere;
      if (result.targetUids.length === 0 || note === null) return result;
      note({
        folder: folders.find((folder) => folder.folderId === folderId)?.name ?? null,
        targetFolder: target?.name ?? null,
        subjects: await readSubjects(this.#store, targetFolderId, result.targetUids),
        items: result.targetUids.length,
      });
      return result;
    });
  }

  expunge(folderId: number, uids: UidSet, options: ExpungeOptions): ReturnType<AccountStore['expunge']> {
    const note = this.#noteOf('HardDelete');
    if (note === null) return this.#store.expunge(folderId, uids, options);
    return this.#expungeNoted(note, folderId, uids, options);
  }

  /** What is to go is looked at before: afterwards nobody knows its subject. */
  async #expungeNoted(
    note: Note,
    folderId: number,
    uids: UidSet,
    options: ExpungeOptions,
  ): ReturnType<AccountStore['expunge']> {
    const { uids: all, flagBits: bits } = await this.#store.openFolder(folderId, { claimRecent: false });
    const going: number[] = [];
    for (let at = 0; at < all.length && going.length < mostSubjects; at += 1) {
      const isMarked = ((bits[at] as number) & flagBits.deleted) !== 0;
      if ((isMarked || !options.onlyDeleted) && uidSetHas(uids, all[at] as number)) going.push(all[at] as number);
    }
    const subjects = going.length === 0 ? [] : await readSubjects(this.#store, folderId, going);
    const result = await this.#store.expunge(folderId, uids, options);
    const items = result.expunged.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (items > 0) note({ folder: await this.#nameOf(folderId), subjects, items });
    return result;
  }

  recoverItems(itemIds: readonly string[], options?: RecoverOptions): ReturnType<AccountStore['recoverItems']> {
    const done = this.#store.recoverItems(itemIds, options);
    return noting(done, this.#noteOf('Move'), ({ recovered }) => ({
      folder: 'Recoverable Items',
      items: recovered.length,
      detail: `recovered to ${[...new Set(recovered.map(({ folderName }) => folderName))].join(', ')}`,
    }));
  }

  purgeItems(itemIds: readonly string[]): ReturnType<AccountStore['purgeItems']> {
    const done = this.#store.purgeItems(itemIds);
    return noting(done, this.#noteOf('HardDelete'), ({ purged }) => ({ folder: 'Recoverable Items', items: purged }));
  }

  setFolderRights(folderId: number, grantee: string, rights: Rights | null): Promise<void> {
    const set = this.#store.setFolderRights(folderId, grantee, rights);
    return noting(set, this.#noteOf('Update'), async () => ({
      folder: await this.#nameOf(folderId),
      detail: `rights of ${grantee}: ${rights === null ? 'none' : [...rights].join('')}`,
    }));
  }

  #noteOf(operation: Deed['operation']): Note | null {
    return this.#auditor.noteOf(this.accountId, operation);
  }

  async #nameOf(folderId: number): Promise<string | null> {
    return (await this.#store.listFolders()).find((folder) => folder.folderId === folderId)?.name ?? null;
  }
}

/** The same promise where nobody wants to know. */
function noting<T>(
  result: Promise<T>,
  note: Note | null,
  deed: (value: T) => Parameters<Note>[0] | null | Promise<Parameters<Note>[0] | null>,
): Promise<T> {
  if (note === null) return result;
  return result.then(async (value) => {
    // It has been done: that its details cannot be read any more is no failure of it.
    const told = await Promise.resolve(deed(value)).catch(() => ({ detail: 'the details could not be read' }));
    if (told !== null) note(told);
    return value;
  });
}

function flagNames(bits: number, keywords: readonly string[]): readonly string[] {
  const system = Object.entries(flagBits).filter(([, bit]) => (bits & bit) !== 0);
  return [...system.map(([name]) => `\\${name.charAt(0).toUpperCase()}${name.slice(1)}`), ...keywords];
}

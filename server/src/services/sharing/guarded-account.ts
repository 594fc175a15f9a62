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
  SpecialUse,
  StoreFlagsRequest,
  StoreFlagsResult,
  TextQuery,
  WhenGone,
} from '../../domain/mail/account-store.ts';
import type { AnnotationChanges, Annotations } from '../../domain/mail/annotations.ts';
import type { FolderRights } from '../../domain/mail/folder-rights.ts';
import { parentNames } from '../../domain/mail/folder-names.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { everyRight, flagMaskOf, type Right, type Rights } from '../../domain/mail/rights.ts';
import type { UidSet } from '../../domain/mail/uid-set.ts';
import { copyByReading } from './copy-by-reading.ts';
import type { GrantedRights } from './granted-rights.ts';
import { masked, mayChangeAny } from './permitted-flags.ts';
import { renamedRow } from './renamed-row.ts';
import { missing, refused, RequiredRights } from './required-rights.ts';
import { ShownContents } from './shown-contents.ts';
import { unknownStatus } from './unknown-status.ts';

/** Where a user keeps which folders of this mailbox he subscribed to: in his own, under names that begin with `prefix`. */
export interface Subscriptions {
  readonly own: AccountStore;
  readonly prefix: string;
}

/**
 * Somebody else's mailbox as far as one user's rights reach. RFC 4314 §4 says which call needs which right. Object ids carry
 * the mailbox's own (RFC 8474 §4: given once on the server), so that those of several mailboxes can stand together.
 */
export class GuardedAccount implements AccountStore {
  readonly accountId: string;
  readonly #store: AccountStore;
  readonly #rights: GrantedRights;
  readonly #subscriptions: Subscriptions;
  readonly #required: RequiredRights;
  readonly #shownContents = new ShownContents();

  constructor(store: AccountStore, rights: GrantedRights, subscriptions: Subscriptions) {
    this.accountId = store.accountId;
    this.#store = store;
    this.#rights = rights;
    this.#subscriptions = subscriptions;
    this.#required = new RequiredRights(store, rights);
  }

  async listFolders(): Promise<readonly FolderSummary[]> {
    const visible: FolderSummary[] = [];
    const { own, prefix } = this.#subscriptions;
    const subscribed = new Set(await own.subscribedNames());
    for (const folder of await this.#store.listFolders()) {
      const rights = await this.#rights.in(folder.folderId);
      if (!rights.has('l')) continue;
      visible.push({ ...this.#seenWith(folder, rights), subscribed: subscribed.has(prefix + folder.name) });
    }
    const parents = new Set(visible.flatMap(({ name }) => parentNames(name)));
    return visible.map((folder) => ({ ...folder, hasChildren: parents.has(folder.name) }));
  }

  async folder(name: string, wanted?: 'place'): Promise<FolderSummary> {
    const { folder, rights } = await this.#required.byName(name, wanted);
    return this.#seenWith(folder, rights);
  }

  async folderStatus(folderId: number): Promise<FolderStatus> {
    await this.#required.require(folderId, 'r');
    return await this.#store.folderStatus(folderId);
  }

  async createFolder(name: string, options?: { readonly specialUse?: SpecialUse }): Promise<FolderSummary> {
    const above = await this.#required.requireParent(name);
    if (options?.specialUse !== undefined && above.size < everyRight.length)
      throw refused('give a folder a special use', 'a');
    const { folderId } = await this.#store.createFolder(name, options);
    return this.#seenWith(await this.#store.folder(name), await this.#rights.in(folderId));
  }

  async renameFolder(from: string, to: string): Promise<void> {
    await this.#required.requireByName(from, 'x');
    await this.#required.requireParent(to);
    await this.#store.renameFolder(from, to);
  }

  async deleteFolder(name: string): Promise<void> {
    await this.#required.requireByName(name, 'x');
    await this.#store.deleteFolder(name);
  }

  // Subscriptions are each user's own, in his own mailbox.
  async setSubscribed(name: string, subscribed: boolean): Promise<void> {
    const { own, prefix } = this.#subscriptions;
    await this.#required.requireByName(name, 'l');
    await own.setSubscribed(prefix + name, subscribed);
  }

  async subscribedNames(): Promise<readonly string[]> {
    const { own, prefix } = this.#subscriptions;
    return (await own.subscribedNames())
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  }

  async setSpecialUse(folderId: number, specialUse: SpecialUse | null): Promise<void> {
    await this.#required.requireAll(folderId);
    await this.#store.setSpecialUse(folderId, specialUse);
  }

  async setSortOrder(folderId: number, sortOrder: number): Promise<void> {
    await this.#required.requireAll(folderId);
    await this.#store.setSortOrder(folderId, sortOrder);
  }

  async openFolder(folderId: number, options: { readonly claimRecent: boolean }): Promise<FolderSnapshot> {
    const rights = await this.#required.require(folderId, 'r');
    return await this.#store.openFolder(folderId, { claimRecent: options.claimRecent && rights.has('s') });
  }

  async changesSince(folderId: number, modSeq: number): ReturnType<AccountStore['changesSince']> {
    await this.#required.require(folderId, 'r');
    return await this.#store.changesSince(folderId, modSeq);
  }

  async expungedSince(folderId: number, modSeq: number, within?: UidSet): Promise<UidSet> {
    await this.#required.require(folderId, 'r');
    return await this.#store.expungedSince(folderId, modSeq, within);
  }

  async claimRecent(folderId: number): ReturnType<AccountStore['claimRecent']> {
    await this.#required.require(folderId, 'r');
    return await this.#store.claimRecent(folderId);
  }

  async *messages(
    folderId: number,
    uids: UidSet,
    columns: MessageColumns,
  ): AsyncGenerator<readonly MessageRow[], void, undefined> {
    await this.#required.require(folderId, 'r');
    for await (const page of this.#store.messages(folderId, uids, columns)) {
      for (const { contentId } of page) this.#shownContents.note(contentId, folderId);
      yield page.map((row) =>
        renamedRow(row, { emailId: this.#idHere(row.emailId), threadId: this.#idHere(row.threadId) }),
      );
    }
  }

  async *content(
    contentId: number,
    range?: Parameters<AccountStore['content']>[1],
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const folderId = this.#shownContents.folderOf(contentId);
    // Of a deleted message nobody knows the folder; who has the whole mailbox reads it.
    if (
      folderId === undefined ? (await this.#rights.everywhere()) !== 'all' : !(await this.#rights.in(folderId)).has('r')
    )
      throw missing('with that message');
    yield* this.#store.content(contentId, range);
  }

  async search(folderId: number, uids: UidSet, query: TextQuery): Promise<readonly number[]> {
    await this.#required.require(folderId, 'r');
    return await this.#store.search(folderId, uids, query);
  }

  async searchEach(
    folderId: number,
    uids: UidSet,
    queries: readonly TextQuery[],
  ): Promise<readonly (readonly number[])[]> {
    await this.#required.require(folderId, 'r');
    return await this.#store.searchEach(folderId, uids, queries);
  }

  /** The owner's store does it; nobody who is let in has to. */
  async indexTexts(): Promise<void> {}

  async beginMessage(options: Parameters<AccountStore['beginMessage']>[0] = {}): Promise<IncomingMessage> {
    if (options.folderId === undefined) throw new TypeError("a message for somebody else's mailbox names its folder");
    await this.#required.require(options.folderId, 'i');
    return await this.#store.beginMessage(options);
  }

  async append(folderId: number, messages: readonly MessageToAppend[]): ReturnType<AccountStore['append']> {
    const mask = flagMaskOf(await this.#required.require(folderId, 'i'));
    return await this.#store.append(
      folderId,
      messages.map((message) => ({ ...message, flags: masked(message.flags, mask) })),
    );
  }

  /** RFC 8508 §4.1: what STORE and EXPUNGE need here, and APPEND there. */
  async replace(
    replaced: MessagePlace,
    folderId: number,
    message: MessageToAppend,
  ): ReturnType<AccountStore['replace']> {
    await this.#required.requireRemoval(replaced.folderId);
    const mask = flagMaskOf(await this.#required.require(folderId, 'i'));
    return await this.#store.replace(replaced, folderId, { ...message, flags: masked(message.flags, mask) });
  }

  async storeFlags(folderId: number, request: StoreFlagsRequest): Promise<StoreFlagsResult> {
    const rights = await this.#required.require(folderId, 'r');
    if (!mayChangeAny(request, rights)) {
      throw new MailError(
        'no-permission',
        'You may change none of these flags here: \\Seen needs the right s, \\Deleted t, and all others w (RFC 4314, section 4).',
      );
    }
    return await this.#store.storeFlags(folderId, { ...request, only: flagMaskOf(rights) });
  }

  async copy(folderId: number, uids: UidSet, targetFolderId: number, whenGone?: WhenGone): Promise<CopyResult> {
    await this.#required.require(folderId, 'r');
    const rights = await this.#required.require(targetFolderId, 'i');
    // A copy takes its flags along; where he may not set them all, they are given one by one.
    if (!rights.has('s') || !rights.has('t') || !rights.has('w'))
      return await copyByReading(
        { store: this, folderId },
        uids,
        { store: this, folderId: targetFolderId },
        { whenGone },
      );
    return await this.#store.copy(folderId, uids, targetFolderId, whenGone);
  }

  async move(folderId: number, uids: UidSet, targetFolderId: number, whenGone?: WhenGone): Promise<CopyResult> {
    await this.#required.requireRemoval(folderId);
    const rights = await this.#required.require(targetFolderId, 'i');
    if (rights.has('s') && rights.has('t') && rights.has('w'))
      return await this.#store.move(folderId, uids, targetFolderId, whenGone);
    return await copyByReading(
      { store: this, folderId },
      uids,
      { store: this, folderId: targetFolderId },
      { then: 'move', whenGone },
    );
  }

  async expunge(folderId: number, uids: UidSet, options: ExpungeOptions): ReturnType<AccountStore['expunge']> {
    if (options.onlyDeleted) await this.#required.require(folderId, 'e');
    else await this.#required.requireRemoval(folderId);
    return await this.#store.expunge(folderId, uids, options);
  }

  async annotations(folderId: number | null, user: string): Promise<Annotations> {
    if (folderId === null) return new Map();
    await this.#required.require(folderId, 'r');
    return await this.#store.annotations(folderId, user);
  }

  async folderAnnotations(entries: readonly string[] | 'all', user: string): Promise<ReadonlyMap<number, Annotations>> {
    const readable = new Map<number, Annotations>();
    for (const [folderId, annotations] of await this.#store.folderAnnotations(entries, user))
      if ((await this.#rights.in(folderId)).has('r')) readable.set(folderId, annotations);
    return readable;
  }

  // RFC 5464 §3.3: one's own annotations need only be about something that one may read, shared ones need `w`.
  async annotate(folderId: number | null, changes: AnnotationChanges, user: string): Promise<'written' | 'too-many'> {
    if (folderId === null) throw refused('annotate it', 'w');
    const isShared = [...changes.keys()].some((entry) => !entry.startsWith('/private'));
    await this.#required.require(folderId, 'r');
    if (isShared) await this.#required.require(folderId, 'w');
    return await this.#store.annotate(folderId, changes, user);
  }

  async folderRights(folderId: number): Promise<FolderRights> {
    await this.#required.require(folderId, 'a');
    return await this.#store.folderRights(folderId);
  }

  everyFolderRights(): Promise<ReadonlyMap<number, FolderRights>> {
    return Promise.reject(refused("read every folder's list", 'a'));
  }

  async setFolderRights(folderId: number, grantee: string, rights: Rights | null): Promise<void> {
    await this.#required.require(folderId, 'a');
    await this.#store.setFolderRights(folderId, grantee, rights);
  }

  // What was deleted was in any folder, so it is for those who have the whole mailbox (FullAccess).
  async recoverableItems(
    ...given: Parameters<AccountStore['recoverableItems']>
  ): ReturnType<AccountStore['recoverableItems']> {
    await this.#requireWhole('see what was deleted from it', 'r');
    return await this.#store.recoverableItems(...given);
  }

  async recoverItems(...given: Parameters<AccountStore['recoverItems']>): ReturnType<AccountStore['recoverItems']> {
    await this.#requireWhole('recover what was deleted from it', 'i');
    return await this.#store.recoverItems(...given);
  }

  async purgeItems(itemIds: readonly string[]): ReturnType<AccountStore['purgeItems']> {
    await this.#requireWhole('purge what was deleted from it', 'e');
    return await this.#store.purgeItems(itemIds);
  }

  async recoverableUsage(): ReturnType<AccountStore['recoverableUsage']> {
    await this.#requireWhole('see what was deleted from it', 'r');
    return await this.#store.recoverableUsage();
  }

  async #requireWhole(deed: string, right: Right): Promise<void> {
    if ((await this.#rights.everywhere()) !== 'all') throw refused(deed, right);
  }

  /** For those who may put something into it: how much room there is. The others would learn how full all of it is. */
  async quota(): ReturnType<AccountStore['quota']> {
    const rights = await this.#rights.everywhere();
    if (rights === 'all' || [...rights.values()].some((granted) => granted.has('i'))) return await this.#store.quota();
    throw refused('see how full it is', 'i');
  }

  setQuota(): Promise<void> {
    return Promise.reject(refused('set its quota', 'a'));
  }

  onChange(listener: Parameters<AccountStore['onChange']>[0]): () => void {
    const { own } = this.#subscriptions;
    const stops = [
      this.#store.onChange(listener),
      // What he subscribed to is in his own list of folders.
      own.onChange((change) => {
        if (change.folderId === null) listener({ ...change, accountId: this.accountId });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #idHere(id: string): string {
    return `${id}-${this.accountId}`;
  }

  #seenWith(folder: FolderSummary, rights: Rights): FolderSummary {
    const status = rights.has('r') ? folder.status : unknownStatus;
    return { ...folder, mailboxId: this.#idHere(folder.mailboxId), status, subscribed: false, rights };
  }
}

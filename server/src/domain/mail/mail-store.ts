import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ChangeSignal } from '../../storage/change-signal.ts';
import { readContent } from '../../storage/content-store.ts';
import { accountSchemaScope, migrate } from '../../storage/migrations.ts';
import type { SqlEngine } from '../../storage/sql-engine.ts';
import { readAnnotations, readFolderAnnotations, writeAnnotations } from './annotations.ts';
import { type AccountContext, passAsMailError, RefusingScope } from './account-context.ts';
import type { DeliveryMailStore, DeliveryStore, FolderChanges, MessageToAppend } from './account-store.ts';
import { type AppendedMessages, type AppendOptions, appendMessages, type KnownMessage } from './append-message.ts';
import { copyMessages } from './copy-messages.ts';
import { createFolder } from './create-folder.ts';
import { ensureMailbox } from './default-folders.ts';
import { deleteFolder } from './delete-folder.ts';
import { expungeMessages } from './expunge-messages.ts';
import { changesSince, expungedSince } from './folder-changes.ts';
import { loadFolder, statusOf } from './folder-draft.ts';
import { setSortOrder, setSpecialUse, setSubscribed } from './folder-marks.ts';
import { everyFolderRights, folderRights, setFolderRights } from './folder-rights.ts';
import { SpoolingMessage, StagedContents } from './incoming-message.ts';
import { KnownFolders } from './known-folders.ts';
import { KnownStatuses } from './known-statuses.ts';
import { subscribedNames } from './list-folders.ts';
import { letGoOfDeleted } from './let-go-of-deleted.ts';
import { listRecoverable, recoverableUsage } from './list-recoverable.ts';
import { MailError } from './mail-error.ts';
import { requireMailboxState, requireRoom, seemsToHaveRoom } from './mailbox-state.ts';
import { MessageSignatures } from './message-signatures.ts';
import { moveMessages } from './move-messages.ts';
import { claimRecentMessages, openFolder } from './open-folder.ts';
import { PackWhenQuiet } from './pack-when-quiet.ts';
import { passOverNumbers } from './pass-over-numbers.ts';
import { quotaUsage, recountQuota, setQuota } from './quota.ts';
import { readMessages } from './read-messages.ts';
import { recentInThread } from './recent-in-thread.ts';
import { purgeItems } from './purge-items.ts';
import { keepsNothing, type RetentionTerms } from './recoverable-items.ts';
import { recoverItems } from './recover-items.ts';
import { renameFolder } from './rename-folder.ts';
import { mailMigrations } from './schema.ts';
import { SearchIndex } from './search-index.ts';
import { searchTexts } from './search-text.ts';
import { serverAnnotationMigrations, serverAnnotations } from './server-annotations.ts';
import { SharedReads } from './shared-reads.ts';
import { stageTogether } from './staged-contents.ts';
import { storeFlags } from './store-flags.ts';
import { defaultStoreLimits, type StoreLimits } from './store-limits.ts';
import { sweepUnusedContents } from './unused-contents.ts';
import { verifyAccount } from './verify-account.ts';

export interface MailStoreOptions {
  readonly engine: SqlEngine;
  readonly changes: ChangeSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<StoreLimits>;
  /** Most bytes of an account that has no limit of its own (`setQuota`), asked each time; absent: unlimited. */
  readonly usualSizeLimit?: (accountId: string) => number | null;
  /** What becomes of an account's deleted messages, asked each time; absent: nothing is kept. */
  readonly retention?: (accountId: string) => RetentionTerms;
}

/** A store that can be mended too. */
export interface RepairableMailStore extends DeliveryMailStore {
  /** Counts anew what an account holds, when `verify` found its numbers wrong. */
  recountQuota(accountId: string): Promise<void>;
  /** After the account was put back from a backup: nothing that was given since then is given again (pass-over-numbers.ts). */
  passOverNumbers(accountId: string): Promise<void>;
  /** Lets go of deleted messages whose time is over, a little at a time; to be called by the clock. */
  letGoOfDeleted(accountId: string): Promise<void>;
  /** Gives up what is being indexed, for a server that stops: the next start goes on. To be called before the engine is closed. */
  endIndexing(): Promise<void>;
}

/** All accounts' mail over a storage engine, which stays the caller's to close. */
export function openMailStore(options: MailStoreOptions): RepairableMailStore {
  const { engine } = options;
  const limits = { ...defaultStoreLimits, ...options.limits };
  const signatures = new MessageSignatures(options.clock, options.log, limits.maxIndexMegabytes);
  const opened = new Map<string, Promise<{ readonly context: AccountContext; readonly store: DeliveryStore }>>();

  const contextOf = (accountId: string): AccountContext => {
    const log = options.log.with({ account: accountId });
    const scope = new RefusingScope(engine.account(accountId), log);
    const isAlone = !engine.differences.sharedAccountTables;
    return {
      accountId,
      scope,
      statuses: new KnownStatuses(scope, isAlone),
      differences: engine.differences,
      changes: options.changes,
      clock: options.clock,
      log,
      limits,
      usualSizeLimit: () => options.usualSizeLimit?.(accountId) ?? null,
      retention: () => options.retention?.(accountId) ?? keepsNothing,
    };
  };

  const prepare = async (accountId: string): Promise<AccountContext> => {
    const context = contextOf(accountId);
    const scope = accountSchemaScope(engine, accountId);
    await migrate(scope, engine.differences, 'mail', mailMigrations).catch((error: unknown) =>
      passAsMailError(error, context.log),
    );
    return context;
  };

  const open = async (accountId: string): Promise<{ context: AccountContext; store: DeliveryStore }> => {
    const context = await prepare(accountId);
    await ensureMailbox(context);
    // On files that only this process has, whatever is staged was left by one that died.
    await sweepUnusedContents(context, { alsoStaged: !engine.differences.sharedAccountTables });
    return { context, store: accountStore(context, signatures) };
  };

  let serverTables: Promise<void> | undefined;
  const makeServerTables = (): Promise<void> => {
    serverTables ??= migrate(engine.system, engine.differences, 'server-annotations', serverAnnotationMigrations);
    // What could not be made is tried anew.
    serverTables.catch(() => (serverTables = undefined));
    return serverTables;
  };

  /** Of an account that sessions may have open: what they keep in memory has to hear of a write. */
  const mending = async (accountId: string): Promise<AccountContext> => {
    const key = accountId.toLowerCase();
    return (await opened.get(key)?.catch(() => undefined))?.context ?? (await prepare(key));
  };

  return {
    serverAnnotations: serverAnnotations(engine.system, makeServerTables, options.changes),
    async account(accountId) {
      const key = accountId.toLowerCase();
      let account = opened.get(key);
      if (account === undefined) {
        account = open(key);
        opened.set(key, account);
        // One that could not be opened is tried anew.
        account.catch(() => opened.delete(key));
      }
      return (await account).store;
    },
    async deleteAccount(accountId) {
      const key = accountId.toLowerCase();
      (await opened.get(key)?.catch(() => undefined))?.context.scope.shut();
      opened.delete(key);
      await engine.dropAccount(key);
      options.changes.publish({ accountId: key, folderId: null, modSeq: 0 });
    },
    recountQuota: async (accountId) => await recountQuota(await mending(accountId)),
    passOverNumbers: async (accountId) => await passOverNumbers(await mending(accountId)),
    async *verify(accountId) {
      yield* verifyAccount(await prepare(accountId.toLowerCase()));
    },
    letGoOfDeleted: async (accountId) => await letGoOfDeleted(await mending(accountId)),
    endIndexing: () => signatures.end(),
  };
}

function accountStore(context: AccountContext, signatures: MessageSignatures): DeliveryStore {
  const staged = new StagedContents();
  const index = new SearchIndex(context, signatures);
  const packer = new PackWhenQuiet(context);
  const changes = new SharedReads<FolderChanges>();
  const folders = new KnownFolders(context);
  // Before any session: those that are told of a change must not be given a reading from before it.
  context.changes.subscribe(context.accountId, ({ folderId }) => {
    changes.outdate();
    if (folderId === null) folders.forget();
  });
  // What a process before this one did not come to.
  index.note();
  const { scope } = context;
  const append = async (
    folderId: number,
    messages: readonly MessageToAppend[],
    options: AppendOptions,
  ): ReturnType<typeof appendMessages> => {
    const appended = await appendMessages(context, staged, folderId, messages, options);
    if (appended === null || 'knownIn' in appended) return appended;
    index.note();
    packer.note(folderId, appended.uids);
    return appended;
  };
  return {
    accountId: context.accountId,

    listFolders: () => folders.list(),
    folder: (name, wanted) => (wanted === 'place' ? folders.place(name) : folders.now(name)),
    folderStatus: (folderId) => scope.read(async (reader) => statusOf(await loadFolder(reader, folderId))),
    createFolder: (name, options) => createFolder(context, name, options),
    renameFolder: (from, to) => renameFolder(context, from, to),
    deleteFolder: (name) => deleteFolder(context, name),
    setSubscribed: (name, subscribed) => setSubscribed(context, name, subscribed),
    subscribedNames: () => scope.read(subscribedNames),
    setSpecialUse: (folderId, specialUse) => setSpecialUse(context, folderId, specialUse),
    setSortOrder: (folderId, sortOrder) => setSortOrder(context, folderId, sortOrder),

    openFolder: (folderId, options) => openFolder(context, folderId, options),
    changesSince: (folderId, modSeq) =>
      changes.read(`${folderId} ${modSeq}`, () => changesSince(context, folderId, modSeq)),
    expungedSince: (folderId, modSeq, within) => expungedSince(context, folderId, modSeq, within),
    claimRecent: (folderId) => claimRecentMessages(context, folderId),

    messages: (folderId, uids, columns) => readMessages(context, folderId, uids, columns),
    content: (contentId, range) => readContent(scope, contentId, range),
    search: async (folderId, uids, query) => (await searchTexts(context, folderId, uids, [query]))[0] ?? [],
    searchEach: (folderId, uids, queries) => searchTexts(context, folderId, uids, queries),
    indexTexts: () => index.catchUp(),

    async beginMessage(options = {}) {
      const maxBytes = Math.min(options.maxBytes ?? context.limits.maxMessageBytes, context.limits.maxMessageBytes);
      const sizeBytes = options.sizeBytes ?? 0;
      if (sizeBytes > maxBytes)
        throw new MailError(
          'message-too-large',
          `A message here has at most ${maxBytes} bytes; this one has ${sizeBytes}.`,
        );
      // Of an unknown size nothing can be said yet; `append` asks in any case.
      const moreBytes = sizeBytes - (options.freesBytes ?? 0);
      if (moreBytes > 0 && !seemsToHaveRoom(context, moreBytes))
        await scope.read(async (reader) => requireRoom(context, await requireMailboxState(reader), moreBytes));
      const { together } = options;
      if (together !== undefined) await stageTogether(context, staged, together);
      return new SpoolingMessage(context, staged, { maxBytes, together });
    },
    append: async (folderId, messages) => nonNull(await append(folderId, messages, {})),
    replace: async (replaced, folderId, message) => nonNull(await append(folderId, [message], { replaced })),
    deliver: async (folderId, message, { isSecondCopy, ...terms }) => {
      let appended = await append(folderId, [message], { ...terms, unlessKnown: isSecondCopy !== undefined });
      if (appended !== null && 'knownIn' in appended) {
        const recent = await recentInThread(context, appended.knownIn, message.message.sizeBytes);
        if (recent.length > 0 && (await isSecondCopy?.(recent)) === true) return 'second-copy';
        appended = await append(folderId, [message], terms);
      }
      return appended === null ? 'done-before' : (nonNull(appended).contentIds[0] as number);
    },
    storeFlags: (folderId, request) => storeFlags(context, folderId, request),
    copy: (folderId, uids, targetFolderId, whenGone) => copyMessages(context, folderId, uids, targetFolderId, whenGone),
    move: (folderId, uids, targetFolderId, whenGone) => moveMessages(context, folderId, uids, targetFolderId, whenGone),
    expunge: (folderId, uids, options) => expungeMessages(context, folderId, uids, options),

    annotations: (folderId, user) => readAnnotations(context, folderId, user),
    folderAnnotations: (entries, user) => readFolderAnnotations(context, entries, user),
    annotate: (folderId, changes, user) => writeAnnotations(context, folderId, changes, user),
    folderRights: (folderId) => folderRights(context, folderId),
    everyFolderRights: () => everyFolderRights(context),
    setFolderRights: (folderId, grantee, rights) => setFolderRights(context, folderId, grantee, rights),

    recoverableItems: (filter, page) => listRecoverable(context, filter, page),
    recoverItems: (itemIds, options) => recoverItems(context, itemIds, options),
    purgeItems: (itemIds) => purgeItems(context, itemIds),
    recoverableUsage: () => recoverableUsage(context),

    quota: () => quotaUsage(context),
    setQuota: (sizeLimitBytes) => setQuota(context, sizeLimitBytes),

    onChange: (listener) => context.changes.subscribe(context.accountId, listener),
  };
}

function nonNull(appended: AppendedMessages | KnownMessage | null): AppendedMessages {
  if (appended === null || 'knownIn' in appended) throw new Error('only a delivery may have been done before');
  return appended;
}

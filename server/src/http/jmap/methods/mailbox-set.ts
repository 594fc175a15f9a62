import { randomUUID } from 'node:crypto';
import type { SpecialUse } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { booleanArgument } from '../core/arguments.ts';
import { mailLimits } from '../core/limits.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { checkPatch, type Patch, withoutServerSet } from '../core/patch.ts';
import type { AccountIndex } from '../mail/account-index.ts';
import type { IndexedFolder } from '../mail/indexed-folder.ts';
import { lastLevel, mailboxObject, mailboxProperties, mailboxRoles, parentOf } from '../mail/mailbox-object.ts';
import { readSet, resolveId, SetOutcome, type SetRequest, setErrorOf } from './set-answer.ts';

const settable = new Set(['name', 'parentId', 'role', 'sortOrder', 'isSubscribed']);
/** RFC 8621 §2. */
const serverSet = new Set(['id', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights']);

/** RFC 8621 §2.5. */
export const mailboxSet: Method = {
  name: 'Mailbox/set',
  capability: capabilities.mail,
  run: async (args, context) => {
    const { index } = context;
    const oldState = index.state('Mailbox');
    const { create, update, destroy } = readSet(args, context, oldState);
    const withEmails = booleanArgument(args, 'onDestroyRemoveEmails');
    const outcome = new SetOutcome();
    const changes = new ChangesOfCall(context);
    const pending = { create: parentsFirst(create), update, destroy, withEmails };
    // RFC 8620 §5.3: what is there at the end is to be valid. A name, a role or a parent may be free only once another change is
    // made, so what cannot be done is tried again for as long as something else could.
    for (let round = 1; (await doAll(pending, changes, outcome)) && round < mostRounds; round += 1) {
      pending.create = pending.create.filter(([id]) => outcome.notCreated[id] !== undefined);
      const { notUpdated, notDestroyed, destroyed } = outcome;
      pending.update = () =>
        Object.fromEntries(
          Object.entries(update()).filter(([id]) => notUpdated[id] !== undefined && !destroyed.includes(id)),
        );
      pending.destroy = () => destroy().filter((id) => notDestroyed[id] !== undefined && !destroyed.includes(id));
    }
    return outcome.answer(context.accountId, oldState, index.state('Mailbox'));
  },
};

/** A chain of a thousand names in the worst order would be tried half a million times. */
const mostRounds = 50;

/** Creates, updates and destroys what is pending, in this order. Whether some could be done, and others could not. */
async function doAll(
  pending: {
    readonly create: readonly (readonly [creationId: string, mailbox: Record<string, unknown>])[];
    readonly update: SetRequest['update'];
    readonly destroy: SetRequest['destroy'];
    readonly withEmails: boolean;
  },
  changes: ChangesOfCall,
  outcome: SetOutcome,
): Promise<boolean> {
  const { context } = changes;
  const { index } = context;
  let [done, failed] = [0, 0];
  const made: string[] = [];
  for (const [creationId, mailbox] of pending.create) {
    try {
      context.createdIds.set(creationId, await createMailbox(mailbox, changes));
      made.push(creationId);
      delete outcome.notCreated[creationId];
    } catch (cause) {
      outcome.notCreated[creationId] = setErrorOf(cause);
      failed += 1;
    }
  }
  await changes.show();
  for (const creationId of made) {
    const folder = index.folders.get(context.createdIds.get(creationId) ?? '');
    if (folder !== undefined) outcome.created[creationId] = mailboxObject(folder, index, mailboxProperties);
  }
  const patches = pending.update();
  await updateAll(patches, changes, outcome);
  await changes.show();
  for (const id of Object.keys(patches)) {
    if (outcome.notUpdated[id] !== undefined) {
      failed += 1;
      continue;
    }
    done += 1;
  }
  for (const id of pending.destroy()) {
    try {
      await destroyMailbox(id, pending.withEmails, changes);
      outcome.destroyed.push(id);
      delete outcome.notDestroyed[id];
      done += 1;
    } catch (cause) {
      outcome.notDestroyed[id] = setErrorOf(cause);
      failed += 1;
    }
  }
  await changes.show();
  return done + made.length > 0 && failed > 0;
}

/**
 * What this call has changed and the index does not show yet. To look at all folders anew after each change costs their number
 * squared: 500 changes of a mailbox of 1,000 folders took seconds. So it is looked when a change could be mistaken about another.
 */
class ChangesOfCall {
  readonly context: MethodContext;
  /** Of folders that are named anew or are new. */
  readonly #names = new Map<string, string>();
  readonly #withNewChildren = new Set<string>();
  /** The last levels of the names of those that have stepped aside. */
  readonly #asideFrom = new Map<string, string>();
  #areShown = true;

  constructor(context: MethodContext) {
    this.context = context;
  }

  async show(): Promise<void> {
    if (this.#areShown) return;
    await this.context.index.sync();
    this.#areShown = true;
    this.#names.clear();
    this.#withNewChildren.clear();
  }

  /** The folder as it is now. */
  async folder(id: string): Promise<IndexedFolder> {
    if (this.#names.has(id)) await this.show();
    const folder = this.context.index.folders.get(id);
    if (folder === undefined) throw new SetRefusal({ type: 'notFound' });
    return folder;
  }

  /** Has one below it, or may have since. */
  hasChildren({ summary }: IndexedFolder): boolean {
    return summary.hasChildren || this.#withNewChildren.has(summary.mailboxId);
  }

  /** The name of the folder above, or null for none. */
  nameOf(parentId: string): string | undefined {
    return this.#names.get(parentId) ?? this.context.index.folders.get(parentId)?.summary.name;
  }

  named(id: string, name: string, parentId: string | null): void {
    this.#areShown = false;
    this.#names.set(id, name);
    if (parentId !== null) this.#withNewChildren.add(parentId);
  }

  /** Nothing that is said of other folders. */
  changed(): void {
    this.#areShown = false;
  }

  /** The folder that has the name now. */
  async holderOf(name: string): Promise<string | undefined> {
    await this.show();
    for (const [id, { summary }] of this.context.index.folders) if (summary.name === name) return id;
    return undefined;
  }

  /** Gives up its name for a while, to another that gives it its own. */
  async stepAside(id: string): Promise<void> {
    const { summary } = await this.folder(id);
    this.#asideFrom.set(id, lastLevel(summary.name));
    await this.#rename(summary.name, `${summary.name.slice(0, summary.name.lastIndexOf('/') + 1)}${randomUUID()}`);
  }

  /** The name that it has, or had before it stepped aside. */
  lastLevelOf(id: string, name: string): string {
    return this.#asideFrom.get(id) ?? lastLevel(name);
  }

  /** When nothing has become of the name that it stepped aside for. */
  async stepBack(id: string): Promise<void> {
    const own = this.#asideFrom.get(id);
    const name = this.context.index.folders.get(id)?.summary.name;
    if (own === undefined || name === undefined) return;
    this.#asideFrom.delete(id);
    await this.#rename(name, `${name.slice(0, name.lastIndexOf('/') + 1)}${own}`);
  }

  async #rename(from: string, to: string): Promise<void> {
    await this.context.index.account.renameFolder(from, to);
    this.changed();
    await this.show();
  }
}

/** RFC 8620 §5.3: whatever the order in which they are named, one is made before those that are put into it. */
function parentsFirst(create: SetRequest['create']): [creationId: string, mailbox: Record<string, unknown>][] {
  const ordered = new Map<string, Record<string, unknown>>();
  for (const name of Object.keys(create)) {
    const below: [string, Record<string, unknown>][] = [];
    const seen = new Set<string>();
    // Of a ring of them each would have to be first: its members find that there is no such parent.
    for (let id = name; Object.hasOwn(create, id) && !ordered.has(id) && !seen.has(id); ) {
      const mailbox = create[id] as Record<string, unknown>;
      below.push([id, mailbox]);
      seen.add(id);
      if (typeof mailbox.parentId !== 'string' || !mailbox.parentId.startsWith('#')) break;
      id = mailbox.parentId.slice(1);
    }
    for (const [id, mailbox] of below.reverse()) ordered.set(id, mailbox);
  }
  return [...ordered];
}

async function createMailbox(mailbox: Readonly<Record<string, unknown>>, changes: ChangesOfCall): Promise<string> {
  checkProperties(mailbox);
  const parentId = parentIn(mailbox.parentId ?? null, changes);
  const name = pathOf(nameIn(mailbox.name), parentId, changes);
  const { account } = changes.context.index;
  const role = typeof mailbox.role === 'string' ? (mailbox.role as SpecialUse) : null;
  const folder = await account.createFolder(name, role === null ? {} : { specialUse: role }).catch(asRoleTaken);
  changes.named(folder.mailboxId, name, parentId);
  if (mailbox.isSubscribed !== false) await account.setSubscribed(name, true);
  if (typeof mailbox.sortOrder === 'number') await account.setSortOrder(folder.folderId, mailbox.sortOrder);
  return folder.mailboxId;
}

/** RFC 8621 §2: an account has one Mailbox of a role. */
function asRoleTaken(cause: unknown): never {
  if (!(cause instanceof MailError) || cause.code !== 'conflict') throw cause;
  throw invalidProperties(['role'], cause.message);
}

/**
 * One after the other as they are named, but one whose name another has after that other: two may exchange their names, as
 * what is there at the end is valid (RFC 8620 §5.3).
 */
async function updateAll(
  patches: Readonly<Record<string, Patch>>,
  changes: ChangesOfCall,
  outcome: SetOutcome,
): Promise<void> {
  const pending = new Set(Object.keys(patches));
  const underWay = new Set<string>();
  const updateOne = async (id: string): Promise<void> => {
    const patch = patches[id] ?? {};
    pending.delete(id);
    underWay.add(id);
    try {
      await updateMailbox(id, patch, changes).catch(async (cause: unknown) => {
        if (!(cause instanceof MailError) || cause.code !== 'folder-exists') throw cause;
        const holder = await changes.holderOf(wantedName(await changes.folder(id), patch, changes));
        if (holder !== undefined && pending.has(holder)) await updateOne(holder);
        else if (holder !== undefined && holder !== id && underWay.has(holder)) await changes.stepAside(holder);
        else throw cause;
        await updateMailbox(id, patch, changes);
      });
      outcome.updated[id] = null;
      delete outcome.notUpdated[id];
    } catch (cause) {
      outcome.notUpdated[id] = setErrorOf(cause);
      await changes.stepBack(id);
    } finally {
      underWay.delete(id);
    }
  };
  for (const id of Object.keys(patches)) if (pending.has(id)) await updateOne(id);
}

/** The whole name that the patch gives the folder. */
function wantedName({ summary }: IndexedFolder, patch: Patch, changes: ChangesOfCall): string {
  if (patch.name === undefined && patch.parentId === undefined) return summary.name;
  const parentId = parentIdOf(summary, patch, changes);
  const last = patch.name === undefined ? changes.lastLevelOf(summary.mailboxId, summary.name) : nameIn(patch.name);
  // A folder that is shared without the one above it stays where it is.
  return parentId === null && patch.parentId === undefined
    ? `${summary.name.slice(0, summary.name.lastIndexOf('/') + 1)}${last}`
    : pathOf(last, parentId, changes);
}

function parentIdOf(summary: IndexedFolder['summary'], patch: Patch, changes: ChangesOfCall): string | null {
  if (patch.parentId !== undefined) return parentIn(patch.parentId, changes);
  return parentOf(summary, changes.context.index)?.summary.mailboxId ?? null;
}

async function updateMailbox(id: string, asked: Patch, changes: ChangesOfCall): Promise<void> {
  const { index } = changes.context;
  const folder = await changes.folder(id);
  checkPatch(asked);
  for (const path of Object.keys(asked)) {
    // No property but the rights has anything in it.
    if (path.includes('/') && !path.startsWith('myRights/')) {
      throw new SetRefusal({ type: 'invalidPatch', description: `${path} reaches into what is not there.` });
    }
  }
  const isServerSet = (name: string): boolean => serverSet.has(name);
  const patch = withDefaults(withoutServerSet(asked, isServerSet, mailboxObject(folder, index, Object.keys(asked))));
  checkProperties(patch);
  const { summary } = folder;
  const name = wantedName(folder, patch, changes);
  if (name !== summary.name) {
    if (name.startsWith(`${summary.name}/`)) {
      throw invalidProperties(['parentId'], 'A mailbox cannot be put into itself.');
    }
    if (summary.specialUse === 'inbox') {
      throw new SetRefusal({ type: 'forbidden', description: 'The inbox keeps its name.' });
    }
    await index.account.renameFolder(summary.name, name);
    changes.named(id, name, parentIdOf(summary, patch, changes));
    // Those below have other names too.
    if (changes.hasChildren(folder)) await changes.show();
  }
  if (patch.role !== undefined && patch.role !== summary.specialUse) {
    await index.account.setSpecialUse(summary.folderId, patch.role as SpecialUse | null);
    changes.changed();
    // Another may have had it.
    await changes.show();
  }
  if (typeof patch.sortOrder === 'number' && patch.sortOrder !== summary.sortOrder) {
    await index.account.setSortOrder(summary.folderId, patch.sortOrder);
    changes.changed();
  }
  if (typeof patch.isSubscribed === 'boolean') {
    await index.account.setSubscribed(name, patch.isSubscribed);
    changes.changed();
  }
}

async function destroyMailbox(id: string, withEmails: boolean, changes: ChangesOfCall): Promise<void> {
  const { index } = changes.context;
  let folder = await changes.folder(id);
  // Those below may be gone by now, and mail may have come.
  if (folder.summary.hasChildren || (await hasOtherMessages(folder, index))) {
    changes.changed();
    await changes.show();
    folder = await changes.folder(id);
  }
  const { summary } = folder;
  if (summary.hasChildren) {
    throw new SetRefusal({ type: 'mailboxHasChild', description: `${summary.name} has folders in it.` });
  }
  if (summary.specialUse !== null) {
    throw new SetRefusal({ type: 'forbidden', description: `${summary.name} is one of the mailbox's own folders.` });
  }
  if (folder.entries.size > 0) {
    if (!withEmails) {
      throw new SetRefusal({
        type: 'mailboxHasEmail',
        description: `${summary.name} holds ${folder.entries.size} messages.`,
      });
    }
    const uids = uidSetOf([...folder.entries.keys()].sort((a, b) => a - b));
    await index.account.expunge(summary.folderId, uids, { onlyDeleted: false });
  }
  await index.account.deleteFolder(summary.name);
  changes.changed();
}

async function hasOtherMessages(
  { summary, entries, isReadable }: IndexedFolder,
  index: AccountIndex,
): Promise<boolean> {
  return isReadable && (await index.account.folderStatus(summary.folderId)).messages !== entries.size;
}

function checkProperties(mailbox: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(mailbox).filter((name) => !settable.has(name));
  if (unknown.length > 0) throw invalidProperties(unknown, `These cannot be set: ${unknown.join(', ')}.`);
  const { role, sortOrder, isSubscribed } = mailbox;
  const wrong = [
    ...(role === undefined || role === null || mailboxRoles.has(String(role)) ? [] : ['role']),
    ...(sortOrder === undefined || isSortOrder(sortOrder) ? [] : ['sortOrder']),
    ...(isSubscribed === undefined || typeof isSubscribed === 'boolean' ? [] : ['isSubscribed']),
  ];
  if (wrong.length > 0) throw invalidProperties(wrong, `${wrong.join(', ')} of a mailbox cannot be so.`);
}

/** RFC 8620 §5.3: null in a patch is the default value, which only the order has (RFC 8621 §2). */
function withDefaults(patch: Patch): Patch {
  return patch.sortOrder === null ? { ...patch, sortOrder: 0 } : patch;
}

/** RFC 8621 §2. */
function isSortOrder(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;
}

function nameIn(value: unknown): string {
  if (
    typeof value !== 'string' ||
    value.trim() === '' ||
    value.includes('/') ||
    Buffer.byteLength(value) > mailLimits.maxSizeMailboxName
  ) {
    throw invalidProperties(['name'], `A name has 1 to ${mailLimits.maxSizeMailboxName} bytes and no slash.`);
  }
  return value.normalize('NFC');
}

function parentIn(value: unknown, { context }: ChangesOfCall): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? resolveId(value, context) : noParent(value);
}

function pathOf(name: string, parentId: string | null, changes: ChangesOfCall): string {
  if (parentId === null) return name;
  return `${changes.nameOf(parentId) ?? noParent(parentId)}/${name}`;
}

function noParent(value: unknown): never {
  throw invalidProperties(['parentId'], `There is no mailbox ${String(value)}.`);
}

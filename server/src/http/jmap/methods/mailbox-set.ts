import type { SpecialUse } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { booleanArgument } from '../core/arguments.ts';
import { mailLimits } from '../core/limits.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { checkPatch, type Patch, withoutServerSet } from '../core/patch.ts';
import { lastLevel, mailboxObject, mailboxProperties, mailboxRoles, parentOf } from '../mail/mailbox-object.ts';
import { readSet, resolveId, SetOutcome, setErrorOf } from './set-answer.ts';

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
    for (const [creationId, mailbox] of Object.entries(create)) {
      try {
        const id = await createMailbox(mailbox, context);
        context.createdIds.set(creationId, id);
        await index.sync();
        const folder = index.folders.get(id);
        if (folder !== undefined) outcome.created[creationId] = mailboxObject(folder, index, mailboxProperties);
      } catch (cause) {
        outcome.notCreated[creationId] = setErrorOf(cause);
      }
    }
    for (const [id, patch] of Object.entries(update)) {
      try {
        await updateMailbox(id, patch, context);
        await index.sync();
        outcome.updated[id] = keptOrder(id, patch, context);
      } catch (cause) {
        outcome.notUpdated[id] = setErrorOf(cause);
      }
    }
    for (const id of destroy) {
      try {
        await destroyMailbox(id, withEmails, context);
        await index.sync();
        outcome.destroyed.push(id);
      } catch (cause) {
        outcome.notDestroyed[id] = setErrorOf(cause);
      }
    }
    return outcome.answer(context.accountId, oldState, index.state('Mailbox'));
  },
};

async function createMailbox(mailbox: Readonly<Record<string, unknown>>, context: MethodContext): Promise<string> {
  checkProperties(mailbox);
  const parentId = mailbox.parentId ?? null;
  const name = pathOf(nameIn(mailbox.name), parentId, context);
  const { account } = context.index;
  const role = typeof mailbox.role === 'string' ? (mailbox.role as SpecialUse) : null;
  const folder = await account.createFolder(name, role === null ? {} : { specialUse: role });
  if (mailbox.isSubscribed !== false) await account.setSubscribed(name, true);
  return folder.mailboxId;
}

async function updateMailbox(id: string, asked: Patch, context: MethodContext): Promise<void> {
  const { index } = context;
  const folder = index.folders.get(id);
  if (folder === undefined) throw new SetRefusal({ type: 'notFound' });
  checkPatch(asked);
  const isServerSet = (name: string): boolean => serverSet.has(name);
  const patch = withoutServerSet(asked, isServerSet, mailboxObject(folder, index, mailboxProperties));
  checkProperties(patch);
  const { summary } = folder;
  let { name } = summary;
  if (patch.name !== undefined || patch.parentId !== undefined) {
    const parentId =
      patch.parentId === undefined ? (parentOf(summary, index)?.summary.mailboxId ?? null) : patch.parentId;
    const last = patch.name === undefined ? lastLevel(summary.name) : nameIn(patch.name);
    // A folder that is shared without the one above it stays where it is.
    name =
      parentId === null && patch.parentId === undefined
        ? `${summary.name.slice(0, summary.name.lastIndexOf('/') + 1)}${last}`
        : pathOf(last, parentId, context);
    if (`${name}/`.startsWith(`${summary.name}/`) && name !== summary.name) {
      throw invalidProperties(['parentId'], 'A mailbox cannot be put into itself.');
    }
    if (name !== summary.name) {
      if (summary.specialUse === 'inbox')
        throw new SetRefusal({ type: 'forbidden', description: 'The inbox keeps its name.' });
      await index.account.renameFolder(summary.name, name);
    }
  }
  if (patch.role !== undefined && patch.role !== summary.specialUse) {
    await index.account.setSpecialUse(summary.folderId, patch.role as SpecialUse | null);
  }
  if (typeof patch.isSubscribed === 'boolean') await index.account.setSubscribed(name, patch.isSubscribed);
}

/** The order is by role and name, whatever was asked for: RFC 8620 §5.3 has the server say so. */
function keptOrder(id: string, { sortOrder }: Patch, { index }: MethodContext): Record<string, unknown> | null {
  const folder = index.folders.get(id);
  const now = folder === undefined ? undefined : mailboxObject(folder, index, []).sortOrder;
  return sortOrder === undefined || sortOrder === now ? null : { sortOrder: now };
}

async function destroyMailbox(id: string, withEmails: boolean, context: MethodContext): Promise<void> {
  const { index } = context;
  const folder = index.folders.get(id);
  if (folder === undefined) throw new SetRefusal({ type: 'notFound' });
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
}

function checkProperties(mailbox: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(mailbox).filter((name) => !settable.has(name));
  if (unknown.length > 0) throw invalidProperties(unknown, `These cannot be set: ${unknown.join(', ')}.`);
  const { role, sortOrder, isSubscribed } = mailbox;
  const wrong = [
    ...(role === undefined || role === null || mailboxRoles.has(String(role)) ? [] : ['role']),
    ...(sortOrder === undefined || (Number.isSafeInteger(sortOrder) && Number(sortOrder) >= 0) ? [] : ['sortOrder']),
    ...(isSubscribed === undefined || typeof isSubscribed === 'boolean' ? [] : ['isSubscribed']),
  ];
  if (wrong.length > 0) throw invalidProperties(wrong, `${wrong.join(', ')} of a mailbox cannot be so.`);
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

function pathOf(name: string, parentId: unknown, context: MethodContext): string {
  if (parentId === null) return name;
  const parent = typeof parentId === 'string' ? context.index.folders.get(resolveId(parentId, context)) : undefined;
  if (parent === undefined) throw invalidProperties(['parentId'], `There is no mailbox ${String(parentId)}.`);
  return `${parent.summary.name}/${name}`;
}

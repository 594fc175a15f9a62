import { utcDate } from '../mail/header-forms.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { mailLimits } from '../core/limits.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { isRecord } from '../core/arguments.ts';
import { type Patch, withoutServerSet } from '../core/patch.ts';
import type { AccountIndex } from '../mail/account-index.ts';
import type { Entry } from '../mail/entry.ts';
import { addMessage } from '../mail/add-message.ts';
import { messageBlobId } from '../mail/blob-id.ts';
import { composeEmail } from '../mail/compose-email.ts';
import { emailObject, isEmailProperty, needsFacts, plainEmailRequest } from '../mail/email-object.ts';
import { ownIdentities } from '../mail/identities.ts';
import { flagsOf } from '../mail/keywords.ts';
import { loadFacts } from '../mail/message-facts.ts';
import { blobsOf, collectBlob } from '../mail/read-blob.ts';
import {
  destroyEmails,
  folderOf,
  readEmailPatch,
  requireRights,
  tooManyMailboxes,
  trueKeys,
  updateEmails,
} from '../mail/update-emails.ts';
import { readSet, resolveId, SetOutcome, setErrorOf } from './set-answer.ts';

/** RFC 8621 §4.6. */
export const emailSet: Method = {
  name: 'Email/set',
  capability: capabilities.mail,
  run: async (args, context) => {
    const { index } = context;
    const oldState = index.state('Email');
    const { create, update, destroy } = readSet(args, context, oldState);
    const outcome = new SetOutcome();
    for (const [creationId, email] of Object.entries(create)) {
      try {
        const entries = await createEmail(email, context);
        context.createdIds.set(creationId, entries[0].emailId);
        outcome.created[creationId] = createdView(entries);
      } catch (cause) {
        outcome.notCreated[creationId] = setErrorOf(cause);
      }
    }
    const destroyed = destroy();
    await updateAll(update(), new Set(destroyed), context, outcome);
    const leaving: (readonly Entry[])[] = [];
    for (const id of destroyed) {
      try {
        const entries = index.entriesOf(id);
        if (entries.length === 0) throw new SetRefusal({ type: 'notFound' });
        for (const { folderId } of entries) requireRights(folderId, ['t', 'e'], 'remove messages', index);
        leaving.push(entries);
        outcome.destroyed.push(id);
      } catch (cause) {
        outcome.notDestroyed[id] = setErrorOf(cause);
      }
    }
    if (leaving.length > 0) await destroyEmails(index, leaving);
    await index.sync();
    return outcome.answer(context.accountId, oldState, index.state('Email'));
  },
};

/** What the server sets itself on a created Email. */
export function createdView(entries: readonly [Entry, ...Entry[]]): Record<string, unknown> {
  const [entry] = entries;
  return {
    id: entry.emailId,
    blobId: messageBlobId(entry.emailId),
    threadId: entry.threadId,
    size: entry.sizeBytes,
  };
}

async function createEmail(
  email: Readonly<Record<string, unknown>>,
  context: MethodContext,
): Promise<readonly [Entry, ...Entry[]]> {
  const { index, caller } = context;
  const folderIds = mailboxesIn(email, context);
  const flags = flagsOf(trueKeys(email.keywords ?? {}, 'keywords'));
  const [identity] = ownIdentities(caller.mailbox);
  if (identity === undefined) throw new SetRefusal({ type: 'forbidden', description: 'This mailbox has no address.' });
  const read = blobsOf(context, context.uploads);
  const bytes = await composeEmail(email, { name: identity.name, address: identity.email }, async (blobId) => {
    const blob = await read(resolveId(blobId, context));
    const content = blob === null ? null : await collectBlob(blob, mailLimits.maxSizeAttachmentsPerEmail);
    return blob === null || content === null ? null : { type: blob.type, bytes: content };
  });
  return addMessage(index, [bytes], folderIds, flags, receivedAtIn(email));
}

/** @throws SetRefusal when there is none, or one that does not exist. */
export function mailboxesIn(email: Readonly<Record<string, unknown>>, context: MethodContext): readonly number[] {
  if (!isRecord(email.mailboxIds)) throw invalidProperties(['mailboxIds'], 'mailboxIds names at least one mailbox.');
  const ids = trueKeys(email.mailboxIds, 'mailboxIds').map((id) => folderOf(resolveId(id, context), context.index));
  if (ids.length === 0) throw invalidProperties(['mailboxIds'], 'mailboxIds names at least one mailbox.');
  if (ids.length > mailLimits.maxMailboxesPerEmail) throw tooManyMailboxes();
  return ids;
}

export function receivedAtIn(email: Readonly<Record<string, unknown>>): number | null {
  if (email.receivedAt === undefined || email.receivedAt === null) return null;
  const time = typeof email.receivedAt === 'string' ? Date.parse(email.receivedAt) : Number.NaN;
  if (Number.isNaN(time)) throw invalidProperties(['receivedAt'], `receivedAt is a UTC date such as ${utcDate(0)}.`);
  return time;
}

/** RFC 8621 §4: all but keywords and mailboxIds is immutable; sent back as it is, it is no change. */
async function changeable(patch: Patch, entries: readonly Entry[], index: AccountIndex): Promise<Patch> {
  const isFixed = (name: string): boolean => name !== 'keywords' && name !== 'mailboxIds';
  const fixed = Object.keys(patch).filter((path) => isFixed(path.split('/')[0] ?? ''));
  const [entry, ...others] = entries;
  if (fixed.length === 0 || entry === undefined) return patch;
  const known = fixed.filter(isEmailProperty);
  const facts = needsFacts(known) ? ((await loadFacts(index, [entry])).get(entry.emailId) ?? null) : null;
  const request = { ...plainEmailRequest, properties: known };
  return withoutServerSet(patch, isFixed, await emailObject(index, [entry, ...others], facts, request));
}

async function updateAll(
  update: Readonly<Record<string, Record<string, unknown>>>,
  destroyed: ReadonlySet<string>,
  context: MethodContext,
  outcome: SetOutcome,
): Promise<void> {
  const { index } = context;
  const wishes = new Map<string, ReturnType<typeof readEmailPatch>>();
  for (const [id, patch] of Object.entries(update)) {
    try {
      const entries = index.entriesOf(id);
      if (destroyed.has(id)) throw new SetRefusal({ type: 'willDestroy' });
      if (entries.length === 0) throw new SetRefusal({ type: 'notFound' });
      wishes.set(
        id,
        readEmailPatch(await changeable(patch, entries, index), entries, index, (mailboxId) =>
          resolveId(mailboxId, context),
        ),
      );
    } catch (cause) {
      outcome.notUpdated[id] = setErrorOf(cause);
    }
  }
  if (wishes.size === 0) return;
  try {
    await updateEmails(index, [...wishes.values()]);
    for (const id of wishes.keys()) outcome.updated[id] = null;
  } catch (cause) {
    const error = setErrorOf(cause);
    for (const id of wishes.keys()) outcome.notUpdated[id] = error;
  }
}

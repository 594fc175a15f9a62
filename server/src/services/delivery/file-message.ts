import type { AccountStore, DeliveryStore, IncomingMessage, StagedMessage } from '../../domain/mail/account-store.ts';
import { emailIdOf } from '../../domain/mail/found-row.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { QueueIntake } from '../../domain/queue/outbound-queue.ts';
import { sendAutomaticReply } from './automation/automatic-reply.ts';
import { warnOfQuota } from './automation/warn-of-quota.ts';
import type { DeliveryOutcome, DeliveryRefusal } from './delivery.ts';
import { delivered, secondCopy } from './outcomes.ts';
import { belowTrace } from './same-message.ts';
import { takeReport } from './reports/take-report.ts';
import type { Destination, Placement } from './steps/delivery-step.ts';

/** A message that is ready to be filed in one mailbox; `staged` is `null` when nothing stays there. */
export interface Prepared {
  readonly kind: 'prepared';
  readonly store: DeliveryStore;
  readonly incoming: IncomingMessage | null;
  readonly staged: StagedMessage | null;
  /** Copies that stand in the queue and may go once it is filed. */
  readonly leaving: readonly QueueIntake[];
  readonly placement: Placement;
  /** The message as it is filed, by what is below its trace (`BelowTrace`); asked for only where one may be the same. */
  readonly belowTrace: () => Promise<string | null>;
}

export interface Filed {
  readonly outcome: DeliveryOutcome;
  /** As the mailbox knows it; `null`: it keeps nothing, or had it before. */
  readonly emailId: string | null;
}

/**
 * Files it, with the copies that rules want, all or none; durable when it resolves. What was filed under the key `once` before
 * is not filed again, nor what the mailbox was given within the hour. @throws on an outage.
 */
export async function file(prepared: Prepared, once: string | null): Promise<Filed> {
  const { store, staged, leaving, placement } = prepared;
  // Nothing stays here, and where nothing leaves it did before.
  if (staged === null) return { outcome: leaving.length === 0 ? secondCopy : delivered, emailId: null };
  const folderId = await folderFor(store, placement.folder);
  const others = new Set<number>();
  for (const copy of placement.copies) others.add(await folderFor(store, copy));
  others.delete(folderId);
  // What looks forged never stands for the true one, and is not taken for it.
  const isSecondCopy =
    placement.envelope.isSuspect === true
      ? {}
      : { isSecondCopy: (contentIds: readonly number[]) => isOneOf(prepared, contentIds) };
  const filed = await store.deliver(
    folderId,
    { message: staged, flags: placement.flags },
    { copies: [...others], once, ...isSecondCopy },
  );
  switch (filed) {
    case 'done-before':
      return { outcome: { kind: 'delivered', wasThere: true }, emailId: null };
    case 'second-copy':
      return { outcome: secondCopy, emailId: null };
    default:
      return { outcome: delivered, emailId: emailIdOf(filed) };
  }
}

/**
 * Whether the mailbox was given the message already: its sender tries again with a recipient more, or two who forward to each
 * other keep a copy each. What its owner put there himself (a copy of what he sent) has no Return-Path.
 */
async function isOneOf({ store, belowTrace: asFiled }: Prepared, contentIds: readonly number[]): Promise<boolean> {
  const digest = await asFiled();
  if (digest === null) return false;
  for (const contentId of contentIds)
    if ((await isDelivered(store, contentId)) && digest === (await belowTrace(store.content(contentId)))) return true;
  return false;
}

async function isDelivered(store: DeliveryStore, contentId: number): Promise<boolean> {
  const field = 'return-path:';
  for await (const start of store.content(contentId, { start: 0, end: field.length }))
    return Buffer.from(start).toString('latin1').toLowerCase() === field;
  return false;
}

/** What the mailbox does once it has the message, under `emailId`. Nothing of it changes that it was delivered. */
export async function afterFiling({ store, placement }: Prepared, emailId: string | null): Promise<void> {
  const { context, mailbox, message } = placement;
  try {
    if (placement.keep) await warnOfQuota(placement, store);
    if (message === null) return;
    await takeReport(placement, message, emailId);
    await sendAutomaticReply(placement, message);
  } catch (error) {
    context.log.error('after-delivery-failed', error, { mailbox: mailbox.guid });
  }
}

/** What a refusal of the store means for one mailbox; `null`: it is an outage. */
export function refusalFrom(error: unknown): DeliveryRefusal | null {
  if (!(error instanceof MailError)) return null;
  if (error.code === 'over-quota') return { kind: 'refused', code: 'over-quota', text: 'The mailbox is full' };
  if (error.code === 'message-too-large') return { kind: 'refused', code: 'message-too-large', text: error.message };
  return null;
}

/** INBOX can be neither removed nor renamed away (RFC 9051 §6.3.6), so its number is asked for once. */
const inboxes = new WeakMap<AccountStore, number>();

async function inboxOf(store: AccountStore): Promise<number> {
  let folderId = inboxes.get(store);
  if (folderId === undefined) inboxes.set(store, (folderId = (await store.folder('INBOX')).folderId));
  return folderId;
}

/** The folder a rule names may be gone; the inbox never is. */
async function folderFor(store: AccountStore, destination: Destination): Promise<number> {
  if (destination === 'INBOX') return await inboxOf(store);
  const found =
    typeof destination === 'string'
      ? await store.folder(destination).catch((error: unknown) => {
          if (error instanceof MailError && error.code === 'folder-not-found') return undefined;
          throw error;
        })
      : (await store.listFolders()).find(({ specialUse }) => specialUse === destination.specialUse);
  return found?.selectable === true ? found.folderId : await inboxOf(store);
}

import type { Mailbox } from '../../domain/directory/directory.ts';
import type { AccountStore, IncomingMessage, MailStore, StagedMessage } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { DeliveryOutcome, DeliveryRefusal, Envelope } from './delivery.ts';
import { placeMessage } from './place-message.ts';
import type { Placement } from './steps/delivery-step.ts';

/** A message that is ready to be filed in one mailbox. */
export interface Prepared {
  readonly kind: 'prepared';
  readonly store: AccountStore;
  readonly incoming: IncomingMessage;
  readonly staged: StagedMessage;
  readonly placement: Placement;
}

/** Takes a written message through the steps and stages it; nothing of it is visible yet. @throws on an outage. */
export async function prepare(
  mail: MailStore,
  envelope: Envelope,
  mailbox: Mailbox,
  incoming: IncomingMessage,
): Promise<Prepared | DeliveryRefusal> {
  const store = await mail.account(mailbox.guid);
  const placement = await placeMessage(envelope, mailbox, incoming.sizeBytes, async () => store);
  if ('kind' in placement) return placement;
  return { kind: 'prepared', store, incoming, staged: await incoming.finish(), placement };
}

/** Files it; durable when it resolves. @throws on an outage. */
export async function file({ store, staged, placement }: Prepared): Promise<DeliveryOutcome> {
  const folder = await store.folder(placement.folder).catch((error: unknown) => {
    // The folder a rule names may be gone; the inbox never is.
    if (error instanceof MailError && error.code === 'folder-not-found') return store.folder('INBOX');
    throw error;
  });
  await store.append(folder.folderId, [{ message: staged, flags: placement.flags }]);
  return { kind: 'delivered' };
}

/** What a refusal of the store means for one mailbox; `null`: it is an outage. */
export function refusalFrom(error: unknown): DeliveryRefusal | null {
  if (!(error instanceof MailError)) return null;
  if (error.code === 'over-quota') return { kind: 'refused', code: 'over-quota', text: 'The mailbox is full' };
  if (error.code === 'message-too-large') return { kind: 'refused', code: 'message-too-large', text: error.message };
  return null;
}

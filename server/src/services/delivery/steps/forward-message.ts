import { hasPassed } from '../automation/forwarding-mark.ts';
import { mayForwardTo, outgoingRefusal } from '../automation/outgoing-refusal.ts';
import type { DeliveryStep, Placement } from './delivery-step.ts';

/**
 * Set-Mailbox -ForwardingAddress, -ForwardingSmtpAddress and -DeliverToMailboxAndForward. The envelope's sender stays, the
 * null one too, so that reports reach whoever wrote. A message that was forwarded from here before stays here, and so does
 * one that cannot leave: nothing is lost in a loop.
 */
export const forwardMessage: DeliveryStep = {
  name: 'forward-message',
  beforeContent: true,
  run(placement) {
    const { mailbox, envelope, message, context, outgoing, sizeBytes } = placement;
    const address = forwardingTarget(placement);
    if (address === null || (message !== null && hasPassed(message, mailbox))) return null;
    if (outgoingRefusal(context, address, sizeBytes) !== null) return null;
    // ForwardingAddress names somebody whom an administrator has made; a written address is held to the remote domains.
    if (mailbox.forwardingAddress === null && !mayForwardTo(context, address)) return null;
    outgoing.push({ kind: 'redirect', by: 'forwarding', sender: envelope.sender, addresses: [address] });
    placement.keep = mailbox.deliverToMailboxAndForward;
    return null;
  },
};

function forwardingTarget({ mailbox, context: { directory } }: Placement): string | null {
  const { forwardingAddress, forwardingSmtpAddress } = mailbox;
  if (forwardingAddress === null) return forwardingSmtpAddress;
  const target = directory.findRecipient(forwardingAddress);
  // Somebody who was removed gets nothing; the message stays.
  if (target === null || target.kind === 'mailboxless' || target.guid === mailbox.guid) return null;
  return target.kind === 'contact' ? target.externalEmailAddress : (target.emailAddresses[0] ?? null);
}

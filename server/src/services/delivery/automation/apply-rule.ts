import type { InboxRule } from '../../../domain/automation/inbox-rule.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import type { Placement } from '../steps/delivery-step.ts';
import { hasPassed } from './forwarding-mark.ts';
import type { MessageView } from './message-view.ts';
import type { OutgoingCopy } from './outgoing-copy.ts';
import { mayForwardTo, outgoingRefusal } from './outgoing-refusal.ts';

/** Does what a rule says to the placement of a message. Moving wins over deleting of an earlier rule, as the later one. */
export function applyRule({ actions }: InboxRule, placement: Placement, message: MessageView): void {
  if (actions.copyToFolder !== undefined) placement.copies.push(actions.copyToFolder);
  if (actions.moveToFolder !== undefined) placement.folder = actions.moveToFolder;
  if (actions.deleteMessage === true) placement.folder = { specialUse: 'trash' };
  const { bits, keywords } = placement.flags;
  placement.flags = {
    bits: actions.markAsRead === true ? bits | flagBits.seen : bits,
    keywords: [...new Set([...keywords, ...(actions.applyCategory ?? [])])].sort(),
  };
  if (actions.markImportance !== undefined) placement.headerLines.push(`Importance: ${actions.markImportance}\r\n`);
  send(placement, message, 'forward', actions.forwardTo);
  send(placement, message, 'forward-as-attachment', actions.forwardAsAttachmentTo);
  if (send(placement, message, 'redirect', actions.redirectTo) && !staysHere(actions)) placement.keep = false;
}

/** Exchange leaves nothing behind of what a rule redirects, unless the same rule also files it. */
function staysHere({ moveToFolder, copyToFolder, deleteMessage }: InboxRule['actions']): boolean {
  return moveToFolder !== undefined || copyToFolder !== undefined || deleteMessage === true;
}

function send(
  { context, envelope, mailbox, outgoing, sizeBytes }: Placement,
  message: MessageView,
  kind: OutgoingCopy['kind'],
  wanted: readonly string[] | undefined,
): boolean {
  if (wanted === undefined || wanted.length === 0 || hasPassed(message, mailbox)) return false;
  // A bounce that is forwarded as one's own could only bounce to oneself again; redirected, it stays a bounce.
  if (kind !== 'redirect' && envelope.sender === '') return false;
  const addresses = wanted.filter(
    (address) => outgoingRefusal(context, address, sizeBytes) === null && mayForwardTo(context, address),
  );
  if (addresses.length === 0) return false;
  const sender = kind === 'redirect' ? envelope.sender : (mailbox.emailAddresses[0] ?? '');
  outgoing.push({ kind, by: 'rule', sender, addresses });
  return true;
}

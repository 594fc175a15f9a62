import type { MailboxAddress, RecipientRequest, Reply } from '@relais/smtp-codec';
import { isExternallySecured } from '../../../domain/configuration/connector-rights.ts';
import type { RecipientResolution } from '../../../domain/directory/directory.ts';
import { defineCommand } from '../command.ts';
import { may } from '../connector-permissions.ts';
import { deliveryRefusal, replies } from '../replies.ts';
import type { Session } from '../session.ts';
import type { Transaction } from '../session-state.ts';

export const rcpt = defineCommand({
  verbs: ['RCPT'],
  rfc: 'RFC 5321 §4.1.1.3',
  allowedIn: ['mail', 'recipients'],
  allowedBeforeTls: false,
  async run(session, request, state) {
    const { transaction, hello } = state;
    const { to } = request;
    const address = to === 'postmaster' ? 'postmaster' : to.text;
    const refusal = notOffered(session, request, transaction);
    if (refusal !== null) return refusal;
    // Named twice is named once, also beyond the limit.
    const { recipients, outbound } = transaction;
    if (recipients.has(address) || outbound.has(address)) return replies.recipientOk;
    if (recipients.size + outbound.size >= session.mostRecipients) return replies.tooManyRecipients;
    const found =
      to === 'postmaster'
        ? session.context.directory.resolveRecipient('postmaster')
        : session.context.delivery.resolve(to);
    const queued = { address, notify: request.notify, originalRecipient: request.originalRecipient };
    if (found.kind === 'other-domain' && to !== 'postmaster') {
      const refused = relayRefusal(session, to, transaction.mail.size ?? 0);
      if (refused !== null) return refused;
      outbound.set(address, queued);
      session.state = { kind: 'recipients', hello, transaction };
      return replies.recipientOk;
    }
    // What bounces off a forward goes on to whoever had sent it; only bounces do, or it would be a relay.
    const bounced =
      to !== 'postmaster' && transaction.mail.from === null ? session.context.delivery.bouncedTo(to) : null;
    if (found.kind === 'unknown-user' && bounced !== null) {
      outbound.set(address, { ...queued, address: bounced, notify: [], redirectedFrom: address });
      session.state = { kind: 'recipients', hello, transaction };
      return replies.recipientOk;
    }
    if (found.kind === 'unknown-user' || found.kind === 'other-domain') return notFound(session, found, address);
    const from = {
      address: transaction.mail.from?.text ?? '',
      user: session.user,
      isVouchedFor: isExternallySecured(session.connector),
    };
    const refused = await session.context.delivery.refusalFor(found, from, transaction.mail.size ?? 0);
    if (refused !== null) return deliveryRefusal(refused);
    // Groups and contacts go through the queue, which knows each of their recipients. So does who wants to be told of the
    // delivery: the queue tells him (RFC 3461 §5.2.3).
    if (found.kind !== 'mailbox' || request.notify?.includes('success') || transaction.mail.hold !== null)
      outbound.set(address, queued);
    else recipients.set(address, { ...queued, mailbox: found.mailbox });
    session.state = { kind: 'recipients', hello, transaction };
    return replies.recipientOk;
  },
});

function notOffered(
  { offersDsn }: Session,
  { to, notify, originalRecipient }: RecipientRequest,
  { mail }: Transaction,
): Reply | null {
  if (!offersDsn && (notify !== null || originalRecipient !== null)) {
    return { code: 555, enhanced: '5.5.4', text: `Unsupported parameter: ${notify !== null ? 'NOTIFY' : 'ORCPT'}` };
  }
  // RFC 6531 §3.4
  if (to !== 'postmaster' && !mail.smtpUtf8 && /[^ -~]/.test(to.text)) {
    return { code: 553, enhanced: '5.6.7', text: 'An address with characters beyond US-ASCII needs SMTPUTF8 at MAIL' };
  }
  return null;
}

/**
 * Why mail to another domain is not taken; `null`: it is. Whoever has the right Accept-Any-Recipient may relay: users who have
 * signed in by their group, others only where an administrator gave it (reference §2.4). A send connector must cover it.
 */
function relayRefusal(session: Session, to: MailboxAddress, sizeBytes: number): Reply | null {
  const { connector } = session;
  // RFC 2033 §1: LMTP hands over to mailboxes; what must wait is the business of the server in front.
  if (connector.Lmtp || !may(connector, session.client, 'ms-Exch-SMTP-Accept-Any-Recipient'))
    return replies.unableToRelay;
  switch (session.context.delivery.outboundRefusal(to, sizeBytes)) {
    case null:
      return null;
    case 'too-large':
      return replies.tooLarge;
    case 'no-connector':
      return notFound(session, { kind: 'other-domain' }, to.text);
  }
}

/** Strangers learn what Exchange tells them; our own users also learn why. */
function notFound(
  session: Session,
  found: Extract<RecipientResolution, { kind: 'unknown-user' | 'other-domain' }>,
  address: string,
): Reply {
  if (found.kind === 'unknown-user') return replies.unknownUser;
  if (session.user === null) return replies.unableToRelay;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return {
    code: 550,
    enhanced: '5.7.1',
    text: `Unable to relay: ${domain} is no accepted domain of this server, and it does not send to other domains`,
  };
}

import type { RecipientRequest, Reply } from '@relais/smtp-codec';
import type { RecipientResolution } from '../../../domain/directory/directory.ts';
import { defineCommand } from '../command.ts';
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
    const refusal = notOffered(request, transaction);
    if (refusal !== null) return refusal;
    // Named twice is named once, also beyond the limit.
    if (transaction.recipients.has(address)) return replies.recipientOk;
    if (transaction.recipients.size >= session.connector.MaxRecipientsPerMessage) return replies.tooManyRecipients;
    const found =
      to === 'postmaster'
        ? session.context.directory.resolveRecipient('postmaster')
        : session.context.delivery.resolve(to);
    if (found.kind !== 'mailbox') return notFound(session, found, address);
    const refused = await session.context.delivery.refusalOf(found.mailbox, transaction.mail.size ?? 0);
    if (refused !== null) return deliveryRefusal(refused);
    transaction.recipients.set(address, { address, mailbox: found.mailbox });
    session.state = { kind: 'recipients', hello, transaction };
    return replies.recipientOk;
  },
});

function notOffered({ to, notify, originalRecipient }: RecipientRequest, { mail }: Transaction): Reply | null {
  if (notify !== null || originalRecipient !== null) {
    return { code: 555, enhanced: '5.5.4', text: `Unsupported parameter: ${notify !== null ? 'NOTIFY' : 'ORCPT'}` };
  }
  // RFC 6531 §3.4
  if (to !== 'postmaster' && !mail.smtpUtf8 && /[^ -~]/.test(to.text)) {
    return { code: 553, enhanced: '5.6.7', text: 'An address with characters beyond US-ASCII needs SMTPUTF8 at MAIL' };
  }
  return null;
}

/** Strangers learn what Exchange tells them; our own users also learn why. */
function notFound(session: Session, found: Exclude<RecipientResolution, { kind: 'mailbox' }>, address: string): Reply {
  if (found.kind === 'unknown-user') return replies.unknownUser;
  if (session.user === null) return replies.unableToRelay;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return {
    code: 550,
    enhanced: '5.7.1',
    text: `Unable to relay: ${domain} is no accepted domain of this server, and it does not send to other domains`,
  };
}

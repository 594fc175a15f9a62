import type { MailRequest, Reply } from '@relais/smtp-codec';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { longestHoldSeconds } from '../capabilities.ts';
import { defineCommand } from '../command.ts';
import { largestMessage, may } from '../connector-permissions.ts';
import { mostFromUser } from '../organization-limits.ts';
import { domainRefusal, isPartner } from '../partner.ts';
import { deliveryRefusal, replies } from '../replies.ts';
import { isOwnAddress } from '../sender-permission.ts';
import type { Session } from '../session.ts';

export const mail = defineCommand({
  verbs: ['MAIL'],
  rfc: 'RFC 5321 §4.1.1.2',
  allowedIn: ['greeted'],
  allowedBeforeTls: false,
  async run(session, request, state) {
    const refusal = notOffered(session, request) ?? (await refuseSender(session, request));
    if (refusal !== null) return refusal;
    session.state = {
      kind: 'mail',
      hello: state.hello,
      transaction: { mail: request, recipients: new Map(), outbound: new Map(), accepted: [] },
    };
    return replies.senderOk;
  },
});

/** RFC 5321 §4.1.1.11: parameters of extensions that were not announced. */
function notOffered(session: Session, request: MailRequest): Reply | null {
  // Looked up only for a parameter that was given: most messages have none.
  const lacks = (keyword: string): boolean => !session.offers.has(keyword);
  const { body, smtpUtf8, ret, envelopeId, requireTls, hold, deliverBy, priority } = request;
  const unsupported =
    (body === 'BINARYMIME' && lacks('BINARYMIME') && 'BODY=BINARYMIME') ||
    (body === '8BITMIME' && lacks('8BITMIME') && 'BODY=8BITMIME') ||
    (smtpUtf8 && lacks('SMTPUTF8') && 'SMTPUTF8') ||
    (ret !== null && lacks('DSN') && 'RET') ||
    (envelopeId !== null && lacks('DSN') && 'ENVID') ||
    (requireTls && lacks('REQUIRETLS') && 'REQUIRETLS') ||
    (hold !== null && lacks('FUTURERELEASE') && 'HOLDFOR') ||
    (deliverBy !== null && lacks('DELIVERBY') && 'BY') ||
    (priority !== null && lacks('MT-PRIORITY') && 'MT-PRIORITY');
  if (unsupported !== false) return { code: 555, enhanced: '5.5.4', text: `Unsupported parameter: ${unsupported}` };
  return notAllowed(session, request);
}

/** Who may hold mail back or hurry it: users, within what was announced. */
function notAllowed({ user, context }: Session, { hold, deliverBy, priority }: MailRequest): Reply | null {
  if (user === null && (hold !== null || (priority ?? 0) > 0)) return replies.notAuthenticated;
  if (hold === null) return null;
  const seconds = 'until' in hold ? (hold.until - context.clock.now()) / 1000 : hold.seconds;
  if (seconds > longestHoldSeconds) return badHold(`mail is held for ${longestHoldSeconds} seconds at most`);
  // RFC 4865 §5.2.2: it could not be there by then.
  if (deliverBy !== null && seconds > deliverBy.seconds) return badHold('it is held beyond the time of BY');
  return null;
}

function badHold(text: string): Reply {
  return { code: 501, enhanced: '5.5.4', text: `Invalid arguments: ${text}` };
}

async function refuseSender(session: Session, request: MailRequest): Promise<Reply | null> {
  const { connector, context } = session;
  const user = currentUser(session);
  const { from } = request;
  session.isPartner = user === null && isPartner(session, from);
  const { client } = session;
  const insecure = user === null ? domainRefusal(session, from) : null;
  if (insecure !== null) return insecure;
  if (user === null && !may(connector, client, 'ms-Exch-SMTP-Submit')) return replies.notAuthenticated;
  const most = Math.min(
    largestMessage(connector, client),
    user === null ? Infinity : mostFromUser(context.settings, user),
  );
  if (request.size !== null && request.size > most) return replies.tooLarge;
  // The null reverse-path is everybody's: receipts and notices have it (RFC 5321 §4.5.5).
  if (from !== null && user !== null && !may(connector, client, 'ms-Exch-SMTP-Accept-Any-Sender'))
    if (!isOwnAddress(context.delivery, user, from.text)) return replies.notYourAddress;
  if (from !== null && user === null && !may(connector, client, 'ms-Exch-SMTP-Accept-Authoritative-Domain-Sender'))
    if (context.delivery.resolve(from).kind !== 'other-domain') return replies.notYourAddress;
  const list = user === null ? await context.delivery.blockedBy(session.remote.address) : null;
  if (list !== null)
    return { code: 550, enhanced: '5.7.1', text: `Your address ${session.remote.address} is listed by ${list}` };
  const full = user === null ? null : await context.delivery.sendingRefusalOf(user);
  if (full?.code === 'rate-limit') return deliveryRefusal(full);
  if (full !== null) return { code: 550, enhanced: '5.2.2', text: full.text };
  if (!context.messageRates.admit(connector, { address: session.remote.address, user: user?.guid ?? null })) {
    session.end('limit', null);
    return replies.tooManyMessages;
  }
  return null;
}

/** The user as he is now: one who was removed, disabled or barred since AUTH is a stranger again. */
function currentUser(session: Session): Mailbox | null {
  const { user, context } = session;
  if (user === null) return null;
  const now = context.directory.findMailbox(user.guid);
  session.user = now?.enabled && now.smtpAuthEnabled ? now : null;
  return session.user;
}

import type { MailRequest, Reply } from '@relais/smtp-codec';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCommand } from '../command.ts';
import { admitsStrangers } from '../connector-permissions.ts';
import { replies } from '../replies.ts';
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
function notOffered({ connector, offersDsn }: Session, { body, smtpUtf8, ret, envelopeId }: MailRequest): Reply | null {
  const unsupported =
    (body === 'BINARYMIME' && 'BODY=BINARYMIME') ||
    (body === '8BITMIME' && !connector.EightBitMimeEnabled && 'BODY=8BITMIME') ||
    (smtpUtf8 && !connector.SmtpUtf8Enabled && 'SMTPUTF8') ||
    (ret !== null && !offersDsn && 'RET') ||
    (envelopeId !== null && !offersDsn && 'ENVID');
  return unsupported === false ? null : { code: 555, enhanced: '5.5.4', text: `Unsupported parameter: ${unsupported}` };
}

async function refuseSender(session: Session, request: MailRequest): Promise<Reply | null> {
  const { connector, context, transport } = session;
  const user = currentUser(session);
  if (user === null && !admitsStrangers(connector)) return replies.notAuthenticated;
  const most = Math.min(connector.MaxMessageSize.bytes, user?.maxSendSizeBytes ?? Infinity);
  if (request.size !== null && request.size > most) return replies.tooLarge;
  // The null reverse-path is everybody's: receipts and notices have it (RFC 5321 §4.5.5).
  if (user !== null && request.from !== null && !isOwnAddress(context.delivery, user, request.from.text))
    return replies.notYourAddress;
  const list = user === null ? await context.delivery.blockedBy(transport.remote.address) : null;
  if (list !== null)
    return { code: 550, enhanced: '5.7.1', text: `Your address ${transport.remote.address} is listed by ${list}` };
  const full = user === null ? null : await context.delivery.sendingRefusalOf(user);
  if (full !== null) return { code: 550, enhanced: '5.2.2', text: full.text };
  if (!context.messageRates.admit(connector, { address: transport.remote.address, user: user?.guid ?? null })) {
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

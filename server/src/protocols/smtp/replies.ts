import type { LineFault, LineEndFault, Reply, SmtpVerb } from '@relais/smtp-codec';
import type { MailError, MailErrorCode } from '../../domain/mail/mail-error.ts';
import type { DeliveryRefusal } from '../../services/delivery/delivery.ts';
import type { StateKind } from './session-state.ts';

const reply = (code: number, enhanced: string, text: string): Reply => ({ code, enhanced, text });

/** The words Exchange's clients know (reference §6.3). */
export const replies = {
  unrecognized: reply(500, '5.3.3', 'Unrecognized command'),
  ok: reply(250, '2.0.0', 'OK'),
  reset: reply(250, '2.0.0', 'Resetting'),
  senderOk: reply(250, '2.1.0', 'Sender OK'),
  recipientOk: reply(250, '2.1.5', 'Recipient OK'),
  startInput: { code: 354, text: 'Start mail input; end with <CRLF>.<CRLF>' },
  goodbye: reply(221, '2.0.0', 'Service closing transmission channel'),
  readyForTls: reply(220, '2.0.0', 'SMTP server ready'),
  cannotVerify: reply(252, '2.1.5', 'Cannot VRFY user'),
  signedIn: reply(235, '2.7.0', 'Authentication successful'),
  signInFailed: reply(535, '5.7.3', 'Authentication unsuccessful'),
  notAuthenticated: reply(530, '5.7.1', 'Client was not authenticated'),
  tlsFirst: reply(530, '5.7.0', 'Must issue a STARTTLS command first'),
  unableToRelay: reply(550, '5.7.1', 'Unable to relay'),
  unknownUser: reply(550, '5.1.1', 'User unknown'),
  notYourAddress: reply(550, '5.7.1', 'Client does not have permissions to send as this sender'),
  tooManyRecipients: reply(452, '4.5.3', 'Too many recipients'),
  tooLarge: reply(552, '5.3.4', 'Message size exceeds fixed maximum message size'),
  headerTooLarge: reply(552, '5.3.4', 'Header size exceeds fixed maximum size'),
  loop: reply(554, '5.4.6', 'Hop count exceeded - possible mail loop'),
  temporary: reply(451, '4.7.0', 'Temporary server error. Please try again later'),
  insufficientStorage: reply(452, '4.3.1', 'Insufficient system resources'),
  tooManyErrors: reply(421, '4.7.0', 'Too many errors on this connection, closing transmission channel'),
  tooManyConnections: reply(
    421,
    '4.3.2',
    'The maximum number of concurrent connections has exceeded a limit, closing transmission channel',
  ),
  tooManyMessages: reply(421, '4.4.2', 'Message submission rate for this client has exceeded the configured limit'),
  timedOut: reply(421, '4.4.1', 'Connection timed out'),
  notServed: reply(554, '5.7.1', 'No receive connector of this server serves your address'),
} as const satisfies Record<string, Reply>;

/** What is wrong with a command line that is none. */
export function lineFault(fault: LineFault): Reply {
  switch (fault) {
    case 'too-long':
      return reply(500, '5.5.2', 'Line too long');
    case 'bare-lf':
      return reply(500, '5.5.2', 'Lines end with CRLF; a bare LF was received');
    case 'bare-cr':
      return reply(500, '5.5.2', 'Lines end with CRLF; a bare CR was received');
    case 'nul':
      return reply(500, '5.5.2', 'The command holds a NUL');
  }
}

/** Given after the real end of the message: a message that another server could read as two is never taken. */
export function lineEndFault(fault: LineEndFault): Reply {
  const what = fault === 'bare-lf' ? 'bare line feeds (LF without CR)' : 'bare carriage returns (CR without LF)';
  return reply(550, '5.6.11', `Message contains ${what}, which are not allowed; lines of a message end with CRLF`);
}

/** A command that is known and has no place here (RFC 5321 §4.1.4). */
export function outOfSequence(verb: SmtpVerb, state: StateKind): Reply {
  if (state === 'connected') return reply(503, '5.5.2', 'Send hello first');
  if (state === 'chunks') return reply(503, '5.5.2', 'Send the rest of the message with BDAT, or RSET');
  if (verb === 'MAIL') return reply(503, '5.5.2', 'Sender already specified');
  if (verb === 'AUTH') return reply(503, '5.5.2', 'AUTH is not allowed during a mail transaction');
  return reply(503, '5.5.2', state === 'greeted' ? 'Need mail command' : 'Need rcpt command');
}

/** Why a mailbox would not take the message. */
export function deliveryRefusal(refusal: DeliveryRefusal): Reply {
  switch (refusal.code) {
    case 'over-quota':
      // Transient: a full mailbox is usually emptied before the sender's queue gives up.
      return reply(452, '4.2.2', refusal.text);
    case 'message-too-large':
      return reply(552, '5.3.4', refusal.text);
    case 'not-authentic':
      // RFC 7372 §3: X.7.1 where a policy refuses; the text says which.
      return reply(550, '5.7.1', refusal.text);
    case 'content-refused':
      return reply(550, refusal.status ?? '5.7.1', refusal.text);
    case 'content-deferred':
      return reply(451, refusal.status ?? '4.7.1', refusal.text);
    case 'mailbox-disabled':
      return reply(550, '5.2.1', refusal.text);
    case 'sender-not-authenticated':
    case 'sender-not-allowed':
      return reply(550, refusal.status ?? '5.7.1', refusal.text);
    case 'group-empty':
      // RFC 3463: mailing list expansion problem.
      return reply(550, '5.2.4', refusal.text);
    case 'not-reachable':
      return reply(550, '5.4.4', refusal.text);
    case 'rate-limit':
      // Transient: time makes it right, and mail programs keep the message.
      return reply(450, '4.7.0', refusal.text);
  }
}

const byMailError: Readonly<Record<MailErrorCode, readonly [number, string]>> = {
  'folder-not-found': [451, '4.2.0'],
  'folder-exists': [451, '4.2.0'],
  'folder-name-invalid': [451, '4.2.0'],
  'folder-not-selectable': [451, '4.2.0'],
  'folder-has-children': [451, '4.2.0'],
  'folder-is-inbox': [451, '4.2.0'],
  'folder-in-use': [451, '4.2.0'],
  'message-not-found': [451, '4.2.0'],
  'message-too-large': [552, '5.3.4'],
  'message-malformed': [554, '5.6.0'],
  'over-quota': [452, '4.2.2'],
  'keyword-limit': [451, '4.2.0'],
  'folder-limit': [452, '4.2.0'],
  'read-only': [451, '4.2.0'],
  'no-permission': [550, '5.7.1'],
  conflict: [451, '4.2.0'],
  limit: [452, '4.5.3'],
  'not-supported': [504, '5.5.4'],
  busy: [451, '4.3.2'],
  'storage-full': [452, '4.3.1'],
  'storage-unavailable': [451, '4.3.0'],
};

/** A refusal of the store in SMTP's words. */
export function mailErrorReply(error: MailError): Reply {
  const [code, enhanced] = byMailError[error.code];
  return reply(code, enhanced, error.message);
}

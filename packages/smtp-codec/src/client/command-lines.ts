import type { NotifyOn } from '../request.ts';
import { encodeXtext } from '../xtext.ts';
import type { ServerExtensions } from './server-extensions.ts';

export interface MailLine {
  /** `''` for the null reverse-path. */
  readonly sender: string;
  readonly sizeBytes: number;
  readonly eightBit: boolean;
  readonly smtpUtf8: boolean;
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envelopeId: string | null;
  readonly requireTls?: boolean;
  /** RFC 2852 §4.1.4: what is left of the time. */
  readonly deliverBy?: { readonly seconds: number; readonly mode: 'R' | 'N'; readonly trace?: boolean } | null;
  readonly priority?: number | null;
  /** RFC 4954 §5: AUTH=<>, nobody vouches for who submitted it; said where the client has signed in. */
  readonly hasUnknownSubmitter?: boolean;
}

/** MAIL with the parameters that the server offers. An address with a line end is never written. @throws RangeError */
export function mailLine(mail: MailLine, offered: ServerExtensions): string {
  const parameters = [
    offered.size && ` SIZE=${mail.sizeBytes}`,
    offered.eightBitMime && ` BODY=${mail.eightBit ? '8BITMIME' : '7BIT'}`,
    offered.smtpUtf8 && mail.smtpUtf8 && ' SMTPUTF8',
    offered.dsn && mail.ret !== null && ` RET=${mail.ret}`,
    offered.dsn && mail.envelopeId !== null && ` ENVID=${encodeXtext(mail.envelopeId)}`,
    offered.requireTls && mail.requireTls === true && ' REQUIRETLS',
    offered.deliverBy &&
      mail.deliverBy != null &&
      ` BY=${mail.deliverBy.seconds};${mail.deliverBy.mode}${mail.deliverBy.trace === true ? 'T' : ''}`,
    offered.mtPriority && mail.priority != null && ` MT-PRIORITY=${mail.priority}`,
    offered.authMechanisms.size > 0 && mail.hasUnknownSubmitter === true && ' AUTH=<>',
  ].filter((parameter) => parameter !== false);
  return `MAIL FROM:<${safe(mail.sender)}>${parameters.join('')}\r\n`;
}

export interface RecipientLine {
  readonly address: string;
  /** RFC 3461 §4.1: `null` not said, empty NEVER. */
  readonly notify: readonly NotifyOn[] | null;
  readonly originalRecipient: { readonly type: string; readonly address: string } | null;
}

export function recipientLine(
  { address, notify, originalRecipient }: RecipientLine,
  offered: ServerExtensions,
): string {
  let parameters = '';
  if (offered.dsn && notify !== null)
    parameters += ` NOTIFY=${notify.length === 0 ? 'NEVER' : notify.join(',').toUpperCase()}`;
  // RFC 6533 §3: an address beyond US-ASCII has a form of its own; without it the parameter is left out.
  if (offered.dsn && originalRecipient !== null && /^[ -~]+$/.test(originalRecipient.address))
    parameters += ` ORCPT=${originalRecipient.type};${encodeXtext(originalRecipient.address)}`;
  return `RCPT TO:<${safe(address)}>${parameters}\r\n`;
}

function safe(address: string): string {
  if (/[\r\n\0]/.test(address)) throw new RangeError('an address of the envelope holds a line end');
  return address;
}

import type { MailLine, ServerExtensions } from '@relais/smtp-codec';
import type { NotifyOn, QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';

/** The parameters of MAIL that a message asks for, as they stand at `now`. */
export function messageTerms(
  { deliverBy, mtPriority }: QueuedMessage,
  now: number,
): Required<Pick<MailLine, 'deliverBy' | 'priority'>> {
  return {
    deliverBy:
      deliverBy === undefined
        ? null
        : { seconds: secondsLeft(deliverBy, now), mode: deliverBy.mode, trace: deliverBy.trace === true },
    priority: mtPriority ?? null,
  };
}

/** RFC 2852 §4.1.4: the time that is left goes on with the message. */
function secondsLeft({ time }: { readonly time: number }, now: number): number {
  return Math.floor((time - now) / 1000);
}

/** What the sender asked of the way and this server does not promise. */
export function unkeptTerm(
  { requireTls, deliverBy }: QueuedMessage,
  hostName: string,
  { extensions, isVerified }: { readonly extensions: ServerExtensions; readonly isVerified: boolean },
  now: number,
): readonly [status: string, text: string] | null {
  // RFC 8689 §4.2.1: only over TLS, to a server that is proved to be who it says, and that promises the same.
  if (requireTls === true && !(isVerified && extensions.requireTls))
    return [
      '5.7.30',
      `REQUIRETLS support required: ${hostName} ${isVerified ? 'does not offer it' : 'cannot be verified'}`,
    ];
  // RFC 2852 §4.1.4.1
  if (deliverBy?.mode !== 'R') return null;
  if (!extensions.deliverBy) return ['5.3.3', `${hostName} does not offer DELIVERBY, which the sender asked for`];
  const seconds = secondsLeft(deliverBy, now);
  // BY=0;R is an error of syntax: the time is over.
  if (seconds <= 0) return ['5.4.7', 'the time in which it was to be delivered (DELIVERBY) is over'];
  if (seconds < extensions.minDeliverBySeconds)
    return [
      '5.3.3',
      `${hostName} promises delivery within ${extensions.minDeliverBySeconds} seconds at best (DELIVERBY); ${seconds} are left`,
    ];
  return null;
}

/**
 * RFC 2852 §4.1.4.2: whether a message whose sender wants to hear of its delay goes, in time, to a server that will not tell
 * him. This one tells him then that it handed the message on.
 */
export function losesDelayNotice({ deliverBy }: QueuedMessage, offered: ServerExtensions, now: number): boolean {
  return deliverBy?.mode === 'N' && !offered.deliverBy && now < deliverBy.time;
}

/** NOTIFY for such a server: it is asked to tell of delays as it would of any message, unless nobody wants to hear of this one. */
export function withDelay(notify: readonly NotifyOn[] | null): readonly NotifyOn[] {
  if (notify === null) return ['failure', 'delay'];
  return notify.length === 0 || notify.includes('delay') ? notify : [...notify, 'delay'];
}

/** Why no recipient of this server can get the message as it is. */
export function notTransferable(
  message: QueuedMessage,
  offered: ServerExtensions,
): readonly [status: string, text: string] | null {
  if (offered.maxSizeBytes !== null && message.sizeBytes > offered.maxSizeBytes)
    return ['5.3.4', `the message has ${message.sizeBytes} octets; the server takes ${offered.maxSizeBytes}`];
  // RFC 6531 §3.5; RFC 6152 §3: what the other side cannot take is not sent on the chance that it can.
  if (message.smtpUtf8 && message.headerEightBit && !offered.smtpUtf8)
    return ['5.6.9', 'the header is in UTF-8 and the server does not offer SMTPUTF8'];
  if (message.eightBit && !offered.eightBitMime)
    return ['5.6.3', 'the message has 8-bit content and the server does not offer 8BITMIME'];
  return null;
}

/** RFC 6531 §3.4: said only where something needs it, since the servers behind must understand it too. */
export function needsUtf8(
  { smtpUtf8, headerEightBit, sender }: QueuedMessage,
  recipients: readonly QueuedRecipient[],
): boolean {
  const isWide = (address: string): boolean => /[^\x20-\x7e]/.test(address);
  return smtpUtf8 && (headerEightBit || isWide(sender) || recipients.some(({ address }) => isWide(address)));
}

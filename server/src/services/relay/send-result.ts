import { isPermanent, replyText, type ServerReply } from '@relais/smtp-codec';
import type { RecipientResult } from '../../domain/queue/outbound-queue.ts';

/** What became of a recipient, before it is known when he is tried again. */
export type SendResult = Exclude<RecipientResult, { kind: 'deferred' }> | Deferred;
export interface Deferred {
  readonly number: number;
  readonly kind: 'deferred';
  readonly status: string;
  readonly response: string;
}

/** Only 2yz is a yes to MAIL, RCPT and the end of data (RFC 5321 §4.3.2). */
export function isDone({ code }: ServerReply): boolean {
  return code >= 200 && code < 300;
}

const fallbackStatus = { sender: '1.0', recipient: '1.0', data: '0.0' } as const;

/** What the reply to a command about the recipient, his message or its sender means for him. */
export function resultOf(number: number, reply: ServerReply, about: keyof typeof fallbackStatus): SendResult {
  const response = replyText(reply);
  if (isDone(reply)) return { number, kind: 'sent', response };
  const status = reply.enhanced ?? `${Math.floor(reply.code / 100)}.${fallbackStatus[about]}`;
  // RFC 5321 §4.5.3.1.10: 552 for a recipient means too many of them, and is treated as 452.
  const isTooMany = about === 'recipient' && reply.code === 552 && reply.enhanced === null;
  if (isPermanent(reply) && !isTooMany) return { number, kind: 'failed', status, response };
  return { number, kind: 'deferred', status: isTooMany ? '4.5.3' : status, response };
}

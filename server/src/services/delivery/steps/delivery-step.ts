import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { QuotaUsage } from '../../../domain/mail/account-store.ts';
import type { Flags } from '../../../domain/mail/flags.ts';
import type { DeliveryRefusal, Envelope } from '../delivery.ts';

/** A message for one mailbox before it is stored; steps may change where it goes and what it is marked with. */
export interface Placement {
  readonly envelope: Envelope;
  readonly mailbox: Mailbox;
  /** Of the whole message, trace header included; at RCPT what the client announced, 0 when nothing. */
  readonly sizeBytes: number;
  /** Asked once, when a step wants to know. */
  quota(): Promise<QuotaUsage>;
  folder: string;
  flags: Flags;
}

/** One step of the journey; the order stands in index.ts. A refusal ends it. */
export interface DeliveryStep {
  readonly name: string;
  /** Whether it can be asked at RCPT, before there is a message. */
  readonly beforeContent: boolean;
  run(placement: Placement): Promise<DeliveryRefusal | null>;
}

import type { Mailbox, RecipientResolution } from '../../domain/directory/directory.ts';

export interface Envelope {
  /** Empty for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly EnvelopeRecipient[];
  /** Signed-in submitter, if any. */
  readonly authenticatedAs: Mailbox | null;
  readonly smtpUtf8: boolean;
}

/** An address as the envelope has it (RFC 5321 §4.1.2): `localPart` without quotes, `text` canonical. */
export interface EnvelopeAddress {
  readonly localPart: string;
  readonly domain: string;
  readonly text: string;
}

export interface EnvelopeRecipient {
  readonly address: string;
  readonly mailbox: Mailbox;
}

/** A message that arrives for several mailboxes: written once, delivered to each. */
export interface DeliveryInProgress {
  write(chunk: Uint8Array): Promise<void>;
  readonly sizeBytes: number;
  /** Durable in every recipient's store when it resolves; one outcome a recipient, in order. */
  deliver(): Promise<readonly DeliveryOutcome[]>;
  discard(): Promise<void>;
}

export interface DeliveryRefusal {
  readonly kind: 'refused';
  readonly code: 'over-quota' | 'message-too-large' | 'mailbox-disabled';
  /** A sentence for the sender; it names no address. */
  readonly text: string;
}

/**
 * All or none as far as one reply for all recipients can be true: when one mailbox refuses or cannot be prepared, the
 * message is stored for nobody and the others have failed ('try again'), so that no mailbox gets it twice and none is
 * left out unsaid. Only a store that breaks while messages are being filed can leave some delivered and some failed; a
 * repeated attempt then skips those that have it.
 */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | DeliveryRefusal
  /** Try again later. */
  | { readonly kind: 'failed'; readonly text: string };

/** The journey of a message into mailboxes. `prefix` is the trace header (Received, Return-Path is added per recipient). */
export interface Delivery {
  begin(envelope: Envelope, prefix: Uint8Array, options: { readonly maxBytes: number }): Promise<DeliveryInProgress>;
  /** Whose address it is; `anna+lists@…` is Anna's where nobody has that address itself. */
  resolve(address: EnvelopeAddress): RecipientResolution;
  /** Why `mailbox` would not take a message of `sizeBytes` (0: not known) now; asked at RCPT, so that nothing bounces. */
  refusalOf(mailbox: Mailbox, sizeBytes: number): Promise<DeliveryRefusal | null>;
  /** Why `mailbox` may not send now (ProhibitSendQuota). */
  sendingRefusalOf(mailbox: Mailbox): Promise<DeliveryRefusal | null>;
}

import type { Mailbox } from '../../domain/directory/directory.ts';

export interface Envelope {
  /** Empty for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly EnvelopeRecipient[];
  /** Signed-in submitter, if any. */
  readonly authenticatedAs: Mailbox | null;
  readonly smtpUtf8: boolean;
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

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly code: 'over-quota' | 'message-too-large' | 'mailbox-disabled'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string };

/** The journey of a message into mailboxes. `prefix` is the trace header (Received, Return-Path is added per recipient). */
export interface Delivery {
  begin(envelope: Envelope, prefix: Uint8Array, options: { readonly maxBytes: number }): Promise<DeliveryInProgress>;
}

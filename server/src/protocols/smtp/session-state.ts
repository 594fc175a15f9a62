import type { MailRequest } from '@relais/smtp-codec';
import type { NewRecipient } from '../../domain/queue/queued-message.ts';
import type { EnvelopeRecipient } from '../../services/delivery/delivery.ts';
import type { ContentIntake } from './content-intake.ts';

/** What the client called itself; it proves nothing. */
export interface Hello {
  readonly client: string | null;
  readonly extended: boolean;
}

/** One message's envelope (RFC 5321 §3.3). */
export interface Transaction {
  readonly mail: MailRequest;
  /** By canonical address, so that one named twice is one. */
  readonly recipients: Map<string, EnvelopeRecipient>;
  /** Those for whom the message goes through the queue, likewise. */
  readonly outbound: Map<string, NewRecipient>;
  /** Addresses of the RCPT commands that were accepted, in order and as often as they were given (RFC 2033 §4.2). */
  readonly accepted: string[];
}

/** RFC 5321 §3. What a state has is what its commands may use. */
export type SessionState =
  | { readonly kind: 'connected' }
  | { readonly kind: 'greeted'; readonly hello: Hello }
  /** After MAIL, no recipient yet. */
  | { readonly kind: 'mail'; readonly hello: Hello; readonly transaction: Transaction }
  /** At least one recipient. */
  | { readonly kind: 'recipients'; readonly hello: Hello; readonly transaction: Transaction }
  /** After the first BDAT (RFC 3030 §2). */
  | {
      readonly kind: 'chunks';
      readonly hello: Hello;
      readonly transaction: Transaction;
      readonly intake: ContentIntake;
    };

export type StateKind = SessionState['kind'];
export type StateOf<K extends StateKind> = Extract<SessionState, { kind: K }>;

export const anyState = ['connected', 'greeted', 'mail', 'recipients', 'chunks'] as const;

/** What was handed over to be sent: an EmailSubmission of RFC 8621 §7. */
export interface Submission {
  readonly id: string;
  /** GUID of the mailbox whose owner sent it. */
  readonly mailbox: string;
  readonly identityId: string;
  readonly emailId: string;
  readonly threadId: string;
  readonly envelope: SubmissionEnvelope;
  readonly sendAt: number;
  readonly undoStatus: UndoStatus;
  /** By address of the envelope; `null`: not known, as of one that was called back. */
  readonly deliveryStatus: Readonly<Record<string, DeliveryStatus>> | null;
  /** Emails in which other servers and programs told of it, the oldest first. */
  readonly reports: readonly { readonly kind: 'dsn' | 'mdn'; readonly emailId: string }[];
  /** Numbers of changes, growing over all submissions of the mailbox (RFC 8620 §5.2). */
  readonly created: number;
  readonly changed: number;
}

/** One whose time has come, and how it went so far. */
export interface DueSubmission extends Submission {
  /** How often it was tried and could not leave. */
  readonly attempts: number;
  /** Its sender has been told that it waits. */
  readonly isDelayTold: boolean;
}

/** What became of a submission with one recipient (RFC 8621 §7). */
export interface DeliveryStatus {
  /** A reply of SMTP in one line, or one of the same form. */
  readonly smtpReply: string;
  /** `unknown`: it has left, and nobody says whether it arrived. `yes` and `no` never change. */
  readonly delivered: 'queued' | 'yes' | 'no' | 'unknown';
  /** `yes`: his program says so (RFC 8098). */
  readonly displayed: 'yes' | 'unknown';
}

export interface RecipientStatus extends Omit<DeliveryStatus, 'displayed'> {
  /** As the envelope of the submission has it. */
  readonly address: string;
}

/** `pending` may still be called back; `final` and `canceled` never change. */
export type UndoStatus = 'pending' | 'final' | 'canceled';

export interface SubmissionEnvelope {
  readonly mailFrom: EnvelopeAddress;
  readonly rcptTo: readonly EnvelopeAddress[];
}

/** `parameters` are those of SMTP, by their names; `null` as a value: a parameter without one. */
export interface EnvelopeAddress {
  readonly email: string;
  readonly parameters: Readonly<Record<string, string | null>> | null;
}

/** A submission as it is before it has numbers. */
export interface NewSubmission extends Omit<Submission, 'created' | 'changed' | 'deliveryStatus' | 'reports'> {
  /** Of the Email, without angle brackets; `null`: it has none. */
  readonly messageId: string | null;
  /** For whom the queue has not said anything yet. */
  readonly statuses: readonly RecipientStatus[];
}

export interface SubmissionChanges {
  readonly newState: number;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly destroyed: readonly string[];
}

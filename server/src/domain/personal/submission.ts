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
export type NewSubmission = Omit<Submission, 'created' | 'changed'>;

export interface SubmissionChanges {
  readonly newState: number;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly destroyed: readonly string[];
}

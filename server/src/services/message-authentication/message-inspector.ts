import type { FailureAction } from '../../domain/configuration/transport-settings.ts';
import type { DmarcObservation } from '../../domain/reports/dmarc-observation.ts';

/** Where a message comes from, as the connection knows it. */
export interface MessageOrigin {
  readonly address: string;
  /** What the client calls itself; proves nothing. */
  readonly helo: string | null;
  /** The name under which results are told (RFC 8601 §2.5). */
  readonly server: string;
  /** Envelope sender; `''`: null. */
  readonly sender: string;
}

export interface InspectionVerdict {
  /** Authentication-Results, with its line end. */
  readonly field: string;
  readonly action: FailureAction;
  /** For the sender, where `action` is Reject. */
  readonly text: string;
  /** What proves the domain of the author: a signature of it over the whole body, its SPF; `null`: neither. */
  readonly backedBy: 'dkim' | 'spf' | null;
  /** For the report that the domain of the author wants (RFC 7489 §7.2); `null`: it wants none. */
  readonly observation: DmarcObservation | null;
}

/** One message on its way through. */
export interface MessageInspection {
  /**
   * The header that is judged, with its blank line, and the one that will be stored, where it is another. True: the body must pass too; false:
   * `finish` may be called at once.
   */
  header(bytes: Uint8Array, stored?: Uint8Array): boolean;
  body(chunk: Uint8Array): void;
  /** Waits for the DNS within the budget; never throws for what a sender may write. */
  finish(): Promise<InspectionVerdict>;
}

export interface MessageInspector {
  /** `null`: mail from there is not looked at. */
  begin(origin: MessageOrigin): MessageInspection | null;
  /** The block list that an address stands in, `null`: none. */
  blockedBy(address: string): Promise<string | null>;
}

import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { TrackingEvent } from './tracking-log.ts';

/** RFC 3461 §4.1. */
export type NotifyOn = 'success' | 'failure' | 'delay';

/** The higher, the sooner (Exchange's names). */
export type QueuePriority = 'High' | 'Normal' | 'Low';

export interface NewRecipient {
  readonly address: string;
  /** `null`: not said, which means failures and delays; empty: NEVER. */
  readonly notify: readonly NotifyOn[] | null;
  /** ORCPT (RFC 3461 §4.2). */
  readonly originalRecipient: { readonly type: string; readonly address: string } | null;
  /** The address in the envelope of an EmailSubmission that he stands for; absent: none, as of a member of a group. */
  readonly submitted?: string;
  /** A group whose members stand beside it: nothing is delivered, its sender is told that it was expanded (RFC 3461 §5.2.7.3). */
  readonly isExpanded?: true;
  /** A rule of the organisation keeps it from him: nothing is delivered, and his sender hears why (RFC 3463 and a text). */
  readonly refusal?: { readonly status: string; readonly text: string };
  /** A rewritten address of ours (SRS) that was named for him; for the tracking log, the queue does not keep it. */
  readonly redirectedFrom?: string;
  /** Address of the group that was named, and he is in; the queue does not keep it. */
  readonly memberOf?: string;
}

/** How recipients came to be others than those who were named, for the tracking log. */
export interface RoutingStep {
  readonly event: 'EXPAND' | 'RESOLVE' | 'REDIRECT' | 'DUPLICATEDELIVER';
  readonly from: string;
  readonly to: readonly string[];
}

/** A message's envelope as it is handed to the queue. */
export interface NewMessage {
  /** `''`: the null reverse-path; nobody is told about such a message (RFC 5321 §4.5.5). */
  readonly sender: string;
  readonly recipients: readonly NewRecipient[];
  /** SMTPUTF8 was given with it. */
  readonly smtpUtf8: boolean;
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envelopeId: string | null;
  /** Address of the submitter who signed in. */
  readonly authenticatedAs: string | null;
  /** Exchange's Source of tracking events. */
  readonly source: 'SMTP' | 'STOREDRIVER' | 'MAILBOXRULE' | 'AGENT' | 'DSN';
  /** Address it came from. */
  readonly clientAddress: string | null;
  /** Language of reports about it. */
  readonly language: 'en' | 'fr' | null;
  /** Handed over for relaying by a device or server that may: its sender is not rewritten. */
  readonly isRelay?: boolean;
  /** A copy of what was written here, or handed over by a device or server that may relay: it leaves in our name. */
  readonly isOurs?: boolean;
  /** Mailboxes here file it as junk, as they would have when it came. */
  readonly isSuspect?: true;
  /** RFC 8689: only over TLS, to servers that are who they say and promise the same. */
  readonly requireTls?: boolean;
  /** RFC 4865: not before this time, milliseconds since 1970. */
  readonly releaseAt?: number;
  /** The same in the words of its sender, for reports: `for;3600` or `until;2027-01-31T09:00:00Z` (RFC 4865 §5.1.2). */
  readonly releaseRequest?: string;
  /** RFC 2852: delivered by this time, or returned (`R`), or the sender told (`N`). */
  readonly deliverBy?: {
    readonly time: number;
    readonly mode: 'R' | 'N';
    /** The sender is told of each server that hands it on. */
    readonly trace?: boolean;
  };
  /** RFC 6710: -9 to 9; stronger than what the header says. */
  readonly mtPriority?: number;
  /** The EmailSubmission (RFC 8621 §7) that is told what becomes of its recipients. */
  readonly submission?: string;
  /** What the tracking log is told when it comes in, and the queue does not keep. */
  readonly journey?: MessageJourney;
  /** What is to be true just when the message waits here: written in the transaction that makes it durable. */
  readonly alongside?: (writer: SqlWriter) => Promise<void>;
}

export interface MessageJourney {
  /** It is a part of a message for which rules want something else than for the rest, and which has been told of. */
  readonly isBranch?: boolean;
  /** As the sender named them; absent: the recipients. */
  readonly named?: readonly string[];
  readonly steps?: readonly RoutingStep[];
  /** `CAS01\\Default Frontend CAS01`. */
  readonly connector?: string | undefined;
  /** What the client that brought it calls itself. */
  readonly clientHostname?: string | undefined;
  /** Message-ID of what a report is about. */
  readonly reference?: string;
  /** What comes before its own events, of the same transaction: the failure that a report is about. */
  readonly earlier?: readonly TrackingEvent[];
}

/** What is read from the content on its way in. */
export interface ContentFacts {
  readonly sizeBytes: number;
  readonly headerBytes: number;
  readonly subject: string;
  /** With its angle brackets; `''` when there is none. */
  readonly internetMessageId: string;
  readonly received: number;
  readonly eightBit: boolean;
  /** Bytes beyond US-ASCII in the header: it needs SMTPUTF8 (RFC 6532). */
  readonly headerEightBit: boolean;
  readonly priority: QueuePriority;
  /** RFC 3834 §5: a program answered for somebody. */
  readonly isAutomaticReply?: true;
  /** A line has more than 998 octets (RFC 5322 §2.1.1). */
  readonly longLines?: true;
  /** It has octets of the value 0. */
  readonly nuls?: true;
  /** TLS-Required: No (RFC 8689 §3): it goes out whatever the domain demands of TLS. */
  readonly tlsOptional?: true;
  /** Fields in which servers of this organization speak to each other (X-MS-Exchange-Organization-, -Forest-). */
  readonly internalFields?: true;
}

export interface QueuedMessage extends Omit<NewMessage, 'recipients' | 'journey' | 'alongside'>, ContentFacts {
  /** Of `OutboundQueue.nextNumber`: Exchange's InternalId, also in the 250 to whoever brought it. */
  readonly id: number;
  readonly arrivedAt: number;
  readonly expiresAt: number;
  /** When its sender is told that it still waits; beyond every date once he was, or where nobody wants to know. */
  readonly delayNoticeAt: number;
  readonly suspended: boolean;
  /** A mailbox here that filed something under this name has the message; absent: it is brought under a name of its own. */
  readonly filedUnder?: string;
}

export interface QueuedRecipient extends NewRecipient {
  readonly messageId: number;
  /** From 0 within its message. */
  readonly number: number;
  readonly nextHop: string;
  readonly nextAttempt: number;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** One message and those of its recipients that go the same way. */
export interface QueuedJob {
  readonly message: QueuedMessage;
  readonly recipients: readonly QueuedRecipient[];
}

import type { Mailbox, RecipientResolution } from '../../domain/directory/directory.ts';
import type { DistributionGroup, MailContact } from '../../domain/directory/recipient.ts';
import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { NewMessage, NewRecipient, RoutingStep } from '../../domain/queue/queued-message.ts';
import type { InspectionVerdict, MessageOrigin } from '../message-authentication/message-inspector.ts';

export interface Envelope {
  /** Empty for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly EnvelopeRecipient[];
  /** Signed-in submitter, if any. */
  readonly authenticatedAs: Mailbox | null;
  readonly smtpUtf8: boolean;
  /** Each recipient has an outcome of its own (LMTP); otherwise it is all or none, as one reply must be true for all. */
  readonly eachAlone?: boolean;
  /** Where it comes from; absent for mail of our own, which nobody needs to inspect. */
  readonly origin?: Omit<MessageOrigin, 'sender'>;
  /** It came as BINARYMIME: parts of it may hold any bytes (RFC 3030 §3). */
  readonly isBinary?: boolean;
  /** Its sender is not who it says, or a filter calls it spam: it is filed as junk. */
  readonly isSuspect?: boolean;
  /** As its sender signed it, where a content filter has changed it since; absent: it is as it came. */
  readonly asItCame?: OriginalMessage;
  /** Brought by the queue: who wrote it had signed in, or was a device or server that may relay. */
  readonly isOurs?: boolean;
  /** What proves the domain of its author; `null`: nothing does; absent: nobody has looked. */
  readonly backedBy?: InspectionVerdict['backedBy'];
  /** What transport rules do with it; absent: nothing. It is done behind what judges its sender, who signed the bytes as they came. */
  readonly ruled?: RuledChanges;
  /** Its groups with their members, where transport rules have seen these: `ruled` and `branches` are about them. */
  readonly expansion?: Expansion;
  /** What the tracking log is told of the whole message, whose groups have given way to their members. */
  readonly expanded?: {
    readonly named: readonly { readonly address: string }[];
    readonly steps: readonly RoutingStep[];
  };
  /** Recipients for whom transport rules want something else than `ruled`. */
  readonly branches?: readonly Branch[];
  /** Of a branch: whom the whole message names. */
  readonly whole?: readonly (EnvelopeRecipient | NewRecipient)[];
  /** What goes through the queue; absent: nothing does. */
  readonly outbound?: OutboundEnvelope;
  /** The queue brings it, and says itself what became of it; the key is the same whenever it brings it again. */
  readonly fromQueue?: { readonly key: string };
  /** Its number (`Delivery.nextNumber`), the same in the reply, the tracking log and the queue; absent: it is given one. */
  readonly number?: number;
  /** The receive connector that took it, as the tracking log names it: `CAS01\\Default Frontend CAS01`. */
  readonly connector?: string;
  /** What the client that brings it calls itself (HELO, EHLO, LHLO); for the tracking log. */
  readonly clientHostname?: string;
  /** When its content began to come, milliseconds since 1970; absent: now. */
  readonly arrivedAt?: number;
}

export interface OriginalMessage {
  /** With the blank line. */
  readonly header: Uint8Array;
  /** Absent: the body was not changed. */
  readonly body?: () => AsyncIterable<Uint8Array>;
}

/** Those of `outbound`, with the members of groups in place of these. */
export interface Expansion {
  readonly recipients: readonly NewRecipient[];
  /** Of each who is named, those of `outbound` behind the others: the places of whoever stands for him, `recipients` behind the others. */
  readonly places: readonly (readonly number[])[];
  readonly steps: readonly RoutingStep[];
}

/** Some of the recipients of a message, by their places: those of `outbound` stand behind the others. */
export type Branch = { readonly places: readonly number[] } & (
  | { readonly kind: 'changed'; readonly ruled: RuledChanges }
  /** `status` is of RFC 3463. */
  | { readonly kind: 'refused'; readonly text: string; readonly status: string }
  | { readonly kind: 'deleted' }
);

export interface RuledChanges {
  /** It is filed as junk. */
  readonly isJunk: boolean;
  /** Fields that go above it, each with its CRLF. */
  readonly addedFields: readonly string[];
  /** Texts that go before the subject, the last of them first. */
  readonly subjectPrefix: string;
  /** Lower-case names of fields that are taken out. */
  readonly removedFields: readonly string[];
  /** What its texts are given, one after the other. */
  readonly disclaimers: readonly Disclaimer[];
  /** Who gets a copy that nothing in the message tells of: addresses, of groups too. Nobody hears what becomes of it. */
  readonly blindCopyTo: readonly string[];
  /** Who gets it instead of its recipients, likewise, at least one; `null`: they do. */
  readonly redirectTo: readonly string[] | null;
}

export interface Disclaimer {
  readonly html: string;
  readonly location: 'Append' | 'Prepend';
  /** Where it cannot stand in the message: signed and encrypted ones stay as they are. */
  readonly fallback: 'Wrap' | 'Ignore' | 'Reject';
}

/** The part of an envelope that is for other domains (or wants a report of its delivery, RFC 3461). */
export interface OutboundEnvelope {
  readonly recipients: readonly NewRecipient[];
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envelopeId: string | null;
  readonly clientAddress: string | null;
  /** Handed over for relaying by a device or server that may: its sender is not rewritten. */
  readonly isRelay?: boolean;
  readonly requireTls?: boolean;
  /** RFC 4865, RFC 2852 and RFC 6710, as in `NewMessage`. */
  readonly releaseAt?: number;
  readonly releaseRequest?: string;
  readonly deliverBy?: NewMessage['deliverBy'] & {};
  readonly mtPriority?: number;
  readonly submission?: string;
  /** As in `NewMessage`. */
  readonly alongside?: NewMessage['alongside'] & {};
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
  /** ORCPT (RFC 3461 §4.2); absent: it was not given. */
  readonly originalRecipient?: NewRecipient['originalRecipient'];
  /** Of what becomes of it behind the reply: for a message of which a part waits in the queue. Absent: it was not said. */
  readonly notify?: NewRecipient['notify'];
}

/** A message that arrives for several mailboxes: written once, delivered to each. */
export interface DeliveryInProgress {
  /** The chunk is kept as it is: nobody may change it afterwards. */
  write(chunk: Uint8Array): Promise<void>;
  readonly sizeBytes: number;
  /**
   * Durable in every recipient's store or in the queue when it resolves; one outcome a recipient, in order, those of
   * `outbound` last ('delivered' means queued). `attempt`: where it was filed under this key before, it is not filed again.
   */
  deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]>;
  discard(): Promise<void>;
}

export interface DeliveryRefusal {
  readonly kind: 'refused';
  readonly code:
    | 'over-quota'
    | 'message-too-large'
    | 'mailbox-disabled'
    | 'not-authentic'
    /** By a content filter, for good or for now. */
    | 'content-refused'
    | 'content-deferred'
    | 'sender-not-authenticated'
    | 'sender-not-allowed'
    | 'group-empty'
    | 'not-reachable'
    | 'rate-limit';
  /** A sentence for the sender; it names no address. */
  readonly text: string;
  /** RFC 3463, where whoever refuses has chosen one, of the class 5 or (`content-deferred`) 4; absent: that of the code. */
  readonly status?: string;
}

/**
 * All or none as far as one reply for all recipients can be true: when one mailbox refuses or cannot be prepared, the
 * message is stored for nobody and the others have failed ('try again'), so that no mailbox gets it twice and none is
 * left out unsaid. Only a store that breaks while messages are being filed can leave some delivered and some failed; a
 * repeated attempt then skips those that have it.
 */
export type DeliveryOutcome =
  /** `wasThere`: an attempt before, which broke off, had come so far, or the mailbox had it (`isSecondCopy`). */
  | { readonly kind: 'delivered'; readonly wasThere?: true; readonly isSecondCopy?: true }
  | DeliveryRefusal
  /** Try again later. `isStorageFull`: when somebody has made room. */
  | { readonly kind: 'failed'; readonly text: string; readonly isStorageFull?: true };

/** Somebody found who is not a mailbox: his mail goes through the queue, under the address that was written. */
export type IndirectRecipient =
  | { readonly kind: 'group'; readonly group: DistributionGroup }
  | { readonly kind: 'contact'; readonly contact: MailContact };

/** Who sends, as far as it is known. */
export interface SendingParty {
  /** Of the envelope; `''`: the null reverse-path. */
  readonly address: string;
  /** Who signed in. */
  readonly user: Mailbox | null;
  /** A server that is trusted like our own says who he is: his word counts as signing in. */
  readonly isVouchedFor?: boolean;
}

/** The journey of a message into mailboxes. `prefix` is the trace header (Received, Return-Path is added per recipient). */
export interface Delivery {
  begin(envelope: Envelope, prefix: Uint8Array, options: { readonly maxBytes: number }): Promise<DeliveryInProgress>;
  /**
   * A number for a message that comes in, for its envelope: Exchange's InternalId, never given again.
   * @throws MailError 'storage-unavailable' when no number can be reserved.
   */
  nextNumber(): number;
  /** Whose address it is; see `Directory.resolveRecipient`. */
  resolve(address: EnvelopeAddress): RecipientResolution;
  /** Why `mailbox` would not take a message of `sizeBytes` (0: not known) now; asked at RCPT, so that nothing bounces. */
  refusalOf(mailbox: Mailbox, sizeBytes: number): Promise<DeliveryRefusal | null>;
  /**
   * The same for whoever was found, with what he allows senders: restrictions of mailboxes, groups (those in them too) and
   * contacts, whether a contact can be reached, and quotas.
   */
  refusalFor(
    found: Extract<RecipientResolution, { kind: 'mailbox' }> | IndirectRecipient,
    from: SendingParty,
    sizeBytes: number,
  ): Promise<DeliveryRefusal | null>;
  /** Whether `user` may write `address` as the sender or author: one of his own, or with SendAs or SendOnBehalf. */
  mayUseAddress(user: Mailbox, address: string): 'own' | 'send-as' | 'on-behalf' | null;
  /** Why `mailbox` may not send now (ProhibitSendQuota). */
  sendingRefusalOf(mailbox: Mailbox): Promise<DeliveryRefusal | null>;
  /** The DNS block list that refuses this address; `null`: none does. */
  blockedBy(address: string): Promise<string | null>;
  /** Whom a bounce to the rewritten sender of a forward is for; `null`: the address is none. */
  bouncedTo(address: EnvelopeAddress): string | null;
  /** Whether there is a queue, which can hold mail back. */
  canHold(): boolean;
  /** Whether any send connector is enabled: without one nothing leaves this server. */
  sendsOut(): boolean;
  /** Why mail of `sizeBytes` (0: not known) to an address in another domain would not leave now; `null`: it would. */
  outboundRefusal(address: EnvelopeAddress, sizeBytes: number): 'no-connector' | 'too-large' | null;
}

import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { QuotaUsage, SpecialUse } from '../../../domain/mail/account-store.ts';
import type { Flags } from '../../../domain/mail/flags.ts';
import type { JourneyContext } from '../automation/journey-context.ts';
import type { MessageView } from '../automation/message-view.ts';
import type { OutgoingCopy } from '../automation/outgoing-copy.ts';
import type { DeliveryRefusal, Envelope } from '../delivery.ts';

/** A folder by its whole name or by its use. */
export type Destination = string | { readonly specialUse: SpecialUse };

/** A message for one mailbox before it is stored; steps may change where it goes and what it is marked with. */
export interface Placement {
  readonly context: JourneyContext;
  readonly envelope: Envelope;
  readonly mailbox: Mailbox;
  /** Of the whole message, trace header included; at RCPT what the client announced, 0 when nothing. */
  readonly sizeBytes: number;
  /** What the message says; `null` at RCPT, and where the mailbox has nothing that asks for it. */
  readonly message: MessageView | null;
  /** Asked once, when a step wants to know. */
  quota(): Promise<QuotaUsage>;
  /** False: nothing stays in the mailbox, since it goes on elsewhere. */
  keep: boolean;
  /** Known once `sort-out-junk` has run. */
  isJunk: boolean;
  folder: Destination;
  /** Folders that get a copy besides. */
  readonly copies: Destination[];
  flags: Flags;
  /** Header lines that go above the message, each with its CRLF. */
  readonly headerLines: string[];
  /** What leaves for others. */
  readonly outgoing: OutgoingCopy[];
}

/** One step of the journey; the order stands in index.ts. A refusal ends it. */
export interface DeliveryStep {
  readonly name: string;
  /** Whether it can be asked at RCPT, before there is a message. */
  readonly beforeContent: boolean;
  /** Waits only for what must be read: most steps have nothing to look at in most mailboxes. */
  run(placement: Placement): Promise<DeliveryRefusal | null> | DeliveryRefusal | null;
}

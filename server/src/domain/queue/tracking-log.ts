/** Exchange's event names. */
export const trackingEventIds = [
  'SUBMIT',
  'RECEIVE',
  'RESOLVE',
  'EXPAND',
  'REDIRECT',
  'TRANSFER',
  'DELIVER',
  'DUPLICATEDELIVER',
  'SEND',
  'DEFER',
  'FAIL',
  'DSN',
] as const;
export type TrackingEventId = (typeof trackingEventIds)[number];
export const trackingSources = [
  'SMTP',
  'STOREDRIVER',
  'ROUTING',
  'MAILBOXRULE',
  'AGENT',
  'DSN',
  'ADMIN',
  'QUEUE',
] as const;
export type TrackingSource = (typeof trackingSources)[number];

/** One line of the message tracking log. */
export interface TrackingEvent {
  readonly eventId: TrackingEventId;
  readonly source: TrackingSource;
  /** Exchange's InternalId, which the 250 said; `null` in events from before mail for mailboxes here had one. */
  readonly internalMessageId: number | null;
  /** Message-ID field with its brackets. */
  readonly messageId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** One a recipient: `250 2.1.5 Recipient OK`. */
  readonly recipientStatus: readonly string[];
  readonly messageSubject: string;
  readonly totalBytes: number;
  readonly clientIp: string | null;
  readonly serverHostname: string | null;
  readonly serverIp: string | null;
  readonly connectorId: string | null;
  readonly sourceContext: string | null;
  readonly returnPath: string;
  /** What the recipients stand for: the group that was expanded, the address that was resolved or redirected. */
  readonly relatedRecipientAddress?: string;
  /** Message-ID of the message that a report (DSN) is about. */
  readonly reference?: string;
  /** What the client that brought it calls itself (HELO, EHLO, LHLO); proves nothing. */
  readonly clientHostname?: string;
  /** The address from which it came to this organization, in events of what became of it later. */
  readonly originalClientIp?: string | null;
  /** Whether it was written here or came from strangers; absent in events of earlier versions. */
  readonly directionality?: Directionality;
  /** When it was taken in, milliseconds since 1970, in events of what became of it. */
  readonly arrivedAt?: number;
}

/** Exchange's words: written by somebody of the organization or by one of its devices, or come from elsewhere. */
export type Directionality = 'Originating' | 'Incoming';

export interface TrackedEvent extends TrackingEvent {
  readonly sequence: number;
  readonly timestamp: number;
  readonly server: string;
}

/** Everything given must hold; text is compared without case. */
export interface TrackingQuery {
  readonly start?: number;
  /** Exclusive. */
  readonly end?: number;
  readonly eventId?: string;
  readonly source?: string;
  readonly sender?: string;
  /** Any of them. */
  readonly recipients?: readonly string[];
  /** A part of it. */
  readonly messageSubject?: string;
  readonly messageId?: string;
  /** The Message-ID that a report is about. */
  readonly reference?: string;
  readonly internalMessageId?: number;
  /** Oldest first otherwise. */
  readonly newestFirst?: boolean;
  readonly limit: number | null;
}

/** Where every message went, kept for `MessageTrackingLogMaxAge` (30 days) and no longer. */
export interface TrackingLog {
  /** Soon durable: events of deliveries that have their own proof in the mailbox. Resolves when they are. */
  record(events: readonly TrackingEvent[]): Promise<void>;
  search(query: TrackingQuery): Promise<readonly TrackedEvent[]>;
  /** The same one by one, read in pages as they are asked for: a month of events may be larger than memory. */
  events(query: TrackingQuery): AsyncGenerator<TrackedEvent, void, void>;
  /** How many events of each kind, by spans of `spanMs` from `start` on, counted from 0; spans without any are left out. */
  count(query: {
    readonly start: number;
    readonly end: number;
    readonly spanMs: number;
  }): Promise<readonly { readonly event: TrackingEventId; readonly span: number; readonly count: number }[]>;
  /** Removes what is older than the log keeps. */
  purge(): Promise<void>;
  /** Resolves when all that was recorded is written down. */
  close(): Promise<void>;
}

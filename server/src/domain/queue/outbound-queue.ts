import type { DeliveryAttempt, DeliveryAttempts } from './delivery-attempts.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { RecipientStatus } from '../personal/submission.ts';
import type { TrackingEvent } from './tracking-log.ts';
import type { NewMessage, QueuedJob, QueuedMessage } from './queued-message.ts';

/** A message on its way into the queue; its content is written as it comes. */
export interface QueueIntake {
  readonly sizeBytes: number;
  /** The chunk is kept as it is: nobody may change it afterwards. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Durable when it resolves, and not sent before `release`: for a message that also goes to mailboxes here. When that never
   * comes, `attempt` is one that broke off. `part` names the message among those of the attempt: what bears one name goes together, and once.
   * Of all attempts one message of the name `onceAnHour` goes within the hour.
   */
  stage(attempt: DeliveryAttempt, part: string, onceAnHour?: string | null): Promise<QueuedMessage>;
  /**
   * Lets a staged message go, unless this part of the attempt has gone before; durable when it resolves. In the same transaction `others` go,
   * and `alongside` is done.
   */
  release(others?: readonly QueueIntake[], alongside?: NewMessage['alongside']): Promise<void>;
  /** The same within a transaction, where `claimed` knows which names may go; gives what is to be called once that is through. */
  releaseWithin(writer: SqlWriter, claimed: Map<string, boolean>): Promise<() => void>;
  /** Both in one: durable and on its way when it resolves. */
  commit(): Promise<QueuedMessage>;
  /** Forgets it unless it was released or committed, also where the word of that was lost; safe at any time. */
  discard(): Promise<void>;
}

/** What became of a recipient in one attempt. `status` is of RFC 3463, `response` what the other side said. */
export type RecipientResult =
  /** `isSecondCopy`: the mailbox had it, so that nothing was filed. */
  | { readonly number: number; readonly kind: 'sent'; readonly response: string; readonly isSecondCopy?: true }
  | { readonly number: number; readonly kind: 'failed'; readonly status: string; readonly response: string }
  | {
      readonly number: number;
      readonly kind: 'deferred';
      readonly nextAttempt: number;
      readonly status: string;
      readonly response: string;
    };

/** A report that enters the queue with the results it tells of. */
export interface QueuedReport {
  readonly message: NewMessage;
  readonly content: Uint8Array;
}

export interface Settlement {
  readonly messageId: number;
  readonly results: readonly RecipientResult[];
  readonly reports: readonly QueuedReport[];
  readonly events: readonly TrackingEvent[];
  /** It was taken back: nobody who has read it but not begun with it may begin now. */
  readonly isWithdrawn?: boolean;
  /** What the EmailSubmission that it was is told. */
  readonly submitted?: { readonly submission: string; readonly statuses: readonly RecipientStatus[] };
}

/** A queue: all that waits for one next hop. */
export interface NextHopQueue {
  /** Exchange's number of it: `CAS01\3`. */
  readonly id: number;
  readonly nextHop: string;
  readonly suspended: boolean;
  /** Connections that failed one after the other. */
  readonly attempts: number;
  /** No connection before; 0: at once. */
  readonly nextAttempt: number;
  /** 0: never. */
  readonly lastAttempt: number;
  readonly lastError: string | null;
}

export interface QueueSummary extends NextHopQueue {
  readonly messageCount: number;
  /** Recipients that wait for a time of their own after a refusal. */
  readonly deferredCount: number;
}

export interface QueueLimits {
  /** Exchange's MessageExpirationTimeout. */
  readonly expiresAfterMs: number;
  /** Exchange's DelayNotificationTimeout. */
  readonly delayNoticeAfterMs: number;
}

export const defaultQueueLimits: QueueLimits = { expiresAfterMs: 48 * 3_600_000, delayNoticeAfterMs: 4 * 3_600_000 };

/** Mail of this node that waits to leave. Everything that changes is durable when it resolves. */
export interface OutboundQueue {
  /**
   * A number for a message that comes in: from 1, never given again. The tracking log has it, and `begin` if it waits here.
   * @throws MailError 'storage-unavailable' when no number can be reserved.
   */
  nextNumber(): number;
  /** `number` is of `nextNumber`; one of its own when left out. */
  begin(message: NewMessage, number?: number): QueueIntake;
  /** Attempts at messages for mailboxes here and for others that broke off between the two. */
  readonly attempts: Pick<DeliveryAttempts, 'brokenOff' | 'attemptAt' | 'forget' | 'leftLately'>;
  /** Which recipients of `nextHop` may be tried at `now`, by priority and age; `skip` are messages in hand. */
  due(nextHop: string, now: number, most: number, skip: ReadonlySet<number>): Promise<readonly QueuedJob[]>;
  /** When the next recipient of `nextHop` is due; `null` when nobody waits there. */
  nextDue(nextHop: string): Promise<number | null>;
  /** Messages whose time is over, with all recipients that wait. */
  expired(now: number, most: number): Promise<readonly QueuedJob[]>;
  /** Messages, `most` of them with all their recipients, that are late and whose sender has not been told. */
  delayed(now: number, most: number): Promise<readonly QueuedJob[]>;
  /** The earliest time at which `expired` or `delayed` has something new; `null`: never. */
  nextNotice(): Promise<number | null>;
  /** Records what became of recipients, and the reports about it, in one transaction. */
  settle(settlement: Settlement): Promise<void>;
  /** The sender has been told of the delay, with `reports`; not again. `false`, and nothing done: one of `recipients` no longer waits. */
  noteDelay(
    messageId: number,
    recipients: readonly number[],
    reports: readonly QueuedReport[],
    events: readonly TrackingEvent[],
  ): Promise<boolean>;
  content(messageId: number, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  /** Next hops with a queue, in memory. */
  hops(): readonly NextHopQueue[];
  hop(nextHop: string): NextHopQueue | null;
  changeHop(nextHop: string, change: Partial<Omit<NextHopQueue, 'id' | 'nextHop'>>): Promise<void>;
  summaries(): Promise<readonly QueueSummary[]>;
  /** Messages by number; `nextHop` limits them to one queue. */
  messages(options: {
    readonly nextHop?: string;
    readonly after?: number;
    readonly most: number;
  }): Promise<readonly QueuedJob[]>;
  suspendMessages(ids: readonly number[], suspended: boolean): Promise<void>;
  /** Makes recipients due at once. */
  retryNow(nextHop: string): Promise<void>;
  /**
   * The clock was set back, or may have been while nothing ran: what was written down in the future is taken back. Attempts after
   * the first may wait until `latestAttempt`.
   */
  takeBackFuture(latestAttempt: number): Promise<void>;
  /** Finds the next hops of all recipients anew, after connectors or domains have changed. */
  reroute(): Promise<void>;
  /**
   * Told after commit: something may be due for this next hop. `isChange`: what was read of it before may be wrong. `fresh`: it
   * is this message, which has just come, and nothing else.
   */
  onDue(listener: (nextHop: string, isChange: boolean, fresh: QueuedJob | null) => void): () => void;
  /** Told after commit of every new message: when `expired` or `delayed` will have it first. */
  onNotice(listener: (at: number) => void): () => void;
}

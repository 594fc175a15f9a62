import type { Clock } from '../../platform/clock/clock.ts';
import { pieceBytes } from '../../storage/content-store.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { RecipientStatus } from '../personal/submission.ts';
import type { Submissions } from '../personal/submissions.ts';
import { expiryOf, never, noticeOf } from './message-times.ts';
import { MessageFacts } from './message-facts.ts';
import { openMessageNumbers } from './message-numbers.ts';
import { nextHopKey, withTlsOptional } from './next-hop.ts';
import { NextHopQueues } from './next-hop-queues.ts';
import type { WritableTrackingLog } from './open-tracking-log.ts';
import {
  defaultQueueLimits,
  type OutboundQueue,
  type QueuedReport,
  type QueueLimits,
  type Settlement,
} from './outbound-queue.ts';
import { type DeliveryAttempt, DeliveryAttempts } from './delivery-attempts.ts';
import { arrivalEvents } from './arrival-events.ts';
import { takeBackFuture } from './clock-set-back.ts';
import { FreshContents } from './fresh-contents.ts';
import { freshJobs } from './fresh-jobs.ts';
import { type ArrivedContent, StoredIntake } from './queue-intake.ts';
import { deleteMessage, insertMessage, insertQueuedPieces } from './queue-rows.ts';
import type { NewMessage, NewRecipient, QueuedJob, QueuedMessage, QueuePriority } from './queued-message.ts';
import { freshContent, queuedContent } from './queued-content.ts';
import { rerouteRecipients } from './reroute-recipients.ts';
import type { Route } from './route-recipient.ts';
import { settleRecipients } from './settled-recipients.ts';
import type { TrackingEvent } from './tracking-log.ts';
import { waitingMail } from './waiting-mail.ts';

export interface OutboundQueueParts {
  /** The system scope, migrated with `queueMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  /** This node; it sends what it took itself. */
  readonly server: string;
  readonly route: Route;
  readonly tracking: WritableTrackingLog;
  readonly limits?: QueueLimits;
  /** Told what becomes of the recipients of submissions; absent: nobody is. */
  readonly submissions?: Pick<Submissions, 'note'>;
}

/** Settlements of one transaction. */
const mostTogether = 50;
/** Opens the queue of this node; what was arriving when the process died was never acknowledged, and is removed. */
export async function openOutboundQueue(parts: OutboundQueueParts): Promise<OutboundQueue> {
  const { scope, clock, server, route, tracking, submissions, limits = defaultQueueLimits } = parts;
  const attempts = await DeliveryAttempts.open(scope, server, clock);
  const numbers = await scope.write(async (writer) => {
    const unfinished = await writer.all<{ message_id: number; record: string }>(
      'SELECT message_id, record FROM queued_message WHERE server = ? AND arriving = 1',
      server,
    );
    const highest = await writer.get<{ last: number | null }>(
      'SELECT MAX(message_id) AS last FROM queued_message WHERE server = ?',
      server,
    );
    // What was given before numbers were reserved: messages that have left are known to the tracking log.
    const tracked = await writer.all<{ record: string }>(
      `SELECT record FROM message_tracking WHERE server = ? AND event IN ('RECEIVE', 'DSN')
         AND record NOT LIKE '%"internalMessageId":null%' ORDER BY sequence DESC LIMIT 100`,
      server,
    );
    for (const { message_id, record } of unfinished) {
      // Mailboxes here may have it: whoever hands it over again is to give them no second copy.
      const { attempt } = JSON.parse(record) as { attempt?: DeliveryAttempt };
      if (attempt !== undefined) await attempts.remember(writer, attempt);
      await deleteMessage(writer, server, Number(message_id));
    }
    const last = Math.max(
      Number(highest?.last ?? 0),
      ...tracked.map(({ record }) => (JSON.parse(record) as { internalMessageId: number }).internalMessageId),
    );
    return await openMessageNumbers({ scope, writer, server, last });
  });
  const queues = await NextHopQueues.open(scope, server);
  const waitingHops = await scope.read((reader) =>
    reader.all<{ next_hop: string }>('SELECT DISTINCT next_hop FROM queued_recipient WHERE server = ?', server),
  );
  await scope.write(async (writer) => {
    for (const { next_hop } of waitingHops) await queues.ensure(writer, next_hop);
  });
  const contents = new FreshContents();
  const listeners = new Set<Parameters<OutboundQueue['onDue']>[0]>();
  const announce = (nextHops: Iterable<string>, isChange = false): void => {
    for (const nextHop of new Set(nextHops)) for (const listener of listeners) listener(nextHop, isChange, null);
  };
  const announceChange = (): void =>
    announce(
      queues.all().map(({ nextHop }) => nextHop),
      true,
    );
  const announceFresh = (nextHop: string, job: QueuedJob | null): void => {
    for (const listener of listeners) listener(nextHop, false, job);
  };

  const noticeListeners = new Set<(at: number) => void>();
  const announceNotice = (at: number): void => {
    for (const listener of noticeListeners) listener(at);
  };

  /** Writes a message whose content stands beside it; gives what was queued and tells the listeners after commit. */
  async function insert(
    writer: SqlWriter,
    id: number,
    message: NewMessage,
    { facts, whole }: ArrivedContent,
    attempt?: DeliveryAttempt,
  ): Promise<{
    readonly queued: QueuedMessage;
    readonly noticeAt: number;
    /** For the tracking log, once it is let go. */
    readonly later: readonly TrackingEvent[];
  }> {
    const now = clock.now();
    const { recipients, journey, alongside, ...envelope } = message;
    // What goes with another message is told of behind it.
    const isLater = attempt !== undefined && journey?.isBranch === true;
    const queued: QueuedMessage = {
      ...envelope,
      ...facts,
      id,
      arrivedAt: now,
      priority: message.mtPriority === undefined ? facts.priority : priorityFor(message.mtPriority),
      expiresAt: expiryOf(message, now, limits),
      delayNoticeAt: noticeOf(message, now, limits),
      suspended: false,
      // Whoever tries again may find it parted otherwise, and mailboxes that have it in a part for the queue, or the other way round.
      ...(isLater ? { filedUnder: attempt.key } : {}),
    };
    const routed = recipients.map((recipient) => {
      const way = route(recipient.address);
      const { domain } = way;
      const hop = recipient.refusal === undefined ? way.hop : ({ kind: 'mailbox' } as const);
      // RFC 8689 §4.1: REQUIRETLS in MAIL comes before what the header says.
      const isOptional = facts.tlsOptional === true && message.requireTls !== true;
      return { ...recipient, domain, nextHop: nextHopKey(isOptional ? withTlsOptional(hop) : hop) };
    });
    const noticeAt = Math.min(queued.expiresAt, queued.delayNoticeAt);
    for (const { nextHop } of routed) await queues.ensure(writer, nextHop);
    await insertMessage(writer, server, { ...queued, arriving: attempt !== undefined, attempt }, routed);
    const events = [...(journey?.earlier ?? []), ...arrivalEvents(server, message, id, facts)];
    if (!isLater) await tracking.append(writer, events);
    await alongside?.(writer);
    if (message.submission !== undefined)
      await submissions?.note(writer, message.submission, recipients.flatMap(statusOfQueued));
    writer.onCommit(() => {
      if (whole !== null) contents.keep(id, whole);
      if (attempt !== undefined) return;
      const isDue = (queued.releaseAt ?? 0) <= now;
      for (const [nextHop, job] of freshJobs(queued, routed)) announceFresh(nextHop, isDue ? job : null);
      announceNotice(noticeAt);
    });
    return { queued, noticeAt, later: isLater ? events : [] };
  }

  async function insertReports(writer: SqlWriter, reports: readonly QueuedReport[]): Promise<void> {
    for (const { message, content } of reports) {
      const facts = new MessageFacts();
      facts.add(content);
      const id = await numbers.nextIn(writer);
      for (let at = 0, piece = 0; at < content.length; at += pieceBytes, piece += 1)
        await insertQueuedPieces(writer, server, id, piece, [
          {
            sizeBytes: Math.min(pieceBytes, content.length - at),
            packing: 0,
            data: content.subarray(at, at + pieceBytes),
          },
        ]);
      await insert(writer, id, message, { facts: facts.facts(), whole: content });
    }
  }

  // Results that come while a transaction is being written leave together in the next one.
  let waiting: { readonly settlement: Settlement; readonly done: PromiseWithResolvers<void> }[] = [];
  let isSettling = false;
  async function settleWaiting(): Promise<void> {
    isSettling = true;
    while (waiting.length > 0) {
      const together = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      try {
        await scope.write(async (writer) => {
          for (const { settlement } of together) {
            const { messageId, results, isWithdrawn } = settlement;
            if (isWithdrawn === true) writer.onCommit(announceChange);
            if (await settleRecipients(writer, server, messageId, results))
              writer.onCommit(() => contents.forget(messageId));
            await insertReports(writer, settlement.reports);
            await tracking.append(writer, settlement.events);
            const { submitted } = settlement;
            if (submitted !== undefined) await submissions?.note(writer, submitted.submission, submitted.statuses);
          }
        });
        for (const { done } of together) done.resolve();
      } catch (error) {
        for (const { done } of together) done.reject(error);
      }
    }
    isSettling = false;
  }

  return {
    nextNumber: () => numbers.next(),
    attempts,
    begin(message, id = numbers.next()) {
      let stagedNoticeAt = never;
      let untold: readonly TrackingEvent[] = [];
      return new StoredIntake({
        scope,
        server,
        id,
        attempts,
        async insert(writer, content, attempt) {
          const { queued, noticeAt, later } = await insert(writer, id, message, content, attempt);
          stagedNoticeAt = noticeAt;
          untold = later;
          return queued;
        },
        releasing: (writer) => tracking.append(writer, untold),
        released() {
          announce(queues.all().map(({ nextHop }) => nextHop));
          announceNotice(stagedNoticeAt);
        },
      });
    },
    ...waitingMail(scope, server),
    settle(settlement) {
      const done = Promise.withResolvers<void>();
      waiting.push({ settlement, done });
      if (!isSettling) void settleWaiting();
      return done.promise;
    },
    noteDelay: (messageId, recipients, reports, events) =>
      scope.write(async (writer) => {
        const waiting = await writer.all<{ number: number }>(
          'SELECT number FROM queued_recipient WHERE server = ? AND message_id = ?',
          server,
          messageId,
        );
        const left = new Set(waiting.map(({ number }) => Number(number)));
        if (!recipients.every((number) => left.has(number))) return false;
        await writer.run(
          'UPDATE queued_message SET delay_notice = ? WHERE server = ? AND message_id = ?',
          never,
          server,
          messageId,
        );
        await insertReports(writer, reports);
        await tracking.append(writer, events);
        return true;
      }),
    content(messageId, range) {
      const fresh = contents.get(messageId);
      return fresh === undefined ? queuedContent(scope, server, messageId, range) : freshContent(fresh, range);
    },
    hops: () => queues.all(),
    hop: (nextHop) => queues.get(nextHop),
    async changeHop(nextHop, change) {
      await queues.change(nextHop, change);
      announce([nextHop], true);
    },
    async summaries() {
      const rows = await scope.read((reader) =>
        reader.all<{ next_hop: string; messages: number; deferred: number }>(
          // From the index alone; what is still arriving is little.
          `SELECT next_hop, COUNT(DISTINCT message_id) AS messages, SUM(CASE WHEN next_attempt > ? THEN 1 ELSE 0 END) AS deferred
           FROM queued_recipient
           WHERE server = ? AND message_id NOT IN (SELECT message_id FROM queued_message WHERE server = ? AND arriving = 1)
           GROUP BY next_hop`,
          clock.now(),
          server,
          server,
        ),
      );
      const counts = new Map(rows.map((row) => [row.next_hop, row]));
      return queues.all().map((queue) => ({
        ...queue,
        messageCount: Number(counts.get(queue.nextHop)?.messages ?? 0),
        deferredCount: Number(counts.get(queue.nextHop)?.deferred ?? 0),
      }));
    },
    suspendMessages: (ids, suspended) =>
      scope.write(async (writer) => {
        await writer.runMany(
          'UPDATE queued_message SET suspended = ? WHERE server = ? AND message_id = ?',
          ids.map((id) => [Number(suspended), server, id]),
        );
        writer.onCommit(announceChange);
      }),
    async retryNow(nextHop) {
      await scope.write(async (writer) => {
        await writer.run(
          'UPDATE queued_recipient SET next_attempt = ? WHERE server = ? AND next_hop = ? AND next_attempt > ?',
          clock.now(),
          server,
          nextHop,
          clock.now(),
        );
      });
      await queues.change(nextHop, { nextAttempt: 0 });
      announce([nextHop], true);
    },
    async takeBackFuture(latestAttempt) {
      const due = await takeBackFuture({ scope, server, queues, limits, now: clock.now(), latestAttempt });
      announce(due, true);
    },
    reroute: () =>
      rerouteRecipients({
        scope,
        server,
        queues,
        route,
        now: () => clock.now(),
        moved: (nextHops) => announce(nextHops, true),
      }),
    onDue(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onNotice(listener) {
      noticeListeners.add(listener);
      return () => void noticeListeners.delete(listener);
    },
  };
}

function statusOfQueued({ submitted }: NewRecipient): readonly RecipientStatus[] {
  return submitted === undefined
    ? []
    : [{ address: submitted, smtpReply: '250 2.0.0 Waits to be sent', delivered: 'queued' }];
}

/** RFC 6710 §5 and appendix B: -4, 0 and 4 of the policy MIXER; what lies between is the next higher one. */
function priorityFor(mtPriority: number): QueuePriority {
  return mtPriority > 0 ? 'High' : mtPriority <= -4 ? 'Low' : 'Normal';
}

import type { Clock } from '../../platform/clock/clock.ts';
import { pieceBytes, unpackPiece } from '../../storage/content-store.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
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
  type RecipientResult,
  type Settlement,
} from './outbound-queue.ts';
import { arrivalEvents } from './arrival-events.ts';
import { StoredIntake } from './queue-intake.ts';
import { deleteMessage, insertMessage, insertQueuedPieces, ranks, readJobs } from './queue-rows.ts';
import type { ContentFacts, NewMessage, QueuedJob, QueuedMessage, QueuePriority } from './queued-message.ts';
import { rerouteRecipients } from './reroute-recipients.ts';
import type { Route } from './route-recipient.ts';

export interface OutboundQueueParts {
  /** The system scope, migrated with `queueMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  /** This node; it sends what it took itself. */
  readonly server: string;
  readonly route: Route;
  readonly tracking: WritableTrackingLog;
  readonly limits?: QueueLimits;
}

/** Settlements of one transaction. */
const mostTogether = 50;
/** Never: a message that needs no notice about its delay. */
const never = Number.MAX_SAFE_INTEGER;

/** Opens the queue of this node; what was arriving when the process died was never acknowledged, and is removed. */
export async function openOutboundQueue(parts: OutboundQueueParts): Promise<OutboundQueue> {
  const { scope, clock, server, route, tracking, limits = defaultQueueLimits } = parts;
  const numbers = await scope.write(async (writer) => {
    const unfinished = await writer.all<{ message_id: number }>(
      'SELECT message_id FROM queued_message WHERE server = ? AND arriving = 1',
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
    for (const { message_id } of unfinished) await deleteMessage(writer, server, Number(message_id));
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
  const listeners = new Set<(nextHop: string, isChange: boolean) => void>();
  const announce = (nextHops: Iterable<string>, isChange = false): void => {
    for (const nextHop of new Set(nextHops)) for (const listener of listeners) listener(nextHop, isChange);
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
    facts: ContentFacts,
    arriving: boolean,
  ): Promise<{ readonly queued: QueuedMessage; readonly noticeAt: number }> {
    const now = clock.now();
    const { recipients, journey: _, ...envelope } = message;
    const wantsNotice = message.sender !== '' && recipients.some(({ notify }) => notify?.includes('delay') ?? true);
    const queued: QueuedMessage = {
      ...envelope,
      ...facts,
      id,
      arrivedAt: now,
      priority: message.mtPriority === undefined ? facts.priority : priorityFor(message.mtPriority),
      expiresAt: expiryOf(message, now, limits),
      delayNoticeAt: wantsNotice ? noticeOf(message, now, limits) : never,
      suspended: false,
    };
    const routed = recipients.map((recipient) => {
      const { domain, hop } = route(recipient.address);
      // RFC 8689 §4.1: REQUIRETLS in MAIL comes before what the header says.
      const isOptional = facts.tlsOptional === true && message.requireTls !== true;
      return { ...recipient, domain, nextHop: nextHopKey(isOptional ? withTlsOptional(hop) : hop) };
    });
    const noticeAt = Math.min(queued.expiresAt, queued.delayNoticeAt);
    for (const { nextHop } of routed) await queues.ensure(writer, nextHop);
    await insertMessage(writer, server, { ...queued, arriving }, routed);
    await tracking.append(writer, arrivalEvents(server, message, id, facts));
    if (!arriving)
      writer.onCommit(() => {
        announce(routed.map(({ nextHop }) => nextHop));
        announceNotice(noticeAt);
      });
    return { queued, noticeAt };
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
      await insert(writer, id, message, facts.facts(), false);
    }
  }

  async function apply(writer: SqlWriter, messageId: number, results: readonly RecipientResult[]): Promise<void> {
    const gone = results.filter(({ kind }) => kind !== 'deferred');
    await writer.runMany(
      'DELETE FROM queued_recipient WHERE server = ? AND message_id = ? AND number = ?',
      gone.map(({ number }) => [server, messageId, number]),
    );
    await writer.runMany(
      `UPDATE queued_recipient SET next_attempt = ?, attempts = attempts + 1, last_error = ? WHERE server = ? AND message_id = ? AND number = ?`,
      results.flatMap((result) =>
        result.kind === 'deferred' ? [[result.nextAttempt, result.response, server, messageId, result.number]] : [],
      ),
    );
    if (gone.length === 0) return;
    const left = await writer.get(
      'SELECT 1 AS found FROM queued_recipient WHERE server = ? AND message_id = ? LIMIT 1',
      server,
      messageId,
    );
    if (left === undefined) await deleteMessage(writer, server, messageId);
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
            await apply(writer, settlement.messageId, settlement.results);
            await insertReports(writer, settlement.reports);
            await tracking.append(writer, settlement.events);
          }
        });
        for (const { done } of together) done.resolve();
      } catch (error) {
        for (const { done } of together) done.reject(error);
      }
    }
    isSettling = false;
  }

  const byMessage = 'r.message_id, r.number';
  return {
    nextNumber: () => numbers.next(),
    begin(message, id = numbers.next()) {
      let stagedNoticeAt = never;
      return new StoredIntake({
        scope,
        server,
        id,
        async insert(writer, facts, arriving) {
          const { queued, noticeAt } = await insert(writer, id, message, facts, arriving);
          stagedNoticeAt = noticeAt;
          return queued;
        },
        released() {
          announce(queues.all().map(({ nextHop }) => nextHop));
          announceNotice(stagedNoticeAt);
        },
      });
    },
    due: (nextHop, now, most, skip) =>
      scope.read(async (reader) => {
        const jobs: QueuedJob[] = [];
        // A rank at a time: the index gives what is due of it, oldest first, however much waits for a later time.
        for (const rank of Object.values(ranks)) {
          const left = most - jobs.length;
          if (left <= 0) break;
          const found = await readJobs(
            reader,
            'r.server = ? AND r.next_hop = ? AND r.rank = ? AND r.next_attempt <= ? AND m.arriving = 0 AND m.suspended = 0 AND m.expires > ?',
            'r.next_attempt, r.message_id, r.number',
            left + skip.size,
            [server, nextHop, rank, now, now],
          );
          jobs.push(...found.filter(({ message }) => !skip.has(message.id)));
        }
        return jobs;
      }),
    nextDue: (nextHop) =>
      scope.read(async (reader) => {
        let earliest = Number.POSITIVE_INFINITY;
        for (const rank of Object.values(ranks)) {
          const row = await reader.get<{ next: number }>(
            `SELECT r.next_attempt AS next FROM queued_recipient r JOIN queued_message m
               ON m.server = r.server AND m.message_id = r.message_id
             WHERE r.server = ? AND r.next_hop = ? AND r.rank = ? AND m.arriving = 0 AND m.suspended = 0
             ORDER BY r.next_attempt LIMIT 1`,
            server,
            nextHop,
            rank,
          );
          if (row !== undefined) earliest = Math.min(earliest, Number(row.next));
        }
        return earliest === Number.POSITIVE_INFINITY ? null : earliest;
      }),
    expired: (now, most) =>
      scope.read((reader) =>
        readJobs(
          reader,
          'm.server = ? AND m.arriving = 0 AND m.suspended = 0 AND m.expires <= ?',
          `m.expires, ${byMessage}`,
          most,
          [server, now],
        ),
      ),
    delayed: (now, most) =>
      scope.read((reader) =>
        readJobs(
          reader,
          `m.server = ? AND m.message_id IN (SELECT message_id FROM queued_message
             WHERE server = ? AND arriving = 0 AND suspended = 0 AND delay_notice <= ? AND expires > ?
             ORDER BY delay_notice LIMIT ?)`,
          `m.delay_notice, ${byMessage}`,
          Number.MAX_SAFE_INTEGER,
          [server, server, now, now, most],
        ),
      ),
    nextNotice: () =>
      scope.read(async (reader) => {
        // One at a time, so that each is the first entry of its index.
        const earliest = async (column: 'expires' | 'delay_notice'): Promise<number> => {
          const row = await reader.get<{ at: number }>(
            `SELECT ${column} AS at FROM queued_message WHERE server = ? AND arriving = 0 AND suspended = 0
             ORDER BY ${column} LIMIT 1`,
            server,
          );
          return Number(row?.at ?? Number.POSITIVE_INFINITY);
        };
        const next = Math.min(await earliest('expires'), await earliest('delay_notice'));
        return next === Number.POSITIVE_INFINITY ? null : next;
      }),
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
    content: (messageId, range) => readContent(scope, server, messageId, range),
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
    messages: ({ nextHop, after = 0, most }) =>
      scope.read((reader) =>
        nextHop === undefined
          ? readJobs(reader, 'r.server = ? AND m.arriving = 0 AND r.message_id > ?', byMessage, most, [server, after])
          : readJobs(
              reader,
              'r.server = ? AND r.next_hop = ? AND m.arriving = 0 AND r.message_id > ?',
              byMessage,
              most,
              [server, nextHop, after],
            ),
      ),
    suspendMessages: (ids, suspended) =>
      scope.write(async (writer) => {
        await writer.runMany(
          'UPDATE queued_message SET suspended = ? WHERE server = ? AND message_id = ?',
          ids.map((id) => [Number(suspended), server, id]),
        );
        writer.onCommit(() =>
          announce(
            queues.all().map(({ nextHop }) => nextHop),
            true,
          ),
        );
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

function priorityFor(mtPriority: number): QueuePriority {
  return mtPriority > 0 ? 'High' : mtPriority < 0 ? 'Low' : 'Normal';
}

/** RFC 2852 §4: a message that must be there by a time is given up then; one that is held (RFC 4865) begins to wait later. */
function expiryOf({ releaseAt = 0, deliverBy }: NewMessage, now: number, { expiresAfterMs }: QueueLimits): number {
  const usual = Math.max(now, releaseAt) + expiresAfterMs;
  return deliverBy?.mode === 'R' ? Math.min(usual, deliverBy.time) : usual;
}

function noticeOf({ releaseAt = 0, deliverBy }: NewMessage, now: number, { delayNoticeAfterMs }: QueueLimits): number {
  return deliverBy?.mode === 'N' ? Math.max(now, deliverBy.time) : Math.max(now, releaseAt) + delayNoticeAfterMs;
}

async function* readContent(
  scope: Scope,
  server: string,
  messageId: number,
  range: { readonly start: number; readonly end: number } = { start: 0, end: Number.MAX_SAFE_INTEGER },
): AsyncGenerator<Uint8Array> {
  for (let index = Math.floor(range.start / pieceBytes); index * pieceBytes < range.end; index += 1) {
    const row = await scope.read((reader) =>
      reader.get<{ size_bytes: number; packing: number; data: Uint8Array }>(
        'SELECT size_bytes, packing, data FROM queued_content WHERE server = ? AND message_id = ? AND piece = ?',
        server,
        messageId,
        index,
      ),
    );
    if (row === undefined) return;
    const bytes = await unpackPiece({
      sizeBytes: Number(row.size_bytes),
      packing: Number(row.packing),
      data: row.data,
    });
    const from = Math.max(0, range.start - index * pieceBytes);
    const to = Math.min(bytes.length, range.end - index * pieceBytes);
    if (from < to) yield bytes.subarray(from, to);
    if (Number(row.size_bytes) < pieceBytes) return;
  }
}

import type { Clock } from '../../platform/clock/clock.ts';
import { TimeSlice } from '../mail/time-slice.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { TrackedEvent, TrackingEvent, TrackingEventId, TrackingLog, TrackingQuery } from './tracking-log.ts';

/** Exchange's MessageTrackingLogMaxAge. */
const keptForMs = 30 * 86_400_000;
const purgeEvery = 1000;
const pageRows = 500;
/** What a quiet server records is written at once; on a busy one a commit every so often holds what came meanwhile. */
const betweenWritesMs = 200;
/** So many are written at once whatever the time. */
const mostWaiting = 1000;

interface Row {
  readonly sequence: number;
  readonly at: number;
  readonly server: string;
  readonly record: string;
}

interface Timed {
  readonly at: number;
  readonly event: TrackingEvent;
}

interface Batch {
  readonly events: Timed[];
  readonly written: PromiseWithResolvers<void>;
}

export interface TrackingKeeping {
  readonly enabled: boolean;
  readonly subjects: boolean;
  /** 0: for ever. */
  readonly keptForMs: number;
}

/** The log as the queue writes to it, within its own transactions. */
export interface WritableTrackingLog extends TrackingLog {
  append(writer: SqlWriter, events: readonly TrackingEvent[]): Promise<void>;
}

export async function openTrackingLog(parts: {
  /** The system scope, migrated with `queueMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly server: string;
  /** As settings say it now; absent: everything is written down and kept for 30 days. */
  readonly keeping?: () => TrackingKeeping;
}): Promise<WritableTrackingLog> {
  const { scope, clock, server } = parts;
  const keeping = parts.keeping ?? (() => ({ enabled: true, subjects: true, keptForMs }));
  const oldest = (): number => {
    const kept = keeping().keptForMs;
    return kept === 0 ? 0 : clock.now() - kept;
  };
  const newest = await scope.read((reader) =>
    reader.get<{ last: number | null }>('SELECT MAX(sequence) AS last FROM message_tracking WHERE server = ?', server),
  );
  let last = Number(newest?.last ?? 0);
  let untilPurge = 0;

  async function append(writer: SqlWriter, events: readonly TrackingEvent[]): Promise<void> {
    const at = clock.now();
    await appendAt(
      writer,
      events.map((event) => ({ at, event })),
    );
  }

  async function appendAt(writer: SqlWriter, events: readonly Timed[]): Promise<void> {
    const { enabled, subjects } = keeping();
    if (events.length === 0 || !enabled) return;
    await writer.runMany(
      'INSERT INTO message_tracking (server, sequence, at, event, record) VALUES (?, ?, ?, ?, ?)',
      events.map(({ at, event }) => [
        server,
        (last += 1),
        at,
        event.eventId,
        JSON.stringify(subjects ? event : { ...event, messageSubject: '' }),
      ]),
    );
    untilPurge -= events.length;
    if (untilPurge > 0) return;
    untilPurge = purgeEvery;
    await writer.run('DELETE FROM message_tracking WHERE at < ?', oldest());
  }

  // Events that come while a write is under way, or soon after one, leave together.
  let gathering: Batch | null = null;
  let writing: Batch | null = null;
  let lastWrite = Number.NEGATIVE_INFINITY;
  let isAtWork = false;
  let isAsked = false;
  let endPause = (): void => {};
  async function write(): Promise<void> {
    await Promise.resolve();
    while (gathering !== null) {
      if (!isAsked && gathering.events.length < mostWaiting) await pause();
      isAsked = false;
      const batch: Batch = gathering;
      gathering = null;
      writing = batch;
      await scope.write((writer) => appendAt(writer, batch.events)).then(batch.written.resolve, batch.written.reject);
      writing = null;
      lastWrite = performance.now();
    }
    isAtWork = false;
  }

  async function pause(): Promise<void> {
    const ms = lastWrite + betweenWritesMs - performance.now();
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Whoever asks the log finds in it what has happened; what could not be written was said when it could not. */
  async function written(): Promise<void> {
    const newest = gathering ?? writing;
    if (newest === null) return;
    if (newest === gathering) isAsked = true;
    endPause();
    await newest.written.promise.catch(() => undefined);
  }

  async function* found(query: TrackingQuery): AsyncGenerator<TrackedEvent, void, void> {
    await written();
    yield* events(scope, query);
  }

  return {
    append,
    record(events) {
      if (events.length === 0) return Promise.resolve();
      const batch = (gathering ??= { events: [], written: Promise.withResolvers<void>() });
      const at = clock.now();
      for (const event of events) batch.events.push({ at, event });
      if (batch.events.length >= mostWaiting) endPause();
      if (!isAtWork) {
        isAtWork = true;
        void write();
      }
      return batch.written.promise;
    },
    search: (query) => collected(found(query)),
    events: found,
    async count(query) {
      await written();
      return await count(scope, query);
    },
    async purge() {
      await written();
      await scope.write(async (writer) => {
        await writer.run('DELETE FROM message_tracking WHERE at < ?', oldest());
      });
    },
    close: written,
  };
}

async function count(
  scope: Scope,
  { start, end, spanMs }: { readonly start: number; readonly end: number; readonly spanMs: number },
): Promise<readonly { event: TrackingEventId; span: number; count: number }[]> {
  // Whole numbers, written into the statement: a parameter has no type of its own to divide by, on PostgreSQL.
  const span = `(at - ${Math.floor(start)}) / ${Math.floor(spanMs)}`;
  const rows = await scope.read((reader) =>
    reader.all<{ event: TrackingEventId; span: number; count: number }>(
      `SELECT event, ${span} AS span, COUNT(*) AS count FROM message_tracking
       WHERE at >= ? AND at < ? GROUP BY event, ${span}`,
      start,
      end,
    ),
  );
  return rows.map((row) => ({ event: row.event, span: Number(row.span), count: Number(row.count) }));
}

async function* events(scope: Scope, query: TrackingQuery): AsyncGenerator<TrackedEvent, void, void> {
  const { start = 0, end = Number.MAX_SAFE_INTEGER, newestFirst = false } = query;
  const [beyond, direction] = newestFirst ? (['<', 'DESC'] as const) : (['>', 'ASC'] as const);
  let last = { at: newestFirst ? end : start, sequence: -1, server: '' };
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  const slice = new TimeSlice();
  // In pages, so that the log may be larger than memory; each begins where the last one ended, also in the index.
  for (;;) {
    const rows = await scope.read((reader) =>
      reader.all<Row>(
        `SELECT server, sequence, at, record FROM message_tracking
         WHERE at >= ? AND at <= ?
           AND (at ${beyond} ? OR sequence ${beyond} ? OR (sequence = ? AND server ${beyond} ?))
         ORDER BY at ${direction}, sequence ${direction}, server ${direction} LIMIT ${pageRows}`,
        newestFirst ? start : last.at,
        newestFirst ? last.at : end - 1,
        last.at,
        last.sequence,
        last.sequence,
        last.server,
      ),
    );
    for (const row of rows) {
      if (left <= 0) return;
      await slice.rest();
      const event: TrackedEvent = {
        ...(JSON.parse(row.record) as TrackingEvent),
        sequence: Number(row.sequence),
        timestamp: Number(row.at),
        server: row.server,
      };
      if (!matches(event, query)) continue;
      left -= 1;
      yield event;
    }
    const final = rows.at(-1);
    if (final === undefined || rows.length < pageRows) return;
    last = { at: Number(final.at), sequence: Number(final.sequence), server: final.server };
  }
}

function matches(event: TrackedEvent, query: TrackingQuery): boolean {
  const same = (wanted: string | undefined, text: string): boolean =>
    wanted === undefined || wanted.toLowerCase() === text.toLowerCase();
  const bare = (id: string): string => id.replace(/^<|>$/g, '');
  return (
    same(query.eventId, event.eventId) &&
    same(query.source, event.source) &&
    same(query.reference === undefined ? undefined : bare(query.reference), bare(event.reference ?? '')) &&
    same(query.sender, event.sender) &&
    same(query.messageId === undefined ? undefined : bare(query.messageId), bare(event.messageId)) &&
    (query.internalMessageId === undefined || query.internalMessageId === event.internalMessageId) &&
    (query.messageSubject === undefined ||
      event.messageSubject.toLowerCase().includes(query.messageSubject.toLowerCase())) &&
    (query.recipients === undefined ||
      query.recipients.length === 0 ||
      event.recipients.some((address) => query.recipients?.some((wanted) => same(wanted, address))))
  );
}

async function collected(found: AsyncIterable<TrackedEvent>): Promise<readonly TrackedEvent[]> {
  const all: TrackedEvent[] = [];
  for await (const event of found) all.push(event);
  return all;
}

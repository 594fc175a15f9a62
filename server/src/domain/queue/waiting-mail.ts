import type { Scope } from '../../storage/sql-engine.ts';
import type { OutboundQueue } from './outbound-queue.ts';
import { ranks, readJobs } from './queue-rows.ts';
import type { QueuedJob } from './queued-message.ts';

const byMessage = 'r.message_id, r.number';

/** What waits on a node, by whom it waits for and since when. */
export function waitingMail(
  scope: Scope,
  server: string,
): Pick<OutboundQueue, 'due' | 'nextDue' | 'expired' | 'delayed' | 'nextNotice' | 'messages'> {
  return {
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
  };
}

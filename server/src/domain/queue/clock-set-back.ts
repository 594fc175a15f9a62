import type { Scope } from '../../storage/sql-engine.ts';
import { never } from './message-times.ts';
import type { NextHopQueues } from './next-hop-queues.ts';
import type { QueueLimits } from './outbound-queue.ts';

/** A message that its sender wants held (RFC 4865) is late on purpose. Within a text of JSON the quotes would be escaped. */
const isHeld = `LIKE '%"releaseAt":%'`;

/**
 * Takes back what was written down by a clock that went fast and was then set right: attempts, expiries and notices that
 * would wait for that time to come again. An attempt may wait until `latestAttempt`; one that has not been made, not at all.
 * Gives the next hops that have something due.
 */
export async function takeBackFuture(parts: {
  readonly scope: Scope;
  readonly server: string;
  readonly queues: NextHopQueues;
  readonly limits: QueueLimits;
  readonly now: number;
  readonly latestAttempt: number;
}): Promise<ReadonlySet<string>> {
  const { scope, server, queues, limits, now, latestAttempt } = parts;
  const tooLate = `server = ? AND (attempts > 0 AND next_attempt > ? OR attempts = 0 AND next_attempt > ?
    AND message_id NOT IN (SELECT message_id FROM queued_message WHERE server = ? AND record ${isHeld}))`;
  const late = [server, latestAttempt, now, server];
  const found = await scope.read(async (reader) => ({
    hops: await reader.all<{ next_hop: string }>(
      `SELECT DISTINCT next_hop FROM queued_recipient WHERE ${tooLate}`,
      ...late,
    ),
    messages: await reader.all<{ message_id: number; expires: number; delay_notice: number; record: string }>(
      `SELECT message_id, expires, delay_notice, record FROM queued_message
       WHERE server = ? AND expires > ? AND NOT record ${isHeld}`,
      server,
      now + limits.expiresAfterMs,
    ),
  }));
  const fromTheFuture = found.messages.flatMap(({ message_id, expires, delay_notice, record }) => {
    const early = (JSON.parse(record) as { arrivedAt: number }).arrivedAt - now;
    if (early <= 0) return [];
    const notice = Number(delay_notice);
    return [[Number(expires) - early, notice === never ? never : notice - early, server, Number(message_id)]];
  });
  const due = new Set(found.hops.map(({ next_hop }) => next_hop));
  if (due.size > 0 || fromTheFuture.length > 0)
    await scope.write(async (writer) => {
      await writer.run(`UPDATE queued_recipient SET next_attempt = ? WHERE ${tooLate}`, now, ...late);
      await writer.runMany(
        'UPDATE queued_message SET expires = ?, delay_notice = ? WHERE server = ? AND message_id = ?',
        fromTheFuture,
      );
    });
  for (const { nextHop, lastAttempt, nextAttempt } of queues.all()) {
    if (lastAttempt <= now || nextAttempt <= now) continue;
    await queues.change(nextHop, { lastAttempt: now, nextAttempt: 0 });
    due.add(nextHop);
  }
  return due;
}

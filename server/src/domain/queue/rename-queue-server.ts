import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

const moved = ['queued_message', 'queued_recipient', 'queued_content', 'next_hop_queue', 'delivery_attempt'] as const;

/** Messages that wait to leave, of each server that has some; names in upper case. */
export async function waitingByServer(reader: SqlReader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.all<{ server: string; count: number }>(
    'SELECT server, COUNT(*) AS count FROM queued_message WHERE arriving = 0 GROUP BY server',
  );
  return new Map(rows.map(({ server, count }) => [server, Number(count)]));
}

/**
 * Makes the queue and the tracking log of one server those of another, which has no mail of its own waiting: its numbers
 * would be the same. Names in upper case.
 */
export async function renameQueueServer(writer: SqlWriter, from: string, to: string): Promise<void> {
  // What had just begun to arrive, and queues without mail.
  for (const table of moved)
    if (table !== 'delivery_attempt') await writer.run(`DELETE FROM ${table} WHERE server = ?`, to);
  await writer.run(
    'DELETE FROM delivery_attempt WHERE server = ? AND name IN (SELECT name FROM delivery_attempt WHERE server = ?)',
    to,
    from,
  );
  for (const table of moved) await writer.run(`UPDATE ${table} SET server = ? WHERE server = ?`, to, from);
  const numbers = await writer.get<{ most: number | null }>(
    'SELECT MAX(reserved) AS most FROM message_number WHERE server IN (?, ?)',
    from,
    to,
  );
  await writer.run('DELETE FROM message_number WHERE server IN (?, ?)', from, to);
  if (numbers?.most !== null && numbers?.most !== undefined)
    await writer.run('INSERT INTO message_number (server, reserved) VALUES (?, ?)', to, numbers.most);
  // Behind those that the other has written already.
  const own = await writer.get<{ last: number | null }>(
    'SELECT MAX(sequence) AS last FROM message_tracking WHERE server = ?',
    to,
  );
  await writer.run(
    'UPDATE message_tracking SET server = ?, sequence = sequence + ? WHERE server = ?',
    to,
    Number(own?.last ?? 0) + 1,
    from,
  );
}

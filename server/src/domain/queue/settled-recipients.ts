import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { RecipientResult } from './outbound-queue.ts';
import { deleteMessage } from './queue-rows.ts';

/** Who has his message, or never will, no longer waits; who was put off waits on; a message without recipients is gone. */
export async function settleRecipients(
  writer: SqlWriter,
  server: string,
  messageId: number,
  results: readonly RecipientResult[],
): Promise<void> {
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

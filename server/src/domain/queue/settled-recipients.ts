import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { RecipientResult } from './outbound-queue.ts';

/**
 * Who has his message, or never will, no longer waits; who was put off waits on. A message without recipients is gone: `true`.
 */
export async function settleRecipients(
  writer: SqlWriter,
  server: string,
  messageId: number,
  results: readonly RecipientResult[],
): Promise<boolean> {
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
  if (gone.length === 0) return false;
  const { changes } = await writer.run(
    `DELETE FROM queued_message WHERE server = ? AND message_id = ?
       AND NOT EXISTS (SELECT 1 FROM queued_recipient r WHERE r.server = queued_message.server AND r.message_id = queued_message.message_id)`,
    server,
    messageId,
  );
  if (changes === 0) return false;
  await writer.run('DELETE FROM queued_content WHERE server = ? AND message_id = ?', server, messageId);
  return true;
}

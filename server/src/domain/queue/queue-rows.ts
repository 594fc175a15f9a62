import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { Piece } from '../../storage/content-store.ts';
import type { DeliveryAttempt } from './delivery-attempts.ts';
import type { NewMessage, NewRecipient, QueuedJob, QueuedMessage, QueuedRecipient } from './queued-message.ts';

export const ranks = { High: 0, Normal: 1, Low: 2 } as const;

type MessageRecord = Omit<QueuedMessage, 'id' | 'expiresAt' | 'delayNoticeAt' | 'suspended'>;

interface JobRow {
  readonly message_id: number;
  readonly number: number;
  readonly next_hop: string;
  readonly next_attempt: number;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly recipient: string;
  readonly suspended: number;
  readonly expires: number;
  readonly delay_notice: number;
  readonly message: string;
}

export interface RoutedRecipient extends NewRecipient {
  readonly domain: string;
  readonly nextHop: string;
}

/** What is kept of a recipient as he was given. */
export function recipientRecord({
  address,
  notify,
  originalRecipient,
  submitted,
  isExpanded,
  refusal,
}: NewRecipient): NewRecipient {
  return {
    address,
    notify,
    originalRecipient,
    ...(submitted === undefined ? {} : { submitted }),
    ...(isExpanded ? { isExpanded } : {}),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/** Writes a message with its recipients; its content is written beside it. */
export async function insertMessage(
  writer: SqlWriter,
  server: string,
  message: QueuedMessage & { readonly arriving: boolean; readonly attempt?: DeliveryAttempt | undefined },
  recipients: readonly RoutedRecipient[],
): Promise<void> {
  const { id, expiresAt, suspended, delayNoticeAt, arriving, ...record } = message;
  await writer.run(
    `INSERT INTO queued_message (server, message_id, arriving, suspended, expires, delay_notice, record) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (server, message_id) DO UPDATE SET arriving = excluded.arriving, expires = excluded.expires,
       delay_notice = excluded.delay_notice, record = excluded.record`,
    server,
    id,
    Number(arriving),
    Number(suspended),
    expiresAt,
    delayNoticeAt,
    JSON.stringify(record satisfies MessageRecord),
  );
  await writer.runMany(
    `INSERT INTO queued_recipient (server, message_id, number, domain, next_hop, rank, next_attempt, attempts, last_error, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    recipients.map((recipient, number) => [
      server,
      id,
      number,
      recipient.domain,
      recipient.nextHop,
      ranks[message.priority],
      Math.max(message.arrivedAt, message.releaseAt ?? 0),
      0,
      null,
      JSON.stringify(recipientRecord(recipient)),
    ]),
  );
}

export async function insertQueuedPieces(
  writer: SqlWriter,
  server: string,
  messageId: number,
  firstPiece: number,
  pieces: readonly Piece[],
): Promise<void> {
  await writer.runMany(
    'INSERT INTO queued_content (server, message_id, piece, size_bytes, packing, data) VALUES (?, ?, ?, ?, ?, ?)',
    pieces.map(({ sizeBytes, packing, data }, index) => [
      server,
      messageId,
      firstPiece + index,
      sizeBytes,
      packing,
      data,
    ]),
  );
}

export async function deleteMessage(writer: SqlWriter, server: string, messageId: number): Promise<void> {
  for (const table of ['queued_recipient', 'queued_content', 'queued_message'])
    await writer.run(`DELETE FROM ${table} WHERE server = ? AND message_id = ?`, server, messageId);
}

/** Recipients with their messages, in the order of the rows; rows of one message that stand together are one job. */
export async function readJobs(
  reader: SqlReader,
  condition: string,
  order: string,
  most: number,
  parameters: readonly (string | number)[],
): Promise<readonly QueuedJob[]> {
  const rows = await reader.all<JobRow>(
    `SELECT r.message_id, r.number, r.next_hop, r.next_attempt, r.attempts, r.last_error, r.record AS recipient,
       m.suspended, m.expires, m.delay_notice, m.record AS message
     FROM queued_recipient r JOIN queued_message m ON m.server = r.server AND m.message_id = r.message_id
     WHERE ${condition} ORDER BY ${order} LIMIT ?`,
    ...parameters,
    most,
  );
  const jobs: { message: QueuedMessage; recipients: QueuedRecipient[] }[] = [];
  for (const row of rows) {
    const id = Number(row.message_id);
    let job = jobs.at(-1);
    if (job?.message.id !== id) {
      const record = JSON.parse(row.message) as MessageRecord;
      const message = {
        ...record,
        id,
        expiresAt: Number(row.expires),
        delayNoticeAt: Number(row.delay_notice),
        suspended: Number(row.suspended) === 1,
      };
      job = { message, recipients: [] };
      jobs.push(job);
    }
    job.recipients.push({
      ...(JSON.parse(row.recipient) as NewMessage['recipients'][number]),
      messageId: id,
      number: Number(row.number),
      nextHop: row.next_hop,
      nextAttempt: Number(row.next_attempt),
      attempts: Number(row.attempts),
      lastError: row.last_error,
    });
  }
  return jobs;
}

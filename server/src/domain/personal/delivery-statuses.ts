import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { DeliveryStatus, RecipientStatus } from './submission.ts';

interface Row {
  readonly submission_id: string;
  readonly address: string;
  readonly reply: string;
  readonly delivered: DeliveryStatus['delivered'];
  readonly displayed: DeliveryStatus['displayed'];
}

/** What became of each recipient of submissions: rows of their own, as each changes for itself. */
export class DeliveryStatuses {
  readonly #server: string;

  constructor(server: string) {
    this.#server = server;
  }

  /** What is known of those of whom nothing was. */
  async begin(writer: SqlWriter, id: string, statuses: readonly RecipientStatus[], now: number): Promise<void> {
    await this.#write(writer, id, statuses, now, 'NOTHING');
  }

  /** What is newer than what was known, also before the submission is written down itself; false: nothing is. */
  async note(writer: SqlWriter, id: string, statuses: readonly RecipientStatus[], now: number): Promise<boolean> {
    const known = new Map(
      (
        await writer.all<Pick<Row, 'address' | 'reply' | 'delivered'>>(
          'SELECT address, reply, delivered FROM submission_recipient WHERE server = ? AND submission_id = ?',
          this.#server,
          id,
        )
      ).map((row) => [row.address, row]),
    );
    const newer = statuses.filter(({ address, smtpReply, delivered }) => {
      const row = known.get(address);
      if (row?.delivered === 'yes' || row?.delivered === 'no') return false;
      return row?.delivered !== delivered || row.reply !== smtpReply;
    });
    await this.#write(writer, id, newer, now, 'UPDATE SET reply = excluded.reply, delivered = excluded.delivered');
    return newer.length > 0;
  }

  /** It has left the hands that held it: `refusal` says that nobody gets it; else the queue knows more. */
  async released(writer: SqlWriter, id: string, refusal: string | null): Promise<void> {
    await writer.run(
      `UPDATE submission_recipient SET reply = ?, delivered = ?
       WHERE server = ? AND submission_id = ? AND delivered = 'queued'`,
      refusal ?? '250 2.0.0 Taken',
      refusal === null ? 'unknown' : 'no',
      this.#server,
      id,
    );
  }

  async forget(writer: SqlWriter, id: string): Promise<void> {
    for (const table of ['submission_recipient', 'submission_report'])
      await writer.run(`DELETE FROM ${table} WHERE server = ? AND submission_id = ?`, this.#server, id);
  }

  /** Those of before `time` whose submission is not kept, or never came to be. */
  async forgetOld(writer: SqlWriter, time: number): Promise<void> {
    for (const table of ['submission_recipient', 'submission_report'])
      await writer.run(
        `DELETE FROM ${table} WHERE server = ? AND at < ?
           AND submission_id NOT IN (SELECT submission_id FROM submission WHERE server = ?)`,
        this.#server,
        time,
        this.#server,
      );
  }

  async #write(
    writer: SqlWriter,
    id: string,
    statuses: readonly RecipientStatus[],
    now: number,
    conflict: string,
  ): Promise<void> {
    await writer.runMany(
      `INSERT INTO submission_recipient (server, submission_id, address, reply, delivered, at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (server, submission_id, address) DO ${conflict}`,
      statuses.map(({ address, smtpReply, delivered }) => [this.#server, id, address, smtpReply, delivered, now]),
    );
  }
}

/** Those of a mailbox's submissions, on whichever node they were made, by submission and address. */
export async function statusesOf(
  reader: SqlReader,
  mailbox: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, DeliveryStatus>>>> {
  const rows = await reader.all<Row>(
    `SELECT r.submission_id, r.address, r.reply, r.delivered, r.displayed FROM submission s
     JOIN submission_recipient r ON r.server = s.server AND r.submission_id = s.submission_id
     WHERE s.mailbox = ? AND s.status <> 'destroyed' ORDER BY r.submission_id, r.address`,
    mailbox,
  );
  const all = new Map<string, Record<string, DeliveryStatus>>();
  for (const { submission_id: id, address, reply, delivered, displayed } of rows) {
    const one = all.get(id) ?? {};
    one[address] = { smtpReply: reply, delivered, displayed };
    all.set(id, one);
  }
  return all;
}

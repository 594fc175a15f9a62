import type { Clock } from '../../platform/clock/clock.ts';
import { packPiece, type Piece, pieceBytes, unpackPiece } from '../../storage/content-store.ts';
import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { MailError } from '../mail/mail-error.ts';
import { DeliveryStatuses, statusesOf } from './delivery-statuses.ts';
import { noteReport, reportsOf, type SubmissionReport } from './submission-reports.ts';
import type {
  DueSubmission,
  NewSubmission,
  RecipientStatus,
  Submission,
  SubmissionChanges,
  UndoStatus,
} from './submission.ts';

/** The submissions of all mailboxes, kept for 30 days; held content until it has been handed over or called back. */
export interface Submissions {
  /** With `content` it is held until `send_at`; durable when it resolves. */
  add(submission: NewSubmission, content: AsyncIterable<Uint8Array> | null): Promise<void>;
  /**
   * From `pending` to the other; false when it is pending no more. Content goes when `status` is final or canceled.
   * `refusal`: what all recipients have of it, as a reply of SMTP; `null`: it has left.
   */
  settle(id: string, status: Exclude<UndoStatus, 'pending'>, refusal: string | null): Promise<boolean>;
  /** The same within a transaction of the system scope. @throws MailError 'conflict' when it is pending no more. */
  settling(
    id: string,
    status: Exclude<UndoStatus, 'pending'>,
    refusal: string | null,
  ): (writer: SqlWriter) => Promise<void>;
  /** What became of recipients, within the transaction of the system scope in which it did. */
  note(writer: SqlWriter, id: string, statuses: readonly RecipientStatus[]): Promise<void>;
  /** What a notification that was delivered to `mailbox` says of one of its submissions. */
  report(mailbox: string, report: SubmissionReport): Promise<void>;
  destroy(id: string): Promise<void>;
  of(mailbox: string): Promise<readonly Submission[]>;
  state(mailbox: string): Promise<number>;
  /** What changed after a state; `null` when it is too old to tell, or of before data were put back. */
  changesSince(mailbox: string, state: number): Promise<SubmissionChanges | null>;
  /** Pending ones of this node that may be tried at `now`, the earliest first, a page of them. */
  due(now: number): Promise<readonly DueSubmission[]>;
  /** The data were put back from a backup: of what was given since nobody knows, so no state of before is understood. */
  passOver(): Promise<void>;
  isPending(id: string): Promise<boolean>;
  /** It could not leave, and is not due before `nextAttempt`; `isDelayTold`: its sender knows that it waits. */
  postpone(id: string, nextAttempt: number, isDelayTold: boolean): Promise<void>;
  /** The same within a transaction of the system scope. @throws MailError 'conflict' when it is pending no more. */
  postponing(id: string, nextAttempt: number, isDelayTold: boolean): (writer: SqlWriter) => Promise<void>;
  /** The clock was set back, or may have been: what could not leave waits until `latestAttempt` at most, else it is due now. */
  takeBackFuture(latestAttempt: number): Promise<void>;
  /** When `due` has the next one; `null`: nothing waits. */
  nextDue(): Promise<number | null>;
  content(id: string): AsyncIterable<Uint8Array>;
  /** Told after commit: a submission of this mailbox is new or another. */
  onChange(listener: (mailbox: string) => void): () => void;
}

interface Row {
  readonly submission_id: string;
  readonly mailbox: string;
  readonly created: number;
  readonly changed: number;
  readonly send_at: number;
  readonly status: UndoStatus | 'destroyed';
  readonly record: string;
  readonly attempts: number;
  readonly delay_told: number;
}

const keptMs = 30 * 86_400_000;
const columns = 'submission_id, mailbox, created, changed, send_at, status, record, attempts, delay_told';

export function openSubmissions({
  scope,
  clock,
  server,
}: {
  /** The system scope, migrated with `personalMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  /** This node's name. */
  readonly server: string;
}): Submissions {
  const statuses = new DeliveryStatuses(server);
  const listeners = new Set<(mailbox: string) => void>();
  const tell = (mailbox: string) => (): void => {
    for (const listener of listeners) listener(mailbox);
  };

  /** Numbers are moments, so that an old state is known to be old; two in one moment still differ. */
  async function nextNumber(writer: SqlWriter, mailbox: string): Promise<number> {
    return Math.max(clock.now(), (await lastNumber(writer, mailbox)) + 1);
  }

  async function forgetOld(writer: SqlWriter): Promise<void> {
    await writer.run(
      `DELETE FROM submission WHERE server = ? AND status <> 'pending' AND changed < ?`,
      server,
      clock.now() - keptMs,
    );
    await statuses.forgetOld(writer, clock.now() - keptMs);
  }

  async function dropContent(writer: SqlWriter, id: string): Promise<void> {
    await writer.run('DELETE FROM submission_content WHERE server = ? AND submission_id = ?', server, id);
  }

  async function settle(
    writer: SqlWriter,
    id: string,
    status: Exclude<UndoStatus, 'pending'>,
    refusal: string | null,
  ): Promise<boolean> {
    const row = await writer.get<Row>(
      `SELECT ${columns} FROM submission WHERE server = ? AND submission_id = ?`,
      server,
      id,
    );
    if (row?.status !== 'pending') return false;
    await writer.run(
      'UPDATE submission SET status = ?, changed = ? WHERE server = ? AND submission_id = ?',
      status,
      await nextNumber(writer, row.mailbox),
      server,
      id,
    );
    await dropContent(writer, id);
    if (status === 'canceled') await statuses.forget(writer, id);
    else await statuses.released(writer, id, refusal);
    writer.onCommit(tell(row.mailbox));
    return true;
  }

  async function postpone(writer: SqlWriter, id: string, nextAttempt: number, isDelayTold: boolean): Promise<boolean> {
    const { changes } = await writer.run(
      `UPDATE submission SET next_attempt = ?, attempts = attempts + 1, delay_told = ?
       WHERE server = ? AND submission_id = ? AND status = 'pending'`,
      nextAttempt,
      Number(isDelayTold),
      server,
      id,
    );
    return changes > 0;
  }

  return {
    async add({ id, mailbox, sendAt, undoStatus, messageId, statuses: known, ...record }, content) {
      const pieces = content === null ? [] : await packed(content);
      await scope.write(async (writer) => {
        await forgetOld(writer);
        const number = await nextNumber(writer, mailbox);
        await writer.run(
          `INSERT INTO submission (server, submission_id, mailbox, created, changed, send_at, next_attempt, status, record, message_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          server,
          id,
          mailbox,
          number,
          number,
          sendAt,
          sendAt,
          undoStatus,
          JSON.stringify(record),
          messageId,
        );
        await writer.runMany(
          'INSERT INTO submission_content (server, submission_id, piece, size_bytes, packing, data) VALUES (?, ?, ?, ?, ?, ?)',
          pieces.map(({ sizeBytes, packing, data }, piece) => [server, id, piece, sizeBytes, packing, data]),
        );
        await statuses.begin(writer, id, known, clock.now());
        writer.onCommit(tell(mailbox));
      });
    },

    settle: (id, status, refusal) => scope.write((writer) => settle(writer, id, status, refusal)),

    settling: (id, status, refusal) => async (writer) => {
      if (!(await settle(writer, id, status, refusal))) throw pendingNoMore(id);
    },

    async note(writer, id, newer) {
      if (!(await statuses.note(writer, id, newer, clock.now()))) return;
      const row = await writer.get<{ mailbox: string }>(
        `SELECT mailbox FROM submission WHERE server = ? AND submission_id = ? AND status <> 'destroyed'`,
        server,
        id,
      );
      // It may leave before it is written down: its numbers are those of then.
      if (row === undefined) return;
      await writer.run(
        'UPDATE submission SET changed = ? WHERE server = ? AND submission_id = ?',
        await nextNumber(writer, row.mailbox),
        server,
        id,
      );
      writer.onCommit(tell(row.mailbox));
    },

    report: (mailbox, report) =>
      scope.write(async (writer) => {
        const found = await noteReport(writer, mailbox, report, clock.now());
        if (found === null) return;
        await writer.run(
          'UPDATE submission SET changed = ? WHERE server = ? AND submission_id = ?',
          await nextNumber(writer, mailbox),
          found.server,
          found.submission_id,
        );
        writer.onCommit(tell(mailbox));
      }),

    destroy: (id) =>
      scope.write(async (writer) => {
        const row = await writer.get<Row>(
          `SELECT ${columns} FROM submission WHERE server = ? AND submission_id = ?`,
          server,
          id,
        );
        if (row === undefined) return;
        await writer.run(
          `UPDATE submission SET status = 'destroyed', changed = ? WHERE server = ? AND submission_id = ?`,
          await nextNumber(writer, row.mailbox),
          server,
          id,
        );
        await dropContent(writer, id);
        await statuses.forget(writer, id);
        writer.onCommit(tell(row.mailbox));
      }),

    of: (mailbox) =>
      scope.read(async (reader) => {
        const rows = await reader.all<Row>(
          `SELECT ${columns} FROM submission WHERE mailbox = ? AND status <> 'destroyed' ORDER BY created, submission_id`,
          mailbox,
        );
        if (rows.length === 0) return [];
        const known = await statusesOf(reader, mailbox);
        const reports = await reportsOf(reader, mailbox);
        return rows.map((row) => submissionOf(row, known.get(row.submission_id), reports.get(row.submission_id)));
      }),

    state: (mailbox) => scope.read((reader) => lastNumber(reader, mailbox)),

    async changesSince(mailbox, state) {
      // 0: nothing was ever sent, as far back as anybody remembers.
      if (state !== 0 && state < clock.now() - keptMs) return null;
      const rows = await scope.read(async (reader) => {
        if (state !== 0 && state <= (await horizon(reader))) return null;
        return await reader.all<Row>(
          `SELECT ${columns} FROM submission WHERE mailbox = ? AND changed > ? ORDER BY changed`,
          mailbox,
          state,
        );
      });
      if (rows === null) return null;
      const ids = (wanted: (row: Row) => boolean) => rows.filter(wanted).map((row) => row.submission_id);
      return {
        newState: rows.reduce((most, row) => Math.max(most, Number(row.changed)), state),
        created: ids((row) => row.status !== 'destroyed' && Number(row.created) > state),
        updated: ids((row) => row.status !== 'destroyed' && Number(row.created) <= state),
        destroyed: ids((row) => row.status === 'destroyed' && Number(row.created) <= state),
      };
    },

    passOver: () =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM submission_horizon');
        await writer.run('INSERT INTO submission_horizon (at) VALUES (?)', clock.now());
      }),

    async takeBackFuture(latestAttempt) {
      const tooLate = "server = ? AND status = 'pending' AND attempts > 0 AND next_attempt > ?";
      const found = await scope.read((reader) =>
        reader.get(`SELECT 1 AS found FROM submission WHERE ${tooLate} LIMIT 1`, server, latestAttempt),
      );
      if (found === undefined) return;
      await scope.write(async (writer) => {
        await writer.run(`UPDATE submission SET next_attempt = ? WHERE ${tooLate}`, clock.now(), server, latestAttempt);
      });
    },

    due: (now) =>
      scope.read(async (reader) =>
        (
          await reader.all<Row>(
            `SELECT ${columns} FROM submission WHERE server = ? AND status = 'pending' AND next_attempt <= ?
             ORDER BY next_attempt LIMIT 100`,
            server,
            now,
          )
        ).map((row) => ({
          ...submissionOf(row),
          attempts: Number(row.attempts),
          isDelayTold: Number(row.delay_told) === 1,
        })),
      ),

    isPending: (id) =>
      scope.read(
        async (reader) =>
          (await reader.get(
            `SELECT 1 AS found FROM submission WHERE server = ? AND submission_id = ? AND status = 'pending'`,
            server,
            id,
          )) !== undefined,
      ),

    postpone: (id, nextAttempt, isDelayTold) =>
      scope.write(async (writer) => void (await postpone(writer, id, nextAttempt, isDelayTold))),

    postponing: (id, nextAttempt, isDelayTold) => async (writer) => {
      if (!(await postpone(writer, id, nextAttempt, isDelayTold))) throw pendingNoMore(id);
    },

    nextDue: () =>
      scope.read(async (reader) => {
        const row = await reader.get<{ first: number | null }>(
          `SELECT MIN(next_attempt) AS first FROM submission WHERE server = ? AND status = 'pending'`,
          server,
        );
        return row?.first === null || row?.first === undefined ? null : Number(row.first);
      }),

    async *content(id) {
      for (let piece = 0; ; piece++) {
        const row = await scope.read((reader) =>
          reader.get<{ size_bytes: number; packing: number; data: Uint8Array }>(
            'SELECT size_bytes, packing, data FROM submission_content WHERE server = ? AND submission_id = ? AND piece = ?',
            server,
            id,
            piece,
          ),
        );
        if (row === undefined) return;
        yield await unpackPiece({ sizeBytes: Number(row.size_bytes), packing: Number(row.packing), data: row.data });
      }
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function pendingNoMore(id: string): MailError {
  return new MailError('conflict', `The submission ${id} has left already, or was called back`);
}

async function lastNumber(reader: SqlReader, mailbox: string): Promise<number> {
  const row = await reader.get<{ last: number | null }>(
    'SELECT MAX(changed) AS last FROM submission WHERE mailbox = ?',
    mailbox,
  );
  return Number(row?.last ?? 0);
}

/** States up to this one may have been given for what is gone: numbers of changes are moments. */
async function horizon(reader: SqlReader): Promise<number> {
  const row = await reader.get<{ at: number | null }>('SELECT MAX(at) AS at FROM submission_horizon');
  return Number(row?.at ?? 0);
}

async function packed(content: AsyncIterable<Uint8Array>): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of content) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= pieceBytes) {
      pieces.push(await packPiece(rest.subarray(0, pieceBytes)));
      rest = rest.subarray(pieceBytes);
    }
  }
  if (rest.length > 0) pieces.push(await packPiece(rest));
  return pieces;
}

function submissionOf(
  row: Row,
  deliveryStatus: Submission['deliveryStatus'] = null,
  reports: Submission['reports'] = [],
): Submission {
  return {
    ...(JSON.parse(row.record) as Pick<Submission, 'identityId' | 'emailId' | 'threadId' | 'envelope'>),
    id: row.submission_id,
    mailbox: row.mailbox,
    created: Number(row.created),
    changed: Number(row.changed),
    sendAt: Number(row.send_at),
    undoStatus: row.status as UndoStatus,
    deliveryStatus,
    reports,
  };
}

import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

/** What a notification says of a message of this server's (RFC 3464, RFC 8098): somebody's word, and no more. */
export interface SubmissionReport {
  readonly kind: 'dsn' | 'mdn';
  /** Original-Envelope-Id: a submission leaves with its id; `null`: it names none. */
  readonly envelopeId: string | null;
  /** Of the message it is about, without angle brackets; `null`: it names none. */
  readonly messageId: string | null;
  /** The Email that it is; `null`: nothing of it stays in the mailbox. */
  readonly emailId: string | null;
  readonly recipients: readonly ReportedRecipient[];
}

export interface ReportedRecipient {
  /** Whether it is the one that an envelope calls so. */
  isCalled(address: string): boolean;
  /** `null`: it says nothing of it. */
  readonly delivered: { readonly delivered: 'yes' | 'no'; readonly smtpReply: string } | null;
  readonly isDisplayed: boolean;
}

/** Notifications of one submission beyond this are not listed; what they say still counts. */
const mostListed = 100;

interface Found {
  readonly server: string;
  readonly submission_id: string;
}

interface RecipientRow {
  readonly address: string;
  readonly delivered: string;
  readonly displayed: string;
}

/**
 * Notes what a notification says of a submission of `mailbox`, to which it was delivered; the submission, when anything is
 * new. Only what has left and of which nobody knows more moves: a forged one can do no more than that.
 */
export async function noteReport(
  writer: SqlWriter,
  mailbox: string,
  report: SubmissionReport,
  now: number,
): Promise<Found | null> {
  const { hasLeft, found } = await submissionsNamed(writer, mailbox, report);
  for (const submission of found) {
    const rows = await writer.all<RecipientRow>(
      'SELECT address, delivered, displayed FROM submission_recipient WHERE server = ? AND submission_id = ?',
      submission.server,
      submission.submission_id,
    );
    const told = report.recipients.flatMap((recipient) =>
      rows.filter(({ address }) => recipient.isCalled(address)).map((row) => ({ recipient, row })),
    );
    if (told.length === 0) continue;
    let isNew = await list(writer, submission, report, now);
    for (const { recipient, row } of told) isNew = (await move(writer, submission, recipient, row, hasLeft)) || isNew;
    return isNew ? submission : null;
  }
  return null;
}

/**
 * By its id, else by the Message-ID, the newest first: the same Email may have been sent again. `hasLeft`: the id is a random
 * one, which only servers know that were given the message, maybe before the queue has written down that they were.
 */
async function submissionsNamed(
  reader: SqlReader,
  mailbox: string,
  { envelopeId, messageId }: SubmissionReport,
): Promise<{ readonly hasLeft: boolean; readonly found: readonly Found[] }> {
  const named = (column: string, value: string): Promise<readonly Found[]> =>
    reader.all<Found>(
      `SELECT server, submission_id FROM submission
       WHERE mailbox = ? AND ${column} = ? AND status = 'final' ORDER BY created DESC LIMIT 20`,
      mailbox,
      value,
    );
  const byEnvelope = envelopeId === null ? [] : await named('submission_id', envelopeId);
  if (byEnvelope.length > 0) return { hasLeft: true, found: byEnvelope };
  return { hasLeft: false, found: messageId === null ? [] : await named('message_id', messageId) };
}

async function move(
  writer: SqlWriter,
  { server, submission_id: id }: Found,
  { delivered, isDisplayed }: ReportedRecipient,
  row: RecipientRow,
  hasLeft: boolean,
): Promise<boolean> {
  if (delivered !== null && (row.delivered === 'unknown' || (hasLeft && row.delivered === 'queued'))) {
    await writer.run(
      'UPDATE submission_recipient SET delivered = ?, reply = ? WHERE server = ? AND submission_id = ? AND address = ?',
      delivered.delivered,
      delivered.smtpReply,
      server,
      id,
      row.address,
    );
    return true;
  }
  if (!isDisplayed || row.displayed === 'yes' || (row.delivered !== 'unknown' && row.delivered !== 'yes')) return false;
  await writer.run(
    `UPDATE submission_recipient SET displayed = 'yes' WHERE server = ? AND submission_id = ? AND address = ?`,
    server,
    id,
    row.address,
  );
  return true;
}

/** True: it was not listed before. */
async function list(
  writer: SqlWriter,
  { server, submission_id: id }: Found,
  { kind, emailId }: SubmissionReport,
  now: number,
): Promise<boolean> {
  if (emailId === null) return false;
  const known = await writer.get<{ many: number }>(
    'SELECT COUNT(*) AS many FROM submission_report WHERE server = ? AND submission_id = ?',
    server,
    id,
  );
  if (Number(known?.many ?? 0) >= mostListed) return false;
  const { changes } = await writer.run(
    `INSERT INTO submission_report (server, submission_id, email_id, kind, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (server, submission_id, email_id) DO NOTHING`,
    server,
    id,
    emailId,
    kind,
    now,
  );
  return changes > 0;
}

/** Notifications of a mailbox's submissions, the oldest first, by submission. */
export async function reportsOf(
  reader: SqlReader,
  mailbox: string,
): Promise<ReadonlyMap<string, readonly { readonly kind: 'dsn' | 'mdn'; readonly emailId: string }[]>> {
  const rows = await reader.all<{ submission_id: string; email_id: string; kind: 'dsn' | 'mdn' }>(
    `SELECT r.submission_id, r.email_id, r.kind FROM submission s
     JOIN submission_report r ON r.server = s.server AND r.submission_id = s.submission_id
     WHERE s.mailbox = ? AND s.status <> 'destroyed' ORDER BY r.at, r.email_id`,
    mailbox,
  );
  const all = new Map<string, { kind: 'dsn' | 'mdn'; emailId: string }[]>();
  for (const { submission_id: id, email_id: emailId, kind } of rows)
    all.set(id, [...(all.get(id) ?? []), { kind, emailId }]);
  return all;
}

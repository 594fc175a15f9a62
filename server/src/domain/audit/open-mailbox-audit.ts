import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type {
  LogonType,
  MailboxAccess,
  MailboxAudit,
  MailboxAuditEntry,
  MailboxAuditQuery,
  MailboxOperation,
} from './mailbox-audit.ts';

const writeAfterMs = 1_000;
/** Beyond this what happens while nothing can be written is forgotten, and the log says so once. */
const mostWaiting = 10_000;
const purgeEveryMs = 3_600_000;
/** Exchange's bound on the audits of one mailbox. */
const mostOfMailbox = 100_000;
const pageRows = 500;

interface Row {
  readonly sequence: number;
  readonly mailbox: string;
  readonly at: number;
  readonly logon_type: string;
  readonly operation: string;
  readonly record: string;
}

/** Opens the log in the system scope. Recording never waits: the log is written behind what it tells of. */
export function openMailboxAudit(parts: {
  /** Migrated with `auditMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Log;
  /** AuditLogAgeLimit of a mailbox; of one that is gone: the usual. */
  readonly keptForMs: (mailbox: string) => number;
}): MailboxAudit {
  const { scope, clock, log, keptForMs } = parts;
  let waiting: { readonly at: number; readonly access: MailboxAccess }[] = [];
  let writing: Promise<void> | null = null;
  let purgedAt = 0;
  let isLosing = false;
  let isStopped = false;
  let isArmed = false;

  const timer = clock.after(writeAfterMs, () => {
    isArmed = false;
    flush().catch((cause: unknown) => {
      log.error('mailbox-audit-not-written', cause, { waiting: waiting.length });
      arm();
    });
  });
  timer.cancel();

  function arm(): void {
    if (isArmed || isStopped) return;
    isArmed = true;
    timer.restart();
  }

  async function flush(): Promise<void> {
    while (writing !== null) await writing;
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    writing = write(batch).then(
      () => void (isLosing = false),
      (cause: unknown) => {
        waiting = [...batch, ...waiting].slice(-mostWaiting);
        throw cause;
      },
    );
    try {
      await writing;
    } finally {
      writing = null;
    }
  }

  async function write(batch: typeof waiting): Promise<void> {
    const now = clock.now();
    const isDue = now - purgedAt > purgeEveryMs;
    await scope.write(async (writer) => {
      await writer.runMany(
        'INSERT INTO mailbox_audit (mailbox, at, logon_type, operation, record) VALUES (?, ?, ?, ?, ?)',
        batch.map(({ at, access }) => [access.mailbox, at, access.logonType, access.operation, recordOf(access)]),
      );
      if (isDue) await purge(writer, now);
    });
    if (isDue) purgedAt = now;
  }

  async function purge(writer: SqlWriter, now: number): Promise<void> {
    const kept = await writer.all<{ mailbox: string; entries: number }>(
      'SELECT mailbox, count(*) AS entries FROM mailbox_audit GROUP BY mailbox',
    );
    for (const { mailbox, entries } of kept) {
      await writer.run('DELETE FROM mailbox_audit WHERE mailbox = ? AND at < ?', mailbox, now - keptForMs(mailbox));
      if (Number(entries) <= mostOfMailbox) continue;
      const last = await writer.get<{ sequence: number }>(
        'SELECT sequence FROM mailbox_audit WHERE mailbox = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?',
        mailbox,
        mostOfMailbox,
      );
      if (last !== undefined)
        await writer.run(
          'DELETE FROM mailbox_audit WHERE mailbox = ? AND sequence <= ?',
          mailbox,
          Number(last.sequence),
        );
    }
  }

  return {
    record(access) {
      if (waiting.length >= mostWaiting) {
        if (!isLosing) log.warn('mailbox-audit-lost', { mailbox: access.mailbox });
        isLosing = true;
        return;
      }
      waiting.push({ at: clock.now(), access });
      arm();
    },
    async search(query) {
      await flush();
      return search(scope, query, (mailbox) => clock.now() - keptForMs(mailbox));
    },
    async summary(mailbox) {
      await flush();
      const row = await scope.read((reader) =>
        reader.get<{ entries: number; last: number | null }>(
          'SELECT count(*) AS entries, max(at) AS last FROM mailbox_audit WHERE mailbox = ?',
          mailbox,
        ),
      );
      const last = row?.last ?? null;
      return { entries: Number(row?.entries ?? 0), last: last === null ? null : Number(last) };
    },
    flush,
    stop() {
      isStopped = true;
      timer.cancel();
    },
  };
}

function recordOf(access: MailboxAccess): string {
  const { mailbox: _mailbox, logonType: _logonType, operation: _operation, ...record } = access;
  return JSON.stringify({ ...record, client: record.client?.slice(0, 300) ?? null });
}

async function search(
  scope: Scope,
  query: MailboxAuditQuery,
  oldest: (mailbox: string) => number,
): Promise<readonly MailboxAuditEntry[]> {
  const conditions = ['at >= ?', 'at <= ?'];
  const values: (string | number)[] = [query.startDate ?? 0, query.endDate ?? Number.MAX_SAFE_INTEGER];
  const anyOf = (column: string, wanted: readonly string[] | undefined): void => {
    if (wanted === undefined || wanted.length === 0) return;
    conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  };
  anyOf('mailbox', query.mailboxes);
  anyOf('logon_type', query.logonTypes);
  anyOf('operation', query.operations);
  const found: MailboxAuditEntry[] = [];
  let below = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await scope.read((reader) =>
      reader.all<Row>(
        `SELECT sequence, mailbox, at, logon_type, operation, record FROM mailbox_audit
         WHERE ${conditions.join(' AND ')} AND sequence < ? ORDER BY sequence DESC LIMIT ${pageRows}`,
        ...values,
        below,
      ),
    );
    for (const row of rows) {
      if (query.limit !== null && found.length >= query.limit) return found;
      // Purged by the hour, gone by the minute.
      if (Number(row.at) >= oldest(row.mailbox)) found.push(entryOf(row));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return found;
    below = Number(last.sequence);
  }
}

function entryOf(row: Row): MailboxAuditEntry {
  return {
    ...(JSON.parse(row.record) as Omit<MailboxAccess, 'mailbox' | 'logonType' | 'operation'>),
    sequence: Number(row.sequence),
    mailbox: row.mailbox,
    at: Number(row.at),
    logonType: row.logon_type as LogonType,
    operation: row.operation as MailboxOperation,
  };
}

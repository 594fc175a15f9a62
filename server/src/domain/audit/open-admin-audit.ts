import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { TimeSlice } from '../mail/time-slice.ts';
import type { AdminAudit, AuditedAction, AuditEntry, AuditQuery, ChainProof } from './admin-audit.ts';

interface Row {
  readonly sequence: number;
  readonly run_date: number;
  readonly record: string;
  readonly hash: string;
}

const beforeTheFirst = '0'.repeat(64);
const columns = 'sequence, run_date, record, hash';
const pageRows = 500;

/** Opens the audit log in the system scope, migrated with `auditMigrations`. */
export function openAdminAudit({ scope, clock }: { readonly scope: Scope; readonly clock: Clock }): AdminAudit {
  return {
    record: (action) =>
      scope.write(async (writer) => {
        const last = await writer.get<Row>(`SELECT ${columns} FROM admin_audit ORDER BY sequence DESC LIMIT 1`);
        const sequence = (last === undefined ? 0 : Number(last.sequence)) + 1;
        const runDate = clock.now();
        const record = JSON.stringify(action);
        const hash = hashOf(last?.hash ?? beforeTheFirst, sequence, runDate, record);
        await writer.run(
          'INSERT INTO admin_audit (sequence, run_date, caller_key, cmdlet_key, record, hash) VALUES (?, ?, ?, ?, ?, ?)',
          sequence,
          runDate,
          action.caller.toLowerCase(),
          action.cmdlet.toLowerCase(),
          record,
          hash,
        );
        return { ...action, sequence, runDate, hash };
      }),
    search: (query) => collected(entries(scope, query)),
    entries: (query) => entries(scope, query),
    prove: (options) => prove(scope, options),
  };
}

function hashOf(previous: string, sequence: number, runDate: number, record: string): string {
  return createHash('sha256').update(`${previous}\n${sequence}\n${runDate}\n${record}`).digest('hex');
}

async function* entries(scope: Scope, query: AuditQuery): AsyncGenerator<AuditEntry, void, void> {
  const conditions: string[] = ['run_date >= ?', 'run_date <= ?'];
  const values: (string | number)[] = [query.startDate ?? 0, query.endDate ?? Number.MAX_SAFE_INTEGER];
  const anyOf = (column: string, wanted: readonly string[] | undefined): void => {
    if (wanted === undefined || wanted.length === 0) return;
    conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted.map((text) => text.toLowerCase()));
  };
  anyOf('cmdlet_key', query.cmdlets);
  anyOf('caller_key', query.callers);
  let toSkip = query.startIndex ?? 0;
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  let below = Number.MAX_SAFE_INTEGER;
  const slice = new TimeSlice();
  // In pages: the log grows for years, and a page is all that stands in memory.
  for (;;) {
    const rows = await scope.read((reader) =>
      reader.all<Row>(
        `SELECT ${columns} FROM admin_audit WHERE ${conditions.join(' AND ')} AND sequence < ? ORDER BY sequence DESC LIMIT ${pageRows}`,
        ...values,
        below,
      ),
    );
    for (const row of rows) {
      if (left <= 0) return;
      await slice.rest();
      const entry = entryOf(row);
      if (!matches(entry, query)) continue;
      if (toSkip > 0) {
        toSkip -= 1;
        continue;
      }
      left -= 1;
      yield entry;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    below = Number(last.sequence);
  }
}

function matches(entry: AuditEntry, { parameters = [], objects = [], succeeded }: AuditQuery): boolean {
  const includes = (wanted: readonly string[], text: string): boolean =>
    wanted.some((one) => one.toLowerCase() === text.toLowerCase());
  return (
    (parameters.length === 0 || entry.parameters.some(({ name }) => includes(parameters, name))) &&
    (objects.length === 0 || (entry.objectModified !== null && includes(objects, entry.objectModified))) &&
    (succeeded === undefined || entry.succeeded === succeeded)
  );
}

async function prove(scope: Scope, options: Parameters<AdminAudit['prove']>[0] = {}): Promise<ChainProof> {
  const { onProgress, signal } = options;
  const newest = await scope.read((reader) =>
    reader.get<{ last: number | null }>('SELECT MAX(sequence) AS last FROM admin_audit'),
  );
  const slice = new TimeSlice();
  let previous = beforeTheFirst;
  let sequence = 0;
  for (;;) {
    signal?.throwIfAborted();
    onProgress?.(sequence, Math.max(sequence, Number(newest?.last ?? 0)));
    const rows = await scope.read((reader) =>
      reader.all<Row>(
        `SELECT ${columns} FROM admin_audit WHERE sequence > ? ORDER BY sequence LIMIT ${pageRows}`,
        sequence,
      ),
    );
    for (const row of rows) {
      await slice.rest();
      const expected = hashOf(previous, sequence + 1, Number(row.run_date), row.record);
      if (Number(row.sequence) !== sequence + 1 || row.hash !== expected)
        return { kind: 'broken', sequence: sequence + 1 };
      previous = row.hash;
      sequence += 1;
    }
    if (rows.length < pageRows) return { kind: 'intact', entries: sequence };
  }
}

function entryOf(row: Row): AuditEntry {
  return {
    ...(JSON.parse(row.record) as AuditedAction),
    sequence: Number(row.sequence),
    runDate: Number(row.run_date),
    hash: row.hash,
  };
}

async function collected(found: AsyncIterable<AuditEntry>): Promise<readonly AuditEntry[]> {
  const all: AuditEntry[] = [];
  for await (const entry of found) all.push(entry);
  return all;
}

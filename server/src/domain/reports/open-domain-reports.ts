import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { DomainReport, DomainReportKind, DomainReportQuery, DomainReports } from './domain-report.ts';

const keptForMs = 180 * 86_400_000;
/** Anybody may send reports: beyond so many the oldest to come go first. */
const mostReports = 20_000;
const purgeEvery = 100;
const pageRows = 50;

interface Row {
  readonly sequence: number;
  readonly begins: number;
  readonly received: number;
  readonly record: string;
}

/** `scope`: the system's, migrated with `reportMigrations`. */
export function openDomainReports(parts: {
  readonly scope: Scope;
  readonly clock: Clock;
  /** Fewer in tests. */
  readonly limit?: number;
}): DomainReports {
  const { scope, clock, limit = mostReports } = parts;
  let untilPurge = 0;

  async function purge(writer: SqlWriter, now: number): Promise<void> {
    await writer.run('DELETE FROM domain_report WHERE ends < ?', now - keptForMs);
    const last = await writer.get<{ sequence: number }>(
      'SELECT sequence FROM domain_report ORDER BY sequence DESC LIMIT 1 OFFSET ?',
      limit,
    );
    if (last !== undefined) await writer.run('DELETE FROM domain_report WHERE sequence <= ?', Number(last.sequence));
  }

  return {
    async add(report) {
      const now = clock.now();
      const { kind, domain, begins, ends } = report;
      const identity = identityOf(report);
      return await scope.write(async (writer) => {
        const known = await writer.get('SELECT sequence FROM domain_report WHERE identity = ?', identity);
        if (known !== undefined) return false;
        // Two nodes may be told at once.
        await writer.run(
          `INSERT INTO domain_report (kind, domain, identity, begins, ends, received, record) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (identity) DO NOTHING`,
          kind,
          domain,
          identity,
          begins,
          ends,
          now,
          JSON.stringify(report),
        );
        untilPurge -= 1;
        if (untilPurge <= 0) {
          untilPurge = Math.min(purgeEvery, limit);
          await purge(writer, now);
        }
        return true;
      });
    },

    list: (query) => list(scope, query, clock.now() - keptForMs),
  };
}

function identityOf({ kind, domain, organization, reportId, begins }: DomainReport): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, domain, organization, reportId, begins]))
    .digest('hex');
}

async function* list<Kind extends DomainReportKind>(
  scope: Scope,
  query: DomainReportQuery<Kind>,
  oldest: number,
): AsyncGenerator<Extract<DomainReport, { readonly kind: Kind }> & { readonly received: number }, void, void> {
  const conditions = ['kind = ?', 'ends > ?', 'begins < ?'];
  const values: (string | number)[] = [
    query.kind,
    Math.max(query.start ?? 0, oldest),
    query.end ?? Number.MAX_SAFE_INTEGER,
  ];
  if (query.domain !== undefined) {
    conditions.push("(domain = ? OR domain LIKE ? ESCAPE '!')");
    values.push(query.domain, `%.${query.domain.replaceAll(/[!%_]/g, '!$&')}`);
  }
  let last = { begins: Number.MAX_SAFE_INTEGER, sequence: 0 };
  for (;;) {
    const rows = await scope.read((reader) =>
      reader.all<Row>(
        `SELECT sequence, begins, received, record FROM domain_report
         WHERE ${conditions.join(' AND ')} AND (begins < ? OR (begins = ? AND sequence < ?))
         ORDER BY begins DESC, sequence DESC LIMIT ${pageRows}`,
        ...values,
        last.begins,
        last.begins,
        last.sequence,
      ),
    );
    for (const row of rows) {
      const report = JSON.parse(row.record) as Extract<DomainReport, { readonly kind: Kind }>;
      yield { ...report, received: Number(row.received) };
    }
    const final = rows.at(-1);
    if (final === undefined || rows.length < pageRows) return;
    last = { begins: Number(final.begins), sequence: Number(final.sequence) };
  }
}

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { migrate } from '../../storage/migrations.ts';
import { openPostgresEngine } from '../../storage/postgres/open-postgres-engine.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import type { DomainReport, DomainReportQuery, DomainReports } from './domain-report.ts';
import { openDomainReports } from './open-domain-reports.ts';
import { reportMigrations } from './report-migrations.ts';

const day = 86_400_000;
const now = 1_700_000_000_000;

async function newScope(t: TestContext): Promise<Scope> {
  const url = await databaseFor(t);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-reports-'));
  const engine =
    url === null
      ? await openEmbeddedEngine({ dataDirectory, log: silentLog })
      : await openPostgresEngine({ url, log: silentLog });
  t.after(async () => {
    await engine.close();
    await rm(dataDirectory, { recursive: true });
  });
  await migrate(engine.system, engine.differences, 'reports', reportMigrations);
  return engine.system;
}

function tls(reportId: string, domain: string, begins: number): DomainReport {
  const head = { domain, organization: 'a\u0000\u{1f600}\ud800', contact: '', reportId, begins, ends: begins + day };
  return { kind: 'tls', ...head, passed: 1, failed: 0, policies: [] };
}

async function ids(reports: DomainReports, query: Partial<DomainReportQuery<'tls'>> = {}): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { reportId } of reports.list({ kind: 'tls', ...query })) found.push(reportId);
  return found;
}

onBothEngines('a report is kept once, and found by domain and span, the newest first', async (t) => {
  const reports = openDomainReports({ scope: await newScope(t), clock: new ManualClock(now) });
  const all = [
    tls('1', 'example.test', now - 3 * day),
    tls('2', 'sub.example.test', now - day),
    tls('3', 'notexample.test', now - 2 * day),
    tls('4', 'subxexample.test', now - 4 * day),
  ];
  assert.deepEqual(await Promise.all(all.map((one) => reports.add(one))), [true, true, true, true]);
  assert.deepEqual(await Promise.all(all.map((one) => reports.add(one))), [false, false, false, false]);
  assert.deepEqual(await ids(reports), ['2', '3', '1', '4']);
  assert.deepEqual(await ids(reports, { domain: 'example.test' }), ['2', '1']);
  assert.deepEqual(await ids(reports, { domain: '%' }), []);
  assert.deepEqual(await ids(reports, { start: now - 2 * day, end: now - day - 1 }), ['3']);
  for await (const report of reports.list({ kind: 'tls', domain: 'sub.example.test' }))
    assert.deepEqual(report, { ...all[1], received: now });
  assert.equal((await reports.list({ kind: 'dmarc' }).next()).done, true);
});

onBothEngines('more than a page is listed whole; beyond the limit and the age the oldest are gone', async (t) => {
  const scope = await newScope(t);
  const clock = new ManualClock(now);
  const reports = openDomainReports({ scope, clock, limit: 120 });
  for (let at = 0; at < 300; at += 1) await reports.add(tls(String(at), 'example.test', now - (at % 2) * day));
  const kept = (await ids(reports)).map(Number);
  assert.equal(new Set(kept).size, kept.length);
  assert.ok(kept.length >= 120 && kept.length < 240, `${kept.length} are kept`);
  assert.equal(Math.max(...kept), 299);
  assert.equal(Math.min(...kept), 300 - kept.length);
  clock.advance(181 * day);
  assert.deepEqual(await ids(reports), []);
});

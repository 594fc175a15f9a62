import { mkdir, stat } from 'node:fs/promises';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { ChangeSignal } from '../storage/change-signal.ts';
import { LocalChangeSignal } from '../storage/local-change-signal.ts';
import { openEmbeddedEngine } from '../storage/embedded/open-embedded-engine.ts';
import { openPostgresEngine } from '../storage/postgres/open-postgres-engine.ts';
import { PostgresChangeSignal } from '../storage/postgres/change-signal.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';

/** The store and its change signal: PostgreSQL when an address is given, else files in the data directory. */
export async function openEngine(options: {
  readonly dataDirectory: string;
  readonly databaseUrl: string | null;
  readonly log: Log;
  readonly clock: Clock;
}): Promise<{ readonly engine: SqlEngine; readonly changes: ChangeSignal }> {
  await makeDataDirectory(options.dataDirectory);
  const { databaseUrl, log } = options;
  if (databaseUrl === null) return { engine: await openEmbeddedEngine(options), changes: new LocalChangeSignal() };
  if (!/^postgres(?:ql)?:\/\//.test(databaseUrl)) {
    throw new Error(`--database takes a URL such as postgres://user@host/relais, not "${databaseUrl}"`);
  }
  const engine = await openPostgresEngine({ url: databaseUrl, log });
  return { engine, changes: await PostgresChangeSignal.open({ url: databaseUrl, log, clock: options.clock }) };
}

/** @throws Error with the path and what to do. */
async function makeDataDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(
      `the data directory ${path} cannot be made: ${(cause as Error).message}. Choose another with --data DIR, or give this user the right to write there.`,
      { cause },
    );
  }
  if (!(await stat(path)).isDirectory())
    throw new Error(`${path} is a file, not a directory; choose another with --data DIR`);
}

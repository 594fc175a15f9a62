import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { ChangeSignal } from '../storage/change-signal.ts';
import { openEmbeddedEngine } from '../storage/embedded/open-embedded-engine.ts';
import type { ExclusiveLocks } from '../storage/exclusive-locks.ts';
import { LocalChangeSignal } from '../storage/local-change-signal.ts';
import { LocalExclusiveLocks } from '../storage/local-exclusive-locks.ts';
import { PostgresChangeSignal } from '../storage/postgres/change-signal.ts';
import { PostgresExclusiveLocks } from '../storage/postgres/exclusive-locks.ts';
import { openPostgresEngine } from '../storage/postgres/open-postgres-engine.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { makeDataDirectory } from './make-data-directory.ts';
import { UsageError } from './command.ts';

export interface OpenedEngine {
  readonly engine: SqlEngine;
  readonly changes: ChangeSignal;
  readonly locks: ExclusiveLocks;
  /** A sentence for load balancers while the database does not answer or accepts no writes, else null. */
  readonly away: () => string | null;
}

/** The store, its change signal and its locks: PostgreSQL when an address is given, else files in the data directory. */
export async function openEngine(options: {
  readonly dataDirectory: string;
  readonly databaseUrl: string | null;
  readonly log: Log;
  readonly clock: Clock;
  /** Files of mailboxes open at once. */
  readonly openFiles?: number;
}): Promise<OpenedEngine> {
  await makeDataDirectory(options.dataDirectory);
  const { databaseUrl, log } = options;
  if (databaseUrl === null)
    return {
      engine: await openEmbeddedEngine(options),
      changes: new LocalChangeSignal(),
      locks: new LocalExclusiveLocks(),
      away: () => null,
    };
  if (!/^postgres(?:ql)?:\/\//.test(databaseUrl)) {
    throw new UsageError(`--database takes a URL such as postgres://user@host/relais, not "${databaseUrl}"`);
  }
  const engine = await openPostgresEngine({ url: databaseUrl, log });
  const nodes = { url: databaseUrl, log, clock: options.clock };
  const changes = await PostgresChangeSignal.open({ ...nodes, system: engine.system });
  return {
    engine,
    changes,
    locks: new PostgresExclusiveLocks(nodes),
    away: () => changes.away,
  };
}

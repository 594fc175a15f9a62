import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../platform/log/silent-log.ts';
import { openEmbeddedEngine } from './embedded/open-embedded-engine.ts';
import { openPostgresEngine } from './postgres/open-postgres-engine.ts';
import type { SqlEngine } from './sql-engine.ts';

export interface OpenedEngine {
  readonly engine: SqlEngine;
  /** Of its own; the engine's files are there when it is the embedded one. */
  readonly dataDirectory: string;
  /** Closes it and removes the directory. */
  close(): Promise<void>;
}

/** The engine on PostgreSQL at `url`, or for `null` the embedded one. */
export async function openedEngine(url: string | null): Promise<OpenedEngine> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-engine-'));
  const engine =
    url === null
      ? await openEmbeddedEngine({ dataDirectory, log: silentLog })
      : await openPostgresEngine({ url, log: silentLog });
  return {
    engine,
    dataDirectory,
    async close() {
      await engine.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../../server/src/storage/embedded/open-embedded-engine.ts';
import { openPostgresEngine } from '../../server/src/storage/postgres/open-postgres-engine.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { organisationContract } from './organisation.contract.ts';

describe('on the embedded engine', () => {
  let engine: SqlEngine;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'relais-organisation-'));
    engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
  });
  after(async () => {
    await engine.close();
    await rm(directory, { recursive: true });
  });
  organisationContract(() => engine);
});

describe('on PostgreSQL', () => {
  let postgres: TestPostgres;
  let engine: SqlEngine;
  before(async () => {
    postgres = await startPostgres();
    engine = await openPostgresEngine({ url: await postgres.newDatabase(), log: silentLog });
  });
  after(async () => {
    await engine?.close();
    await postgres?.stop();
  });
  organisationContract(() => engine);
});

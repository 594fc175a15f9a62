import { after, before } from 'node:test';
import { openMailStore, type RepairableMailStore } from '../../server/src/domain/mail/mail-store.ts';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { PostgresChangeSignal } from '../../server/src/storage/postgres/change-signal.ts';
import { openPostgresEngine } from '../../server/src/storage/postgres/open-postgres-engine.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { mailStoreContract } from './mail-store.contract.ts';
import { mailStoreModelContract } from './mail-store-model.contract.ts';
import { sqlEngineContract } from './sql-engine.contract.ts';

let postgres: TestPostgres;
let engine: SqlEngine;
let changes: PostgresChangeSignal;
let store: RepairableMailStore;

before(async () => {
  postgres = await startPostgres();
  const url = await postgres.newDatabase();
  engine = await openPostgresEngine({ url, log: silentLog });
  changes = await PostgresChangeSignal.open({ url, log: silentLog, clock: systemClock });
  store = openMailStore({ engine, changes, clock: systemClock, log: silentLog });
});
after(async () => {
  await changes?.close();
  await engine?.close();
  await postgres?.stop();
});

sqlEngineContract(() => engine);
mailStoreContract(
  () => store,
  () => engine,
);
mailStoreModelContract(() => engine);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { openMailStore, type RepairableMailStore } from '../../server/src/domain/mail/mail-store.ts';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../server/src/storage/embedded/change-signal.ts';
import { openEmbeddedEngine } from '../../server/src/storage/embedded/open-embedded-engine.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import { mailStoreContract } from './mail-store.contract.ts';
import { mailStoreModelContract } from './mail-store-model.contract.ts';
import { sqlEngineContract } from './sql-engine.contract.ts';

let engine: SqlEngine;
let store: RepairableMailStore;
let directory: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-contract-'));
  engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
  store = openMailStore({ engine, changes: new LocalChangeSignal(), clock: systemClock, log: silentLog });
});
after(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

sqlEngineContract(() => engine);
mailStoreContract(
  () => store,
  () => engine,
);
mailStoreModelContract(() => engine);

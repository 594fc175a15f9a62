import { after, before } from 'node:test';
import { mtaStsStoreContract } from '../../server/src/domain/queue/mta-sts-store.contract.ts';
import { outboundQueueContract } from '../../server/src/domain/queue/outbound-queue.contract.ts';
import { trackingLogContract } from '../../server/src/domain/queue/tracking-log.contract.ts';
import { queueMigrations } from '../../server/src/domain/queue/queue-migrations.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { migrate } from '../../server/src/storage/migrations.ts';
import { openPostgresEngine } from '../../server/src/storage/postgres/open-postgres-engine.ts';
import type { Scope, SqlEngine } from '../../server/src/storage/sql-engine.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

let postgres: TestPostgres;
const engines: SqlEngine[] = [];

before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  for (const engine of engines) await engine.close();
  await postgres.stop();
});

async function newScope(): Promise<Scope> {
  const engine = await openPostgresEngine({ url: await postgres.newDatabase(), log: silentLog });
  engines.push(engine);
  await migrate(engine.system, engine.differences, 'queue', queueMigrations);
  return engine.system;
}

outboundQueueContract(newScope);
trackingLogContract(newScope);
mtaStsStoreContract(newScope);

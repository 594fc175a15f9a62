import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { mtaStsStoreContract } from './mta-sts-store.contract.ts';
import { queueMigrations } from './queue-migrations.ts';

mtaStsStoreContract(async () => memoryScope(queueMigrations));

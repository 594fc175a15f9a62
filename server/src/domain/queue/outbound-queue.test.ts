import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { outboundQueueContract } from './outbound-queue.contract.ts';
import { trackingLogContract } from './tracking-log.contract.ts';
import { queueMigrations } from './queue-migrations.ts';

outboundQueueContract(async () => memoryScope(queueMigrations));
trackingLogContract(async () => memoryScope(queueMigrations));

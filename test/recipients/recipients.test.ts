import { after, before, describe } from 'node:test';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { automationContract } from './automation.contract.ts';
import { recipientsContract } from './recipients.contract.ts';

describe('recipients on the embedded engine', () => {
  recipientsContract(async () => undefined);
  automationContract(async () => undefined);
});

describe('recipients on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  recipientsContract(() => postgres.newDatabase());
  automationContract(() => postgres.newDatabase());
  // Hooks run in the order in which they stand: the servers end first.
  after(() => postgres?.stop());
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestManagement } from '../../testing/management.fixture.ts';

test('whatever gives mailboxes shows the columns of Get-Mailbox, not a page for each', async () => {
  const { hostFor } = await openTestManagement();
  const described = await hostFor(['Organization Management']).describe();
  const columnsOf = (name: string) => described.find((cmdlet) => cmdlet.name === name)?.defaultColumns;
  const columns = columnsOf('Get-Mailbox');
  assert.ok(columns !== undefined && columns.length > 0);
  for (const name of ['New-Mailbox', 'Enable-Mailbox', 'Connect-Mailbox']) assert.deepEqual(columnsOf(name), columns);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListChange, type ManagementValue } from '@relais/management-contract';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

test('IMAP4 capabilities are switched off for one mailbox, by name, added and removed one by one', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(['Organization Management']);
  const set = async (value: ManagementValue) => {
    const { error } = await invoke(host, 'Set-CASMailbox', { Identity: 'alice', ImapDisabledCapabilities: value });
    return error?.message ?? services.directory.findMailbox('alice')?.otherProperties.ImapDisabledCapabilities;
  };
  assert.deepEqual(await set(['notify', 'COMPRESS=DEFLATE']), ['NOTIFY', 'COMPRESS=DEFLATE']);
  const [shown] = (await invoke(host, 'Get-CASMailbox', { Identity: 'alice' })).objects;
  assert.deepEqual(shown?.ImapDisabledCapabilities, ['NOTIFY', 'COMPRESS=DEFLATE']);
  assert.deepEqual(await set(new ListChange(['IDLE'], ['NOTIFY'])), ['COMPRESS=DEFLATE', 'IDLE']);
  assert.match(String(await set(['NOSUCH'])), /NOSUCH/);
  assert.deepEqual(await set(null), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

test('Rotate-DkimSigningConfig: the old key signs for 96 hours more, then the new one', async () => {
  const { hostFor, clock } = await openTestManagement();
  const host = hostFor(['Organization Management']);
  await invoke(host, 'New-DkimSigningConfig', { DomainName: 'example.test', Selector: 'one', Enabled: true });
  const rotated = await invoke(host, 'Rotate-DkimSigningConfig', { Identity: 'example.test', Selector: 'two' });
  assert.equal(rotated.error, null);
  const [before] = rotated.objects;
  assert.deepEqual([before?.['Selector'], before?.['NextSelector']], ['one', 'two']);
  assert.equal(before?.['NextDnsRecordName'], 'two._domainkey.example.test');
  clock.advance(96 * 3_600_000);
  const [after] = (await invoke(host, 'Get-DkimSigningConfig', { Identity: 'example.test' })).objects;
  assert.deepEqual([after?.['Selector'], after?.['NextSelector'], after?.['Enabled']], ['two', null, true]);
  assert.equal(after?.['DnsRecordValue'], before?.['NextDnsRecordValue']);
  const same = await invoke(host, 'Rotate-DkimSigningConfig', { Identity: 'example.test', Selector: 'TWO' });
  assert.equal(same.error?.id, 'DataValidation');
});

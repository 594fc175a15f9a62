import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

test('a changed setting waits for its service, with both values and the sessions a restart would close', async () => {
  const { hostFor, connect } = await openTestManagement();
  const host = hostFor(everything);
  assert.deepEqual((await invoke(host, 'Get-PendingSetting')).objects, []);
  connect({ protocol: 'IMAP4', user: 'alice@example.test' });
  await invoke(host, 'Set-ImapSettings', { AuthenticatedConnectionTimeout: '00:20:00' });
  const [row, ...rest] = (await invoke(host, 'Get-PendingSetting')).objects;
  assert.deepEqual(rest, []);
  assert.equal(row?.Service, 'MSExchangeImap4');
  assert.equal(row?.Setting, 'AuthenticatedConnectionTimeout');
  assert.deepEqual(row?.EffectiveValue, TimeSpan.fromSeconds(1800));
  assert.deepEqual(row?.ConfiguredValue, TimeSpan.fromSeconds(1200));
  assert.equal(row?.Sessions, 1);
});

test('what users are shown waits for W3SVC: connection settings and advertised connectors, removed ones too', async () => {
  const { hostFor, services } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-PopSettings', { ExternalConnectionSettings: 'mail.example.test:995:SSL' });
  const [connector] = services.receiveConnectors.list();
  await invoke(host, 'Set-ReceiveConnector', { Identity: connector?.Name ?? '', AdvertiseClientSettings: true });
  const pending = async (): Promise<readonly string[]> =>
    (await invoke(host, 'Get-PendingSetting')).objects.map(
      ({ Service, Setting }) => `${String(Service)} ${String(Setting)}`,
    );
  assert.deepEqual(await pending(), [
    'W3SVC ExternalConnectionSettings',
    `W3SVC ${connector?.Name}: AdvertiseClientSettings`,
  ]);
  services.receiveConnectors.applyWebRestart();
  services.settings.applyWebRestart();
  assert.deepEqual(await pending(), []);
  await invoke(host, 'Remove-ReceiveConnector', { Identity: connector?.Name ?? '', Confirm: false });
  assert.ok((await pending()).includes(`W3SVC ${connector?.Name}: Fqdn`));
});

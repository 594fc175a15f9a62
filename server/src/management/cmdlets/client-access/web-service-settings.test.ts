import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

test('the ports of the web service are settings that wait for iisreset, and say so', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const { warnings } = await invoke(host, 'Set-WebServiceSettings', { HttpsBindings: '127.0.0.1:8443' });
  assert.match(warnings.join('\n'), /HttpsBindings will only take effect after IIS is restarted .* \(iisreset\)/);
  const [row] = (await invoke(host, 'Get-WebServiceSettings')).objects;
  assert.deepEqual(row?.HttpsBindings, ['127.0.0.1:8443']);
  const [waiting] = (await invoke(host, 'Get-PendingSetting')).objects;
  assert.equal(`${String(waiting?.Service)} ${String(waiting?.Setting)}`, 'W3SVC HttpsBindings');
});

test('a port of the web service that another service has is said, one that HTTP has too is refused', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-ImapSettings', { SSLBindings: '127.0.0.1:8443' });
  const { warnings } = await invoke(host, 'Set-WebServiceSettings', { HttpsBindings: '127.0.0.1:8443' });
  assert.match(warnings.join('\n'), /127\.0\.0\.1:8443 is also configured for ImapSettings SSLBindings/);
  const { error } = await invoke(host, 'Set-WebServiceSettings', { HttpBindings: '127.0.0.1:8443' });
  assert.equal(error?.id, 'BindingInUse');
  assert.ok((await invoke(host, 'Set-WebServiceSettings', { HttpsBindings: null })).error);
});

test('proxies before the web service count at once', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const { warnings } = await invoke(host, 'Set-WebServiceSettings', { WebProxyAddresses: ['10.0.0.5', '10.0.1.0/24'] });
  assert.deepEqual(warnings, []);
  const [row] = (await invoke(host, 'Get-WebServiceSettings')).objects;
  assert.deepEqual(row?.WebProxyAddresses, ['10.0.0.5', '10.0.1.0/24']);
});

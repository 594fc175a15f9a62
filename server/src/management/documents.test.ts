import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptText } from '@relais/management-contract';
import { imapSettings } from '../protocols/imap/settings.ts';
import { invoke, openTestManagement } from './testing/management.fixture.ts';

const everything = ['Organization Management'];

test('the page on visible settings: what it sets is shown to users after iisreset, not before, and without the POP3 service', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const shown = async (): Promise<unknown[]> => {
    const { objects } = await invoke(host, 'Get-CASMailbox', { Identity: 'alice', ProtocolSettings: true });
    return ['ExternalPopSettings', 'ExternalImapSettings', 'ExternalSmtpSettings'].map((name) => objects[0]?.[name]);
  };
  await invoke(host, 'Set-PopSettings', { ExternalConnectionSettings: new ScriptText('Dublin01.Contoso.com:995:SSL') });
  await invoke(host, 'Set-ImapSettings', {
    ExternalConnectionSettings: new ScriptText('Dublin01.Contoso.com:993:SSL'),
  });
  const { objects } = await invoke(host, 'Get-ReceiveConnector', { Identity: '*Client Frontend*' });
  assert.deepEqual(
    objects.map(({ Name }) => Name),
    ['Client Frontend CAS01'],
  );
  const set = await invoke(host, 'Set-ReceiveConnector', {
    Identity: String(objects[0]?.Identity),
    Fqdn: 'Server.Contoso.com',
    AdvertiseClientSettings: true,
  });
  assert.equal(set.error, null);
  const settings = await invoke(host, 'Get-PopSettings');
  assert.deepEqual(settings.objects[0]?.ExternalConnectionSettings, ['Dublin01.Contoso.com:995:SSL']);
  assert.deepEqual(await shown(), ['', '', '']);
  await invoke(host, 'Restart-Service', { Name: 'MSExchangePop3' });
  assert.deepEqual(await shown(), ['', '', '']);
  await invoke(host, 'Restart-Service', { Name: 'w3svc' });
  assert.deepEqual(await shown(), [
    'Dublin01.Contoso.com:995:SSL',
    'Dublin01.Contoso.com:993:SSL',
    'Server.Contoso.com:587:TLS',
  ]);
});

test('the page on time-outs: effective after either service name is restarted, not before', async () => {
  for (const name of ['MSExchangeIMAP4', 'msexchangeimap4be']) {
    const { services, hostFor } = await openTestManagement();
    const host = hostFor(everything);
    await invoke(host, 'Set-ImapSettings', { Identity: 'CAS01', AuthenticatedConnectionTimeout: '01:00:00' });
    assert.equal(services.settings.effective(imapSettings).AuthenticatedConnectionTimeout.toString(), '00:30:00');
    const health = await invoke(host, 'Get-ServerHealth', { HealthSet: 'IMAP.Protocol' });
    assert.deepEqual(health.objects[0]?.PendingSettings, ['AuthenticatedConnectionTimeout']);
    assert.equal((await invoke(host, 'Restart-Service', { Name: name })).error, null);
    assert.equal(services.settings.effective(imapSettings).AuthenticatedConnectionTimeout.toString(), '01:00:00');
  }
});

test('a protocol that was closed for a user shows no settings of it', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-ImapSettings', { ExternalConnectionSettings: 'mail.test:993:SSL' });
  await invoke(host, 'Restart-Service', { Name: 'W3SVC' });
  await invoke(host, 'Set-CASMailbox', { Identity: 'alice', ImapEnabled: false });
  const { objects } = await invoke(host, 'Get-CASMailbox', { Identity: 'alice', ProtocolSettings: true });
  assert.equal(objects[0]?.ImapEnabled, false);
  assert.equal(objects[0]?.ExternalImapSettings, '');
});

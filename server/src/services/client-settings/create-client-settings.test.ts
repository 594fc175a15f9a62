import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationMigrations } from '../../domain/configuration/configuration-migrations.ts';
import { openReceiveConnectors } from '../../domain/configuration/open-receive-connectors.ts';
import { openSettingsStore } from '../../domain/configuration/open-settings-store.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openDirectory } from '../../domain/directory/open-directory.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { createClientSettings } from './create-client-settings.ts';

const label = { en: 'x', fr: 'x' };
const published = (noun: string, internal: string) =>
  defineSettings(noun, noun, {
    ExternalConnectionSettings: setting<readonly string[]>({
      type: { kind: 'connection-setting' },
      list: true,
      default: [],
      takesEffect: 'web-restart',
      label,
      help: label,
    }),
    InternalConnectionSettings: setting<readonly string[]>({
      type: { kind: 'connection-setting' },
      list: true,
      default: [internal],
      takesEffect: 'web-restart',
      label,
      help: label,
    }),
  });
const imapSettings = published('ImapSettings', 'cas01.test:993:SSL');
const popSettings = published('PopSettings', 'cas01.test:995:SSL');

async function opened() {
  const scope = memoryScope(configurationMigrations, directoryMigrations);
  const clock = new ManualClock();
  const server = { serverName: 'CAS01', fqdn: 'cas01.test', dataDirectory: '/d', bindAddress: null, portOffset: 0 };
  const settings = await openSettingsStore({ scope, definitions: [imapSettings, popSettings], server });
  const receiveConnectors = await openReceiveConnectors({ scope, clock, server });
  const directory = await openDirectory({ scope, clock });
  await directory.createAcceptedDomain({
    name: 't',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const alice = await directory.createMailbox(
    { name: 'A', alias: 'a', userPrincipalName: 'a@example.test', primarySmtpAddress: 'a@example.test' },
    null,
  );
  return {
    settings,
    receiveConnectors,
    directory,
    alice,
    clientSettings: createClientSettings({ settings, receiveConnectors, imapSettings, popSettings }),
  };
}

test('after a default install users see nothing, inside clients have defaults', async () => {
  const { alice, clientSettings } = await opened();
  const { internal, ...external } = clientSettings.clientSettingsFor(alice);
  assert.deepEqual(external, { pop: null, imap: null, smtp: null });
  assert.deepEqual(internal.imap, { serverName: 'cas01.test', port: 993, encryption: 'SSL' });
});

test('what was set is seen after iisreset and not before', async () => {
  const { settings, receiveConnectors, alice, clientSettings } = await opened();
  await settings.configure(imapSettings, { ExternalConnectionSettings: ['Dublin01.Contoso.com:993:SSL'] });
  const client = receiveConnectors.list().find(({ Name }) => Name.startsWith('Client Frontend'));
  await receiveConnectors.update(client?.Guid ?? '', { Fqdn: 'Server.Contoso.com', AdvertiseClientSettings: true });
  settings.applyServiceRestart(imapSettings);
  assert.equal(clientSettings.clientSettingsFor(alice).imap, null);
  assert.equal(clientSettings.published().smtp, null);
  settings.applyWebRestart();
  receiveConnectors.applyWebRestart();
  assert.deepEqual(clientSettings.clientSettingsFor(alice).imap, {
    serverName: 'Dublin01.Contoso.com',
    port: 993,
    encryption: 'SSL',
  });
  assert.deepEqual(clientSettings.published().smtp, { serverName: 'Server.Contoso.com', port: 587, encryption: 'TLS' });
});

test('with SSL and TLS configured, SSL is shown; without either, none', async () => {
  const { settings, clientSettings } = await opened();
  await settings.configure(imapSettings, { ExternalConnectionSettings: ['m.test:143:TLS', 'm.test:993:SSL'] });
  await settings.configure(popSettings, { ExternalConnectionSettings: ['m.test:110'] });
  settings.applyWebRestart();
  assert.equal(clientSettings.published().imap?.encryption, 'SSL');
  assert.deepEqual(clientSettings.published().pop, { serverName: 'm.test', port: 110, encryption: 'None' });
});

test('a protocol that is closed for a mailbox is not shown to it', async () => {
  const { settings, directory, alice, clientSettings } = await opened();
  await settings.configure(imapSettings, { ExternalConnectionSettings: ['m.test:993:SSL'] });
  await settings.configure(popSettings, { ExternalConnectionSettings: ['m.test:995:SSL'] });
  settings.applyWebRestart();
  const changed = await directory.updateMailbox(alice.guid, { imapEnabled: false });
  const shown = clientSettings.clientSettingsFor(changed);
  assert.equal(shown.imap, null);
  assert.equal(shown.internal.imap, null);
  assert.equal(shown.pop?.port, 995);
});

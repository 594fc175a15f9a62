import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import { auditMigrations } from '../../server/src/domain/audit/audit-migrations.ts';
import { openAdminAudit } from '../../server/src/domain/audit/open-admin-audit.ts';
import { configurationMigrations } from '../../server/src/domain/configuration/configuration-migrations.ts';
import { openReceiveConnectors } from '../../server/src/domain/configuration/open-receive-connectors.ts';
import { openSettingsStore } from '../../server/src/domain/configuration/open-settings-store.ts';
import { openServerRecord } from '../../server/src/domain/configuration/server-record.ts';
import { openServiceStartup } from '../../server/src/domain/configuration/service-startup.ts';
import { DirectoryError } from '../../server/src/domain/directory/directory.ts';
import { directoryMigrations } from '../../server/src/domain/directory/directory-migrations.ts';
import { openDirectory } from '../../server/src/domain/directory/open-directory.ts';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import type { ServerFacts } from '../../server/src/platform/settings/define-settings.ts';
import { imapSettings } from '../../server/src/protocols/imap/settings.ts';
import { migrate } from '../../server/src/storage/migrations.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import type { SystemScope } from '../../server/src/storage/system-scope.ts';

const server: ServerFacts = {
  serverName: 'CAS01',
  fqdn: 'cas01.example.test',
  dataDirectory: '/d',
  bindAddress: null,
  portOffset: 0,
};
const clock = systemClock;

/** What directory, configuration and audit ask of the system scope; the same on both engines. */
export function organisationContract(engineOf: () => SqlEngine): void {
  const migrated = async (): Promise<SystemScope> => {
    const { system, differences } = engineOf();
    await migrate(system, differences, 'directory', directoryMigrations);
    await migrate(system, differences, 'configuration', configurationMigrations);
    await migrate(system, differences, 'audit', auditMigrations);
    return system;
  };

  test('mailboxes and domains are there after opening again, and an address stays with one mailbox', async () => {
    const scope = await migrated();
    const directory = await openDirectory({ scope, clock });
    await directory.createAcceptedDomain({
      name: 'x',
      domainName: 'example.test',
      domainType: 'Authoritative',
      isDefault: true,
    });
    const alias = (name: string) => ({
      name,
      alias: name,
      userPrincipalName: `${name}@example.test`,
      primarySmtpAddress: `${name}@example.test`,
    });
    const alice = await directory.createMailbox(alias('alice'), 'hash');
    await directory.updateMailbox(alice.guid, {
      emailAddresses: ['alice@example.test', 'sales@example.test'],
      language: 'fr',
    });
    const racing = ['b', 'c', 'd'].map((name) =>
      directory.createMailbox({ ...alias(name), primarySmtpAddress: 'same@example.test' }, null),
    );
    const outcomes = await Promise.allSettled(racing);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof DirectoryError, String(outcome.reason));
    const again = await openDirectory({ scope, clock });
    assert.deepEqual(again.mailboxes(), directory.mailboxes());
    assert.equal(again.findMailbox('SALES@example.test')?.language, 'fr');
    assert.equal(await again.passwordHash(alice.guid), 'hash');
    await again.removeMailbox(alice.guid);
    assert.equal((await openDirectory({ scope, clock })).findMailbox('alice'), null);
  });

  test('settings, connectors, the server’s record and start-up types are there after opening again', async () => {
    const scope = await migrated();
    const record = await openServerRecord({ scope, clock, server, version: '1' });
    assert.equal(
      (await openServerRecord({ scope, clock, server: { ...server, portOffset: 7 }, version: '2' })).portOffset,
      record.portOffset,
    );
    const settings = await openSettingsStore({ scope, definitions: [imapSettings], server });
    await settings.configure(imapSettings, {
      AuthenticatedConnectionTimeout: TimeSpan.fromSeconds(90),
      SSLBindings: ['127.0.0.1:1993'],
    });
    await settings.configure(imapSettings, { AuthenticatedConnectionTimeout: TimeSpan.fromSeconds(95) });
    const reopened = await openSettingsStore({ scope, definitions: [imapSettings], server });
    assert.equal(reopened.effective(imapSettings).AuthenticatedConnectionTimeout.totalSeconds, 95);
    assert.equal(reopened.whenConfigured(imapSettings), settings.whenConfigured(imapSettings));
    const connectors = await openReceiveConnectors({ scope, clock, server });
    const [first] = connectors.list();
    await connectors.update(first?.Guid ?? '', { Banner: '220 hello' });
    assert.deepEqual((await openReceiveConnectors({ scope, clock, server })).list(), connectors.list());
    const startup = await openServiceStartup(scope);
    await startup.set('MSExchangePop3', 'Manual');
    await startup.set('MSExchangePop3', 'Disabled');
    assert.equal((await openServiceStartup(scope)).of('msexchangepop3'), 'Disabled');
  });

  test('the audit log keeps its chain under concurrent writers', async () => {
    const scope = await migrated();
    const audit = openAdminAudit({ scope, clock });
    const action = {
      caller: 'a',
      cmdlet: 'Set-X',
      objectModified: null,
      parameters: [],
      modifiedProperties: [],
      succeeded: true,
      error: null,
      originatingServer: 'CAS01',
    };
    await Promise.all(Array.from({ length: 20 }, (_, index) => audit.record({ ...action, caller: `admin${index}` })));
    assert.deepEqual(await audit.prove(), { kind: 'intact', entries: 20 });
    assert.equal((await audit.search({ cmdlets: ['set-x'], callers: ['ADMIN7'], limit: 5 })).length, 1);
  });
}

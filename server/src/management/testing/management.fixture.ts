import type {
  CmdletCall,
  CmdletHost,
  ErrorRecord,
  Language,
  ManagementObject,
  ManagementValue,
  OutputRecord,
} from '@relais/management-contract';
import { openIdentityTexts } from '../../domain/personal/identity-texts.ts';
import { openWebmailPreferences } from '../../domain/personal/webmail-preferences.ts';
import { openAdminAudit } from '../../domain/audit/open-admin-audit.ts';
import { openMailboxAudit } from '../../domain/audit/open-mailbox-audit.ts';
import { openCredentials } from '../../domain/credentials/open-credentials.ts';
import { defaultAuthenticationLimits } from '../../services/authentication/create-authenticator.ts';
import { openIdentity } from '../../services/authentication/identity.ts';
import { signInSettings } from '../../services/authentication/sign-in-settings.ts';
import { openAutomation } from '../../domain/automation/open-automation.ts';
import { openDomainReports } from '../../domain/reports/open-domain-reports.ts';
import { openFolderGrants } from '../../domain/sharing/folder-grants.ts';
import { openReceiveConnectors } from '../../domain/configuration/open-receive-connectors.ts';
import { openTransportRules } from '../../domain/configuration/transport-rules.ts';
import { openThrottlingPolicies } from '../../domain/configuration/throttling-policies.ts';
import { openRemoteDomains } from '../../domain/configuration/remote-domains.ts';
import { openSettingsStore } from '../../domain/configuration/open-settings-store.ts';
import { openServerRecord, serverFactsOf } from '../../domain/configuration/server-record.ts';
import { openServiceStartup } from '../../domain/configuration/service-startup.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openDirectory } from '../../domain/directory/open-directory.ts';
import { openPermissionStore } from '../../domain/permissions/permission-store.ts';
import { openDkimConfigs } from '../../domain/queue/dkim-configs.ts';
import { openOutboundQueue } from '../../domain/queue/open-outbound-queue.ts';
import { openSendConnectors } from '../../domain/queue/open-send-connectors.ts';
import { openTrackingLog } from '../../domain/queue/open-tracking-log.ts';
import { createRoute } from '../../domain/queue/route-recipient.ts';
import { systemMigrations } from '../../domain/system-migrations.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { RecentEvents } from '../../platform/log/recent-events.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { RefusedWrites } from '../../storage/refused-writes.ts';
import { imapSettings } from '../../protocols/imap/settings.ts';
import { transportSettings } from '../../domain/configuration/transport-settings.ts';
import { popSettings } from '../../protocols/pop3/settings.ts';
import type { Service } from '../../protocols/service.ts';
import { createLiveSessions } from '../../services/admission/create-live-sessions.ts';
import type { LiveSession } from '../../services/admission/live-sessions.ts';
import { createClientSettings } from '../../services/client-settings/create-client-settings.ts';
import { cmdlets } from '../cmdlets/index.ts';
import { settingsDefinitions } from '../settings-definitions.ts';
import { OneTimeCredentials } from '../../services/authentication/one-time-credentials.ts';
import { createMailResolver } from '../../services/relay/mail-resolver.ts';
import { tryRoute } from '../../services/relay/try-route.ts';
import { openSettingsTrial } from '../../services/settings-trial/settings-trial.ts';
import type { ManagementCaller } from '../engine/caller.ts';
import { createCmdletHost } from '../engine/create-cmdlet-host.ts';
import type { ManagementServices } from '../engine/services.ts';
import { mailOnDisk } from './mail-on-disk.fixture.ts';

export interface TestManagement {
  readonly services: ManagementServices;
  readonly clock: ManualClock;
  /** Deleted accounts, in order. */
  readonly deletedAccounts: readonly string[];
  /** What happened to services, in order: `start MSExchangeImap4`. */
  readonly serviceLog: readonly string[];
  hostFor(roleGroups: readonly string[]): CmdletHost;
  connect(session: Partial<LiveSession> & Pick<LiveSession, 'protocol'>): LiveSession;
}

/** The management room over real stores in memory, on server CAS01 of example.test, with alice and an administrator. */
export async function openTestManagement(dataDirectory = '/data'): Promise<TestManagement> {
  const scope = memoryScope(...systemMigrations.map(({ migrations }) => migrations));
  const clock = new ManualClock();
  const recentEvents = new RecentEvents(clock);
  const refusedWrites = new RefusedWrites(clock, false);
  const facts = {
    serverName: 'CAS01',
    fqdn: 'cas01.example.test',
    dataDirectory,
    bindAddress: null,
    portOffset: 0,
  };
  const server = await openServerRecord({ scope, clock, server: facts, version: '0.1.0' });
  const serverFacts = serverFactsOf(server, dataDirectory);
  const directory = await openDirectory({ scope, clock, organizationName: 'Contoso' });
  await directory.createAcceptedDomain({
    name: 'example.test',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const person = { userPrincipalName: 'alice@example.test', primarySmtpAddress: 'alice@example.test' };
  await directory.createMailbox({ name: 'Alice Martin', alias: 'alice', ...person }, null);
  const deletedAccounts: string[] = [];
  const serviceLog: string[] = [];
  const settings = await openSettingsStore({
    scope,
    definitions: settingsDefinitions,
    server: serverFacts,
    clock,
  });
  const receiveConnectors = await openReceiveConnectors({ scope, clock, server: serverFacts });
  const sendConnectors = await openSendConnectors({ scope, clock });
  const tracking = await openTrackingLog({ scope, clock, server: 'CAS01' });
  const route = createRoute({ directory, sendConnectors });
  const queue = await openOutboundQueue({ scope, clock, server: 'CAS01', route, tracking });
  const liveSessions = createLiveSessions({ clock });
  const sessionsOf = (protocol: LiveSession['protocol']) => (): readonly LiveSession[] => liveSessions.list(protocol);
  const running = [
    service('MSExchangeImap4', ['MSExchangeIMAP4BE'], 'Microsoft Exchange IMAP4', sessionsOf('IMAP4'), () =>
      settings.applyServiceRestart(imapSettings),
    ),
    service('MSExchangePop3', ['MSExchangePOP3BE'], 'Microsoft Exchange POP3', sessionsOf('POP3'), () =>
      settings.applyServiceRestart(popSettings),
    ),
    service(
      'W3SVC',
      ['IISADMIN'],
      'World Wide Web Publishing Service',
      () => [],
      () => {
        settings.applyWebRestart();
        receiveConnectors.applyWebRestart();
      },
    ),
  ];
  const dnsServers = (): readonly string[] => settings.effective(transportSettings).DnsServers;
  const mail = mailOnDisk(clock, deletedAccounts);
  const dns = createDnsClient({ clock, resolvers: dnsServers, timeoutMs: 30_000 });
  const services: ManagementServices = {
    directory,
    settings,
    receiveConnectors,
    sendConnectors,
    queue,
    relay: {
      tryRoute: (connector, domain, signal) =>
        tryRoute(
          {
            resolver: createMailResolver(dns),
            clock,
            random: Math.random,
            fqdn: 'cas01.example.test',
            authorities: undefined,
            signal,
          },
          connector,
          domain,
        ),
    },
    tracking,
    automation: await openAutomation({ scope, clock }),
    remoteDomains: await openRemoteDomains({ scope, clock }),
    throttling: await openThrottlingPolicies({ scope, clock }),
    transportRules: await openTransportRules({ scope, clock }),
    folderGrants: await openFolderGrants(scope),
    personal: { identityTexts: openIdentityTexts(scope), preferences: openWebmailPreferences(scope) },
    domainReports: openDomainReports({ scope, clock }),
    dkim: await openDkimConfigs({ scope, clock }),
    dns,
    server,
    serverFacts,
    startup: await openServiceStartup(scope),
    permissions: await openPermissionStore({ scope, clock }),
    settingsTrial: await openSettingsTrial({
      scope,
      clock,
      log: silentLog,
      settings,
      definitions: settingsDefinitions,
      receiveConnectors,
      sendConnectors,
      restart: async (name) => {
        for (const one of running) if (one.name.toLowerCase() === name.toLowerCase()) await one.restart();
      },
    }),
    audit: openAdminAudit({ scope, clock }),
    mailboxAudit: openMailboxAudit({ scope, clock, log: silentLog, keptForMs: () => 90 * 86_400_000 }),
    mail,
    storage: mail,
    identity: await openIdentity({
      credentials: await openCredentials({ scope }),
      scope,
      clock,
      liveSessions,
      log: silentLog,
      allowances: defaultAuthenticationLimits,
      settings: () => settings.effective(signInSettings),
    }),
    authenticator: { hashPassword: async (password) => `hash of ${password.length} characters` },
    oneTimeCredentials: new OneTimeCredentials(clock),
    liveSessions,
    services: () => running,
    certificates: null,
    acme: null,
    clientSettings: createClientSettings({ settings, receiveConnectors, imapSettings, popSettings }),
    clock,
    log: refusedWrites.watch(recentEvents.watch(silentLog)),
    recentEvents,
    refusedWrites,
  };

  function service(
    name: string,
    alsoKnownAs: readonly string[],
    displayName: string,
    sessions: () => readonly LiveSession[],
    apply: () => void,
  ): Service {
    let state: Service['state'] = 'Running';
    const into = (verb: string, next: Service['state']) => async (): Promise<void> => {
      serviceLog.push(`${verb} ${name}`);
      if (verb !== 'stop') apply();
      state = next;
    };
    return {
      name,
      alsoKnownAs,
      displayName,
      get state() {
        return state;
      },
      startedAt: clock.now(),
      bound: [],
      start: into('start', 'Running'),
      stop: into('stop', 'Stopped'),
      restart: into('restart', 'Running'),
      sessions,
    };
  }

  let connected = 0;
  return {
    services,
    clock,
    deletedAccounts,
    serviceLog,
    hostFor: (roleGroups) => createCmdletHost({ caller: callerIn(roleGroups), services, cmdlets }),
    connect(given) {
      connected += 1;
      const session: LiveSession = {
        id: `c${connected}`,
        remoteAddress: '192.0.2.1',
        since: clock.now(),
        secure: true,
        user: null,
        accountId: null,
        client: null,
        state: 'connected',
        folder: null,
        lastCommand: null,
        lastActivity: clock.now(),
        longestPause: 0,
        bytesIn: () => 0,
        bytesOut: () => 0,
        close: (reason) => liveSessions.leave(session, reason),
        ...given,
      };
      liveSessions.admit(session, {
        MaxConnections: 1000,
        MaxConnectionFromSingleIP: 1000,
        MaxConnectionsPerUser: 1000,
      });
      return session;
    },
  };
}

function callerIn(roleGroups: readonly string[]): ManagementCaller {
  return { name: 'administrator@example.test', mailbox: null, roleGroups };
}

export interface Outcome {
  readonly records: readonly OutputRecord[];
  readonly objects: readonly ManagementObject[];
  readonly warnings: readonly string[];
  readonly whatIf: readonly string[];
  readonly error: ErrorRecord | null;
}

/** Runs one call to its end. */
export async function invoke(
  host: CmdletHost,
  cmdlet: string,
  parameters: Readonly<Record<string, ManagementValue>> = {},
  language: Language = 'en',
): Promise<Outcome> {
  const call: CmdletCall = { cmdlet, parameters, language };
  const records: OutputRecord[] = [];
  for await (const record of host.invoke(call)) records.push(record);
  return {
    records,
    objects: records.flatMap((record) => (record.kind === 'output' ? [record.object] : [])),
    warnings: records.flatMap((record) => (record.kind === 'warning' ? [record.text] : [])),
    whatIf: records.flatMap((record) => (record.kind === 'what-if' ? [record.text] : [])),
    error: records.find((record) => record.kind === 'error')?.error ?? null,
  };
}

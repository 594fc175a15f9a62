import { join } from 'node:path';
import { auditRulesOf } from '../domain/audit/mailbox-audit.ts';
import { openAdminAudit } from '../domain/audit/open-admin-audit.ts';
import { openMailboxAudit } from '../domain/audit/open-mailbox-audit.ts';
import {
  mailboxDatabaseSettings,
  quotaDefaults,
  retentionDefaults,
} from '../domain/configuration/mailbox-database-settings.ts';
import { openAcmeStore } from '../domain/configuration/acme-store.ts';
import { openReceiveConnectors } from '../domain/configuration/open-receive-connectors.ts';
import { openSettingsStore } from '../domain/configuration/open-settings-store.ts';
import { openRemoteDomains } from '../domain/configuration/remote-domains.ts';
import { notePasswordsShown } from '../domain/configuration/server-record.ts';
import { openServiceStartup } from '../domain/configuration/service-startup.ts';
import { openThrottlingPolicies } from '../domain/configuration/throttling-policies.ts';
import { openTransportRules } from '../domain/configuration/transport-rules.ts';
import { transportServiceSettings } from '../domain/configuration/transport-service-settings.ts';
import { type Quotas, quotasOf } from '../domain/directory/mailbox-quotas.ts';
import { retentionOf } from '../domain/directory/mailbox-retention.ts';
import { openDirectory } from '../domain/directory/open-directory.ts';
import { openMailStore } from '../domain/mail/mail-store.ts';
import { openPermissionStore } from '../domain/permissions/permission-store.ts';
import { openSubmissions } from '../domain/personal/submissions.ts';
import { openFolderGrants } from '../domain/sharing/folder-grants.ts';
import { systemMigrations } from '../domain/system-migrations.ts';
import type { ManagementServices } from '../management/engine/services.ts';
import { settingsDefinitions } from '../management/settings-definitions.ts';
import { watchClock } from '../platform/clock/watch-clock.ts';
import { gatherRepeats } from '../platform/log/gather-repeats.ts';
import { RecentEvents } from '../platform/log/recent-events.ts';
import { createMetrics } from '../platform/metrics/prometheus-metrics.ts';
import { certificateTrouble } from '../platform/tls/tend-certificates.ts';
import { imapSettings } from '../protocols/imap/settings.ts';
import { popSettings } from '../protocols/pop3/settings.ts';
import type { Service } from '../protocols/service.ts';
import { AcmeCertificate } from '../services/acme/acme-certificate.ts';
import { createClientSettings } from '../services/client-settings/create-client-settings.ts';
import { auditedMailStore } from '../services/mailbox-audit/audited-mail-store.ts';
import { MailboxAuditor } from '../services/mailbox-audit/mailbox-auditor.ts';
import { openSettingsTrial } from '../services/settings-trial/settings-trial.ts';
import { createMailboxes } from '../services/sharing/open-mailbox.ts';
import { migrate } from '../storage/migrations.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { openFileShares } from './open-file-limit.ts';
import { RefusedWrites, refusalSentences } from '../storage/refused-writes.ts';
import { storageErrorCodeIn } from '../storage/storage-error.ts';
import { refuseUnfinishedTransfer } from '../storage/unfinished-transfer.ts';
import { createProtocolServices } from './create-protocol-services.ts';
import { makeOrganisation } from './first-run.ts';
import type { OnClose } from './on-close.ts';
import { openEngine } from './open-engine.ts';
import { DeletedItemsByTheClock, whileDisconnected } from './deleted-items-by-the-clock.ts';
import { openMailFlow } from './open-mail-flow.ts';
import { openOutbound } from './open-outbound.ts';
import { openPersonal } from './open-personal.ts';
import { openSignIn } from './open-sign-in.ts';
import { openWeb } from './open-web.ts';
import { operatorGauges } from './operator-gauges.ts';
import type { RunningServer } from './running-server.ts';
import type { ServerOptions } from './server-options.ts';
import { settleBackedUp } from './settle-backed-up.ts';
import { settleRestored } from './settle-restored.ts';
import { settleServer } from './settle-server.ts';
import { notRunning, startServices } from './start-services.ts';
import { version, versionAndBuild } from './version.ts';

/**
 * The composition root: opens everything in the order of the rooms and starts the services that start by themselves.
 * When one thing fails, what was opened is closed and the error, a sentence for the operator, passes on.
 */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close().catch((cause: unknown) => options.log.error('closing', cause));
    }
  };
  try {
    return await open(options, (close) => closers.push(close), closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function open(options: ServerOptions, onClose: OnClose, closeAll: () => Promise<void>): Promise<RunningServer> {
  const { clock, dataDirectory } = options;
  const recentEvents = new RecentEvents(clock);
  const gathered = gatherRepeats(recentEvents.watch(options.log), { clock, kindOf: storageErrorCodeIn });
  const refusedWrites = new RefusedWrites(clock, options.databaseUrl !== null);
  const log = refusedWrites.watch(gathered.log);
  onClose(async () => gathered.flush());
  const shares = await openFileShares();
  const { engine, changes, locks, away } = await openEngine({ ...options, log, openFiles: shares.mailboxes });
  onClose(() => engine.close());
  onClose(() => changes.close());
  onClose(() => locks.close());
  await refuseUnfinishedTransfer(engine.system);
  await migrateSystem(engine);
  const scope = engine.system;

  const { settled, name, nameTroubles, record, facts, certificates } = await settleServer({
    options,
    engine,
    locks,
    log,
    onClose,
  });

  const acme = new AcmeCertificate({
    store: await openAcmeStore(scope),
    certificates,
    locks,
    clock,
    log,
    userAgent: `Relais/${version}`,
    ...(options.acmeChallengePort === undefined ? {} : { challengePort: options.acmeChallengePort }),
  });
  onClose(() => acme.stop());

  const directory = await openDirectory({ scope, clock });
  const settings = await openSettingsStore({
    scope,
    definitions: settingsDefinitions,
    server: facts,
  });
  const receiveConnectors = await openReceiveConnectors({ scope, clock, server: facts });
  const remoteDomains = await openRemoteDomains({ scope, clock });
  const transportRules = await openTransportRules({ scope, clock });
  const throttling = await openThrottlingPolicies({ scope, clock });
  const startup = await openServiceStartup(scope);
  const permissions = await openPermissionStore({ scope, clock });
  const audit = openAdminAudit({ scope, clock });
  const usualQuotas = (): Quotas => quotaDefaults(settings.effective(mailboxDatabaseSettings));
  const mail = openMailStore({
    engine,
    changes,
    clock,
    log,
    usualSizeLimit: (guid) => {
      const mailbox = directory.findMailbox(guid);
      return mailbox === null ? null : quotasOf(mailbox, usualQuotas()).prohibitSendReceiveBytes;
    },
    retention: (guid) => {
      const mailbox = directory.findMailbox(guid);
      if (mailbox === null) return whileDisconnected;
      return retentionOf(mailbox, retentionDefaults(settings.effective(mailboxDatabaseSettings)));
    },
  });

  onClose(() => mail.endIndexing());
  const deletedItems = new DeletedItemsByTheClock({ mail, directory, locks, clock, log });
  onClose(() => deletedItems.stop());

  const submissions = openSubmissions({ scope, clock, server: facts.serverName });
  await settleBackedUp(dataDirectory, settings);
  await settleRestored({ dataDirectory, engine, mail, submissions, log, tell: (line) => console.error(line) });

  const grants = await openFolderGrants(scope);
  const mailboxAudit = openMailboxAudit({
    scope,
    clock,
    log,
    keptForMs: (guid) => auditRulesOf(directory.findMailbox(guid) ?? { otherProperties: {} }).ageLimitMs,
  });
  onClose(() => mailboxAudit.flush());
  onClose(async () => mailboxAudit.stop());
  const auditor = new MailboxAuditor({ audit: mailboxAudit, directory, clock });
  // What sessions do is written down where a mailbox is audited; what the server does by itself never is.
  const sessionMail = auditedMailStore(mail, auditor);
  const mailboxes = createMailboxes({ mailStore: sessionMail, directory, grants });

  const { oneTimeCredentials, liveSessions, identity, authenticator } = await openSignIn({
    options,
    scope,
    log,
    directory,
    settings,
    throttling,
    auditor,
    mostSessions: shares.sessions,
    onClose,
  });
  const outbound = await openOutbound({
    scope,
    clock,
    directory,
    serverName: facts.serverName,
    submissions,
    settings: () => settings.effective(transportServiceSettings),
  });
  const { queue, sendConnectors, tracking, dkim } = outbound;
  const settingsTrial = await openSettingsTrial({
    scope,
    clock,
    log,
    settings,
    definitions: settingsDefinitions,
    receiveConnectors,
    sendConnectors,
    restart: async (name) => {
      const service = services().find((one) =>
        [one.name, ...one.alsoKnownAs].some((known) => known.toLowerCase() === name.toLowerCase()),
      );
      if (service?.state === 'Running') await service.restart();
    },
  });
  onClose(async () => settingsTrial.stop());
  await settingsTrial.rollBackAfterRestart();
  // What was delivered last is still being written down.
  onClose(() => tracking.close());
  const mailFlow = await openMailFlow({
    options: { ...options, log },
    scope,
    facts,
    directory,
    settings,
    mail,
    outbound,
    submissions,
    usualQuotas,
    remoteDomains,
    transportRules,
    throttling,
    auditor,
    certificates,
  });
  const { judged, automation, dns, relay, resultsProof, domainReports, policies } = mailFlow;
  const { reporting } = mailFlow;
  onClose(() => reporting.keep());
  onClose(() => relay.stop());
  onClose(() => reporting.stop());
  const personal = openPersonal({
    scope,
    clock,
    log,
    directory,
    delivery: judged,
    queue,
    submissions,
    remoteDomains,
    settings,
    facts,
    locks,
  });
  onClose(async () => personal.heldMail.stop());
  const clientSettings = createClientSettings({ settings, receiveConnectors, imapSettings, popSettings });
  const newAccounts = await makeOrganisation({
    directory,
    mail,
    authenticator,
    domain: settled.domain,
    adminPassword: options.adminPassword,
    dev: options.dev,
    isFirstRun: record.passwordsAreShown === false,
    now: clock.now(),
  });

  const protocolServices = createProtocolServices({
    settings,
    certificates,
    authenticator,
    mailStore: sessionMail,
    liveSessions,
    clock,
    log,
    version,
    mailboxes,
    dataDirectory,
    directory,
    locks,
    receiveConnectors,
    delivery: judged,
    server: facts,
    web: () => web,
  });
  const services = (): readonly Service[] => [...protocolServices, web];
  const management: ManagementServices = {
    directory,
    settings,
    receiveConnectors,
    sendConnectors,
    queue,
    relay,
    tracking,
    dkim,
    dns,
    automation,
    remoteDomains,
    throttling,
    transportRules,
    folderGrants: grants,
    personal,
    server: record,
    serverFacts: facts,
    startup,
    permissions,
    settingsTrial,
    audit,
    mailboxAudit,
    domainReports,
    mail,
    storage: engine,
    authenticator,
    oneTimeCredentials,
    identity,
    liveSessions,
    services,
    certificates,
    acme,
    clientSettings,
    clock,
    log,
    recentEvents,
    refusedWrites,
  };
  const metrics = createMetrics();
  operatorGauges(metrics, { liveSessions, certificates, acme: acme.store, queue, clock, dataDirectory });
  const web = openWeb({
    management,
    sessionMail,
    delivery: judged,
    authenticator,
    certificates,
    acmeChallenge: (token) => acme.store.challenge(token),
    metrics,
    personal,
    mailboxes,
    resultsProof,
    dataDirectory,
    mostConnections: shares.webConnections,
    readiness: {
      unready: () => [...notRunning(services(), startup), ...[away()].filter((sentence) => sentence !== null)],
      hampered: () =>
        [refusedWrites.current()].flatMap((refusal) => (refusal === null ? [] : refusalSentences[refusal])),
    },
  });
  onClose(() => web.close());
  // What leaves has its time while sessions are ended, not after them: both fit into the ten seconds.
  onClose(() => Promise.all([...protocolServices.map((service) => service.stop()), relay.stop()]));
  // Doors first: clients are answered before what was queued takes its share of the processor.
  if (!options.repair) await startServices(services(), startup);
  relay.start();
  const stopRefreshing = policies.keepFresh();
  onClose(async () => stopRefreshing());
  const stopWatching = watchClock(clock, (byMs) => {
    const isBack = byMs < 0;
    log.warn(isBack ? 'clock-set-back' : 'clock-set-forward', { bySeconds: Math.round(Math.abs(byMs) / 1000) });
    if (!isBack) {
      relay.clockSetForward();
      return void personal.heldMail.tend();
    }
    relay.clockSetBack();
    void personal.heldMail.clockSetBack();
  });
  onClose(async () => stopWatching());
  await personal.heldMail.tend();
  if (!options.repair) reporting.start();
  if (!options.repair) deletedItems.start();
  // The web service answers by now, which the authority looks at.
  if (!options.repair) acme.start();
  await web.openLocalSocket();
  log.info('ready', { server: facts.serverName, version: versionAndBuild });

  return {
    facts,
    domain: settled.domain,
    engine,
    directory,
    mail,
    settings,
    connectors: receiveConnectors,
    services: services(),
    certificate: certificates.describe(facts.fqdn),
    certificateTroubles: [
      ...certificates.unusable().map(({ sentence }) => sentence),
      ...certificates
        .presented()
        .map((info) => certificateTrouble(info, clock.now())?.sentence)
        .filter((sentence) => sentence !== undefined),
    ],
    nameTroubles,
    newAccounts,
    async passwordsShown() {
      if (record.passwordsAreShown === false) await notePasswordsShown(scope, record);
    },
    socketPath: join(dataDirectory, 'relais.sock'),
    isRepair: options.repair,
    nameTaken: name.taken,
    async reload() {
      await certificates.reload();
      return certificates.unusable().map(({ name, sentence, isStillPresented }) => {
        log.warn('certificate-unusable', { name, reason: sentence });
        return isStillPresented ? `${sentence} What was read from it before is presented on.` : sentence;
      });
    },
    stop: closeAll,
  };
}

async function migrateSystem(engine: SqlEngine): Promise<void> {
  for (const { room, migrations } of systemMigrations) {
    await migrate(engine.system, engine.differences, room, migrations);
  }
}

import { type Automation, openAutomation } from '../domain/automation/open-automation.ts';
import { organizationSecret } from '../domain/configuration/organization-secret.ts';
import type { RemoteDomains } from '../domain/configuration/remote-domains.ts';
import type { SettingsStore } from '../domain/configuration/settings-store.ts';
import type { ThrottlingPolicies } from '../domain/configuration/throttling-policies.ts';
import type { TransportRules } from '../domain/configuration/transport-rules.ts';
import {
  type TransportServiceSettings,
  transportServiceSettings,
} from '../domain/configuration/transport-service-settings.ts';
import { type TransportSettings, transportSettings } from '../domain/configuration/transport-settings.ts';
import type { Directory } from '../domain/directory/directory.ts';
import type { Quotas } from '../domain/directory/mailbox-quotas.ts';
import type { DeliveryMailStore } from '../domain/mail/account-store.ts';
import type { Submissions } from '../domain/personal/submissions.ts';
import type { DomainReports } from '../domain/reports/domain-report.ts';
import type { DmarcObservation } from '../domain/reports/dmarc-observation.ts';
import { openDailyCounts } from '../domain/reports/open-daily-counts.ts';
import { openDomainReports } from '../domain/reports/open-domain-reports.ts';
import type { TlsObservation } from '../domain/reports/tls-observation.ts';
import { openMtaStsStore } from '../domain/queue/mta-sts-store.ts';
import { createDnsClient } from '../platform/dns/create-dns-client.ts';
import type { DnsClient } from '../platform/dns/dns-client.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';
import type { Certificates } from '../platform/tls/certificates.ts';
import { filteredDelivery } from '../services/content-filters/filtered-delivery.ts';
import { createDelivery } from '../services/delivery/create-delivery.ts';
import type { Delivery } from '../services/delivery/delivery.ts';
import { dmarcReports } from '../services/domain-reports/dmarc-reports.ts';
import { isAboutOurs, reportAddresses } from '../services/domain-reports/report-addresses.ts';
import { ReportSending } from '../services/domain-reports/report-sending.ts';
import { ReportWatch } from '../services/domain-reports/report-watch.ts';
import { tlsReports } from '../services/domain-reports/tls-reports.ts';
import { auditedDelivery } from '../services/mailbox-audit/audited-delivery.ts';
import type { MailboxAuditor } from '../services/mailbox-audit/mailbox-auditor.ts';
import { createMessageInspector } from '../services/message-authentication/create-message-inspector.ts';
import { ResultsProof } from '../services/message-authentication/results-proof.ts';
import { MtaStsPolicies } from '../services/relay/mta-sts-policies.ts';
import { createMailResolver } from '../services/relay/mail-resolver.ts';
import { OutboundLogs } from '../services/relay/outbound-logs.ts';
import { postmasterOf } from '../services/relay/report-results.ts';
import { createRelay, type Relay } from '../services/relay/relay.ts';
import { SenderRewriting } from '../services/relay/sender-rewriting.ts';
import { copyingDelivery } from '../services/sent-copies/copying-delivery.ts';
import { SendingRates } from '../services/throttling/sending-rates.ts';
import { throttledDelivery } from '../services/throttling/throttled-delivery.ts';
import { WatchedPatterns } from '../platform/patterns/watched-patterns.ts';
import { ruledDelivery } from '../services/transport-rules/ruled-delivery.ts';
import type { SystemScope } from '../storage/system-scope.ts';
import type { Outbound } from './open-outbound.ts';
import { relayLimits } from './relay-limits.ts';
import type { ServerOptions } from './server-options.ts';

export interface MailFlow {
  /** For the doors: what they bring is under content filters and transport rules. */
  readonly judged: Delivery;
  readonly automation: Automation;
  readonly dns: DnsClient;
  /** Which results of checking senders stand in mailboxes by this server's own hand. */
  readonly resultsProof: ResultsProof;
  readonly domainReports: DomainReports;
  readonly reporting: Reporting;
  /** Not started. */
  readonly relay: Relay;
  readonly policies: Pick<MtaStsPolicies, 'keepFresh'>;
}

/** What is told to other domains once a day. */
export interface Reporting {
  start(): void;
  stop(): Promise<void>;
  /** Writes what was counted; nothing is counted any more. */
  keep(): Promise<void>;
}

/** The way of a message from a door to mailboxes and, by the relay, to other hosts. */
export async function openMailFlow(parts: {
  readonly options: ServerOptions;
  readonly scope: SystemScope;
  readonly facts: ServerFacts;
  readonly directory: Directory;
  readonly settings: SettingsStore;
  readonly mail: DeliveryMailStore;
  readonly outbound: Outbound;
  readonly submissions: Submissions;
  readonly usualQuotas: () => Quotas;
  readonly remoteDomains: RemoteDomains;
  readonly transportRules: TransportRules;
  readonly throttling: ThrottlingPolicies;
  readonly auditor: MailboxAuditor;
  readonly certificates: Certificates;
}): Promise<MailFlow> {
  const { options, scope, facts, directory, settings, mail, outbound, remoteDomains } = parts;
  const { clock, log, dataDirectory } = options;
  const { tracking } = outbound;
  const transport = (): TransportSettings => settings.effective(transportSettings);
  const transportService = (): TransportServiceSettings => settings.effective(transportServiceSettings);
  const dns = createDnsClient({ clock, resolvers: () => transport().DnsServers });
  const resultsProof = new ResultsProof(await organizationSecret(scope, 'AuthenticationResults', clock.now()));
  const inspector = createMessageInspector({ dns, settings: transport, clock, log, proof: resultsProof });
  const automation = await openAutomation({ scope, clock });
  const rewriting = new SenderRewriting(await organizationSecret(scope, 'SenderRewriting', clock.now()));
  const domainReports = openDomainReports({ scope, clock });
  const domainNames = (): readonly string[] => directory.acceptedDomains().map(({ domainName }) => domainName);
  const found = openDailyCounts<DmarcObservation>({
    table: { name: 'dmarc_observation', count: 'messages' },
    scope,
    clock,
    log,
  });
  const sessions = openDailyCounts<TlsObservation>({
    table: { name: 'tls_observation', count: 'sessions' },
    scope,
    clock,
    log,
  });
  const deliveryOfAll = createDelivery({
    observations: {
      note: (observation) => {
        if (transport().DmarcReportingEnabled) found.note(observation);
      },
    },
    reportWatch: new ReportWatch(
      { store: domainReports, isOurs: (domain) => isAboutOurs(domain, domainNames()), clock, log },
      () => reportAddresses(transport().DomainReportAddresses, domainNames()),
    ),
    rewriting,
    directory,
    mail,
    clock,
    log,
    spoolDirectory: dataDirectory,
    outbound,
    automation,
    submissions: parts.submissions,
    remoteDomains,
    quotaDefaults: parts.usualQuotas,
    tracking,
    inspector,
  });
  const copying = copyingDelivery({ delivery: deliveryOfAll, directory, mail, spoolDirectory: dataDirectory, log });
  const delivery = throttledDelivery(
    auditedDelivery(copying, parts.auditor),
    new SendingRates(clock),
    parts.throttling,
  );
  // Doors are under the transport rules; what the queue brings has been judged when it came in.
  const ruled = ruledDelivery({
    delivery,
    rules: parts.transportRules,
    directory,
    tracking,
    patterns: new WatchedPatterns(clock),
    spoolDirectory: dataDirectory,
    log,
  });
  // Filters are asked first: rules may look at what they wrote.
  const judged = filteredDelivery({
    delivery: ruled,
    settings: transport,
    tracking,
    server: facts.fqdn,
    spoolDirectory: dataDirectory,
    clock,
    log,
  });
  const resolver = options.resolver ?? createMailResolver(dns);
  const policies = new MtaStsPolicies({
    dns,
    resolver,
    clock,
    log,
    store: openMtaStsStore(scope),
    authorities: undefined,
  });
  const relay = createRelay({
    ...outbound,
    transport,
    rewriting,
    remoteDomains,
    domainSecurity: {
      domains: () => transport().TLSSendDomainSecureList,
      credentials: (name) => parts.certificates.credentials(name, 'SMTP'),
    },
    // Whoever brings a DNS of his own has no other.
    ...(options.resolver === undefined ? { security: { dns, policies, settings: transport } } : {}),
    noteTls: (observation) => {
      if (transport().TlsReportingEnabled) sessions.note(observation);
    },
    delivery,
    directory,
    resolver,
    clock,
    log,
    server: facts,
    limits: relayLimits(transportService),
    logs: new OutboundLogs({
      settings: transportService,
      serverName: facts.serverName,
      dataDirectory,
      clock,
      log,
    }),
  });
  const common = {
    dns,
    queue: outbound.queue,
    dkim: outbound.dkim,
    from: () => postmasterOf({ directory, transport, reportingServer: facts.fqdn }),
    organization: () => directory.organizationName,
    clock,
    log,
  };
  const sendings = [
    new ReportSending({
      ...common,
      kind: dmarcReports,
      observations: found,
      isEnabled: () => transport().DmarcReportingEnabled,
    }),
    new ReportSending({
      ...common,
      kind: tlsReports,
      observations: sessions,
      isEnabled: () => transport().TlsReportingEnabled,
    }),
  ];
  const reporting: Reporting = {
    start: () => {
      for (const sending of sendings) sending.start();
    },
    stop: async () => {
      for (const sending of sendings) await sending.stop();
    },
    keep: async () => {
      for (const counts of [found, sessions]) {
        counts.stop();
        await counts.flush();
      }
    },
  };
  return { judged, automation, dns, relay, resultsProof, domainReports, policies, reporting };
}

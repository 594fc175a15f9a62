import type { AdminAudit } from '../../domain/audit/admin-audit.ts';
import type { MailboxAudit } from '../../domain/audit/mailbox-audit.ts';
import type { Automation } from '../../domain/automation/open-automation.ts';
import type { ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { RemoteDomains } from '../../domain/configuration/remote-domains.ts';
import type { ServerRecord } from '../../domain/configuration/server-record.ts';
import type { ServiceStartup } from '../../domain/configuration/service-startup.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { TransportRules } from '../../domain/configuration/transport-rules.ts';
import type { ThrottlingPolicies } from '../../domain/configuration/throttling-policies.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { DkimConfigs } from '../../domain/queue/dkim-configs.ts';
import type { PermissionStore } from '../../domain/permissions/permission-store.ts';
import type { DomainReports } from '../../domain/reports/domain-report.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { SendConnectors } from '../../domain/queue/send-connectors.ts';
import type { TrackingLog } from '../../domain/queue/tracking-log.ts';
import type { Relay } from '../../services/relay/relay.ts';
import type { AcmeCertificate } from '../../services/acme/acme-certificate.ts';
import type { SettingsTrial } from '../../services/settings-trial/settings-trial.ts';
import type { DnsClient } from '../../platform/dns/dns-client.ts';
import type { SqlEngine } from '../../storage/sql-engine.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { RecentEvents } from '../../platform/log/recent-events.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { ClientSettings } from '../../services/client-settings/client-settings.ts';
import type { CertificateStore } from '../../platform/tls/certificates.ts';
import type { RefusedWrites } from '../../storage/refused-writes.ts';
import type { Service } from '../../protocols/service.ts';
import type { IdentityTexts } from '../../domain/personal/identity-texts.ts';
import type { WebmailPreferences } from '../../domain/personal/webmail-preferences.ts';
import type { FolderGrants } from '../../domain/sharing/folder-grants.ts';
import type { LiveSessions } from '../../services/admission/live-sessions.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { OneTimeCredentials } from '../../services/authentication/one-time-credentials.ts';
import type { Identity } from '../../services/authentication/identity.ts';

/** What cmdlets work on; the composition root puts it together. */
export interface ManagementServices {
  readonly directory: Directory;
  readonly settings: SettingsStore;
  readonly receiveConnectors: ReceiveConnectors;
  readonly sendConnectors: SendConnectors;
  readonly queue: OutboundQueue;
  readonly relay: Pick<Relay, 'tryRoute'>;
  readonly tracking: TrackingLog;
  readonly dkim: DkimConfigs;
  /** Through DnsServers of the transport settings. */
  readonly dns: DnsClient;
  readonly automation: Automation;
  readonly remoteDomains: RemoteDomains;
  readonly throttling: ThrottlingPolicies;
  readonly transportRules: TransportRules;
  readonly folderGrants: FolderGrants;
  /** What people keep for webmail: signatures, and how they read and write. */
  readonly personal: { readonly identityTexts: IdentityTexts; readonly preferences: WebmailPreferences };
  readonly server: ServerRecord;
  /** As of the first run (`serverFactsOf`). */
  readonly serverFacts: ServerFacts;
  readonly startup: ServiceStartup;
  readonly permissions: PermissionStore;
  readonly settingsTrial: SettingsTrial;
  readonly audit: AdminAudit;
  readonly mailboxAudit: MailboxAudit;
  readonly domainReports: Pick<DomainReports, 'list'>;
  readonly mail: MailStore;
  readonly storage: Pick<SqlEngine, 'space' | 'differences'>;
  readonly authenticator: Pick<Authenticator, 'hashPassword'>;
  /** For cmdlets that sign in as a client would, to prove that it works. */
  readonly oneTimeCredentials: OneTimeCredentials;
  readonly identity: Identity;
  readonly liveSessions: LiveSessions;
  /** Protocol services and the web service, as `Get-Service` lists them. A function, for they are made after this. */
  services(): readonly Service[];
  readonly certificates: CertificateStore | null;
  /** The certificate that an authority gives by ACME. */
  readonly acme: AcmeCertificate | null;
  readonly clientSettings: ClientSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Warnings and errors of `log` and of the services. */
  readonly recentEvents: RecentEvents;
  /** Whether the store takes what comes. */
  readonly refusedWrites: Pick<RefusedWrites, 'current'>;
}

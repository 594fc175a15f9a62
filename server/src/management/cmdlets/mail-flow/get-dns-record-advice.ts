import type { ManagementObject } from '@relais/management-contract';
import { parseBinding } from '../../../domain/configuration/binding.ts';
import { transportSettings } from '../../../domain/configuration/transport-settings.ts';
import { webSettings } from '../../../domain/configuration/web-settings.ts';
import { dkimRecord } from '../../../domain/queue/dkim-configs.ts';
import { parseSmartHost } from '../../../domain/queue/smart-host.ts';
import { imapSettings } from '../../../protocols/imap/settings.ts';
import { popSettings } from '../../../protocols/pop3/settings.ts';
import { type AdviceFacts, type AdvisedRecord, advisedRecords } from '../../../services/dns-advice/advised-records.ts';
import { paccConfiguration, paccOrigin, paccRecord } from '../../../services/client-settings/pacc-configuration.ts';
import { nameForStrangers, ownMtaStsPolicy } from '../../../services/dns-advice/own-mta-sts-policy.ts';
import { reportAddresses } from '../../../services/domain-reports/report-addresses.ts';
import { checkRecord } from '../../../services/dns-advice/check-record.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';

export const getDnsRecordAdvice = defineCmdlet({
  name: 'Get-DnsRecordAdvice',
  synopsis: {
    en: 'Says which DNS records a domain should publish for its mail, and whether it does.',
    fr: 'Indique les enregistrements DNS à publier pour le courrier d’un domaine, et s’ils le sont.',
  },
  description: {
    en: 'MX, SPF, DKIM, DMARC, MTA-STS, TLS-RPT, SRV, the names of automatic configuration, and CAA where certificates come by ACME. Status: Published, Different (something stands there that does not do), Missing, Unknown (the DNS did not answer). The DNS is asked through DnsServers of Set-TransportConfig.',
    fr: 'MX, SPF, DKIM, DMARC, MTA-STS, TLS-RPT, SRV, les noms de la configuration automatique, et CAA quand les certificats viennent par ACME. Status : Published, Different (autre chose y figure, qui ne convient pas), Missing, Unknown (le DNS n’a pas répondu). Le DNS est interrogé par les DnsServers de Set-TransportConfig.',
  },
  parameters: [
    {
      name: 'DomainName',
      type: { kind: 'string', maxLength: 253 },
      position: 1,
      pipeline: 'both',
      aliases: ['Identity'],
      help: { en: 'An accepted domain; all of them when left out.', fr: 'Un domaine accepté ; tous par défaut.' },
    },
    {
      name: 'HostName',
      type: { kind: 'string', maxLength: 253 },
      help: {
        en: 'The name that the world reaches this server by; the FQDN of the connector for port 25 when left out.',
        fr: 'Le nom public de ce serveur ; le FQDN du connecteur du port 25 par défaut.',
      },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-DnsRecordAdvice contoso.com | Format-List',
      explanation: { en: 'What to publish, ready to copy.', fr: 'Ce qu’il faut publier, prêt à copier.' },
    },
    {
      command: "Get-DnsRecordAdvice | where {$_.Status -ne 'Published'}",
      explanation: { en: 'What is still missing.', fr: 'Ce qui manque encore.' },
    },
  ],
  defaultColumns: ['Purpose', 'Type', 'Name', 'Status', 'Value'],
  roles: ['Remote and Accepted Domains', 'Send Connectors', 'View-Only Configuration'],
  async *run(context, parameters) {
    const { services } = context;
    const wanted = parameters.get<string>('DomainName');
    const domains = services.directory
      .acceptedDomains()
      .map(({ domainName }) => domainName.toLowerCase())
      .filter((name) => wanted === undefined || name === wanted.toLowerCase());
    if (wanted !== undefined && domains.length === 0) throw objectNotFound(wanted, services.server.fqdn);
    for (const domain of domains) {
      const facts = factsOf(services, domain, parameters.get<string>('HostName'));
      const records = advisedRecords(facts);
      // Asked together: a resolver that is slow or gone costs its time once.
      const checks = await Promise.all(records.map((record) => checkRecord(services.dns, record, facts.host)));
      for (const [index, record] of records.entries()) {
        const check = checks[index];
        if (check !== undefined) yield adviceObject(domain, record, check.status, check.published);
      }
    }
  },
});

function adviceObject(
  domain: string,
  { purpose, type, name, value }: AdvisedRecord,
  status: string,
  published: readonly string[],
): ManagementObject {
  return {
    Domain: domain,
    Purpose: purpose,
    Type: type,
    Name: name,
    Value: value ?? (purpose === 'DKIM' ? `New-DkimSigningConfig ${domain}` : null),
    Status: status,
    Published: published,
    Identity: `${domain}\\${type}\\${name}`,
    IsValid: true,
  };
}

function factsOf(services: ManagementServices, domain: string, given: string | undefined): AdviceFacts {
  const connectors = services.receiveConnectors.list().filter(({ Enabled, Lmtp }) => Enabled && !Lmtp);
  const own = nameForStrangers(services.receiveConnectors, services.server.fqdn);
  const host = given?.toLowerCase() ?? own;
  const users = connectors.filter(({ PermissionGroups }) => PermissionGroups.includes('ExchangeUsers'));
  const portOf = (bindings: readonly string[] | undefined): number | null =>
    bindings?.map(parseBinding).find((binding) => binding !== null)?.port ?? null;
  const transport = services.settings.effective(transportSettings);
  const [imap, pop] = [services.settings.effective(imapSettings), services.settings.effective(popSettings)];
  return {
    domain,
    host,
    smartHosts: services.sendConnectors
      .list()
      .filter(({ Enabled }) => Enabled)
      .flatMap(({ SmartHosts }) => SmartHosts.flatMap((text) => parseSmartHost(text)?.host ?? [])),
    dkim: services.dkim
      .list()
      .filter((config) => config.domain === domain)
      .flatMap(({ ed25519, ...rsa }) => [rsa, ...(ed25519 === undefined ? [] : [{ ...ed25519, domain }])])
      .map(dkimRecord),
    ports: {
      submissions: portOf(users.find(({ ImplicitTls }) => ImplicitTls)?.Bindings),
      submission: portOf(users.find(({ ImplicitTls }) => !ImplicitTls)?.Bindings),
      imaps: portOf(imap.SSLBindings),
      imap: portOf(imap.UnencryptedOrTLSBindings),
      pop3s: portOf(pop.SSLBindings),
      pop3: portOf(pop.UnencryptedOrTLSBindings),
      https: portOf(services.settings.effective(webSettings).HttpsBindings),
    },
    paccRecord: paccRecordOf(services, domain),
    reportAddresses: reportAddresses(transport.DomainReportAddresses, [domain]),
    mtaStsId: ownMtaStsPolicy(transport, own).id,
    caaIdentities: caaIdentitiesOf(services),
  };
}

function caaIdentitiesOf({ acme }: ManagementServices): readonly string[] {
  return acme?.store.config().enabled === true ? acme.store.state().caaIdentities : [];
}

/** The digest of the very bytes that the web service shows for the domain. */
function paccRecordOf({ clientSettings, directory, identity }: ManagementServices, domain: string): string | null {
  const configuration = paccConfiguration({
    organisation: directory.organizationName,
    settings: clientSettings.published(),
    jmapUrl: `${paccOrigin(domain)}/.well-known/jmap`,
    oauthIssuer: identity.settings().OAuthIssuer,
  });
  return configuration === null ? null : paccRecord(configuration);
}

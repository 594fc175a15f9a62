import { isIP } from 'node:net';
/** A record to publish. */
export interface AdvisedRecord {
  readonly purpose:
    | 'MX'
    | 'Address'
    | 'SPF'
    | 'DKIM'
    | 'DMARC'
    | 'MTA-STS'
    | 'TLS-RPT'
    | 'Client settings'
    | 'Autoconfig'
    | 'PACC'
    | 'Autodiscover'
    | 'CAA';
  readonly type: 'MX' | 'A' | 'TXT' | 'SRV' | 'CNAME' | 'CAA';
  readonly name: string;
  /** As it is written in a zone file; `null`: only the administrator knows it. */
  readonly value: string | null;
}

export interface AdviceFacts {
  readonly domain: string;
  /** The name that other servers and clients reach this server by. */
  readonly host: string;
  /** Hosts of send connectors through which mail leaves. */
  readonly smartHosts: readonly string[];
  readonly dkim: readonly { readonly name: string; readonly value: string }[];
  /** Ports as they are open; `null`: not open. */
  readonly ports: Readonly<Record<ClientService | 'https', number | null>>;
  /** Where other servers send their reports. */
  readonly reportAddresses: readonly string[];
  /** Of the policy that this server shows for the domain. */
  readonly mtaStsId: string;
  /** Of the configuration that programs ask for at `ua-auto-config.<domain>`; `null`: there is none to show. */
  readonly paccRecord: string | null;
  /** What CAA records call the authority that gives certificates by ACME; empty where none does. */
  readonly caaIdentities: readonly string[];
}

/** RFC 6186 §3, RFC 8314 §5.1. */
export type ClientService = 'submissions' | 'submission' | 'imaps' | 'imap' | 'pop3s' | 'pop3';

/** What a domain should publish, in the order of use. */
export function advisedRecords(facts: AdviceFacts): readonly AdvisedRecord[] {
  const { domain, host, smartHosts, dkim, ports, reportAddresses, mtaStsId, paccRecord, caaIdentities } = facts;
  const reportUris = reportAddresses.map((address) => `mailto:${uriAddress(address)}`).join(',');
  const { https, ...clientPorts } = ports;
  const services = Object.entries(clientPorts) as readonly [ClientService, number | null][];
  return [
    { purpose: 'MX', type: 'MX', name: domain, value: `10 ${host}.` },
    { purpose: 'Address', type: 'A', name: host, value: null },
    {
      purpose: 'SPF',
      type: 'TXT',
      name: domain,
      value: `v=spf1 mx ${smartHosts.map((smartHost) => `${mechanismOf(smartHost)} `).join('')}-all`,
    },
    ...dkim.map(({ name, value }) => ({ purpose: 'DKIM', type: 'TXT', name, value }) as const),
    // A domain that signs nothing yet is told how to begin.
    ...(dkim.length === 0
      ? [{ purpose: 'DKIM', type: 'TXT', name: `selector._domainkey.${domain}`, value: null } as const]
      : []),
    {
      purpose: 'DMARC',
      type: 'TXT',
      name: `_dmarc.${domain}`,
      value: `v=DMARC1; p=quarantine; rua=${reportUris}`,
    },
    // RFC 7489 §7.1: a domain that takes reports for others says so.
    ...reportAddresses
      .map((address) => address.slice(address.lastIndexOf('@') + 1))
      .filter((other, at, all) => !isSameOrganization(domain, other) && all.indexOf(other) === at)
      .map((other) => ({
        purpose: 'DMARC' as const,
        type: 'TXT' as const,
        name: `${domain}._report._dmarc.${other}`,
        value: 'v=DMARC1',
      })),
    { purpose: 'MTA-STS', type: 'TXT', name: `_mta-sts.${domain}`, value: `v=STSv1; id=${mtaStsId}` },
    { purpose: 'MTA-STS', type: 'CNAME', name: `mta-sts.${domain}`, value: `${host}.` },
    {
      purpose: 'TLS-RPT',
      type: 'TXT',
      name: `_smtp._tls.${domain}`,
      value: `v=TLSRPTv1; rua=${reportUris}`,
    },
    ...services.map(
      ([service, port]) =>
        ({
          purpose: 'Client settings',
          type: 'SRV',
          name: `_${service}._tcp.${domain}`,
          value: serviceAt(port, '0 1', host),
        }) as const,
    ),
    { purpose: 'Autoconfig', type: 'CNAME', name: `autoconfig.${domain}`, value: `${host}.` },
    // The digest belongs to the settings as they are published now: it changes with each of them.
    ...(paccRecord === null
      ? []
      : ([
          { purpose: 'PACC', type: 'CNAME', name: `ua-auto-config.${domain}`, value: `${host}.` },
          { purpose: 'PACC', type: 'TXT', name: `_ua-auto-config.${domain}`, value: paccRecord },
        ] as const)),
    { purpose: 'Autodiscover', type: 'CNAME', name: `autodiscover.${domain}`, value: `${host}.` },
    {
      purpose: 'Autodiscover',
      type: 'SRV',
      name: `_autodiscover._tcp.${domain}`,
      value: serviceAt(https, '0 0', host),
    },
    // RFC 8659: no other authority is fooled into giving somebody else a certificate.
    ...caaIdentities
      .slice(0, 1)
      .map((identity) => ({ purpose: 'CAA', type: 'CAA', name: domain, value: `0 issue "${identity}"` }) as const),
  ];
}

/** RFC 6186 §3.4: a root target says that the service is not there. */
function serviceAt(port: number | null, priorityAndWeight: string, host: string): string {
  return port === null ? '0 0 0 .' : `${priorityAndWeight} ${port} ${host}.`;
}

/** One stands below the other, so that reporters need no leave. */
function isSameOrganization(domain: string, other: string): boolean {
  return `.${domain}`.endsWith(`.${other}`) || `.${other}`.endsWith(`.${domain}`);
}

/** RFC 6068 §2; what divides the records themselves is encoded, too (RFC 7489 §6.2, RFC 8460 §3). */
function uriAddress(address: string): string {
  return encodeURIComponent(address).replaceAll('%40', '@').replaceAll('%2B', '+').replaceAll('!', '%21');
}

/** RFC 7208 §5.3 and §5.6: a host by its name, an address as such; SPF reads an address behind `a:` as a name. */
function mechanismOf(smartHost: string): string {
  const version = isIP(smartHost);
  return version === 0 ? `a:${smartHost}` : `ip${version}:${smartHost}`;
}

import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';
import { type TlsaRecord, usableTlsa } from './dane-match.ts';
import type { HostRefusal, MailHost } from './mail-hosts.ts';
import type { MtaStsPolicies } from './mta-sts-policies.ts';
import { type MtaStsPolicy, policyAllows } from './mta-sts-policy.ts';
import { type AppliedPolicy, danePolicy, noPolicy, stsPolicy, type TlsObserver } from './tls-observer.ts';

/** What a domain demands of a connection to one of its hosts. */
export interface HostDemand {
  /** `null`: nothing; encryption is used where it is offered. */
  readonly tls: 'encrypted' | 'named' | 'dane' | null;
  readonly tlsa: readonly TlsaRecord[];
  /** At `dane`: the name under which the records stand, which TLS asks for, and others that a certificate may have. */
  readonly tlsaNames?: readonly [base: string, ...others: string[]];
  /** The host's name is vouched for, by DNSSEC or by a policy. */
  readonly isGenuine: boolean;
  /** What it comes from, for a TLS report. */
  readonly applied: AppliedPolicy;
}

export interface SecurityParts {
  readonly dns: DnsClient;
  readonly policies: MtaStsPolicies;
  readonly settings: () => { readonly SmtpDaneEnabled: boolean; readonly MtaStsEnabled: boolean };
}

const nothing = { tls: null, tlsa: [], isGenuine: false } as const;

/**
 * Holds the hosts of a domain against DANE (RFC 7672) and MTA-STS (RFC 8461 §5): which may be tried, and how. DANE comes
 * first where it is published (RFC 8461 §2). `observer` is told of hosts that are not tried.
 */
export async function demandsOf(
  parts: SecurityParts,
  domain: string,
  hosts: readonly MailHost[],
  observer?: TlsObserver,
): Promise<readonly { readonly host: MailHost; readonly demand: HostDemand }[] | { readonly refusal: HostRefusal }> {
  const { SmtpDaneEnabled, MtaStsEnabled } = parts.settings();
  const policy = MtaStsEnabled && !domain.startsWith('[') ? await parts.policies.of(domain) : null;
  const isSigned = SmtpDaneEnabled && (await hasAuthenticHosts(parts.dns, domain));
  // RFC 7672 §2.1.2: it may be somebody who keeps the signatures back.
  if (isSigned === null)
    return {
      refusal: { permanent: false, status: '4.4.3', text: `the MX records of ${domain} could not be asked for` },
    };
  const bySts = stsOf(parts, domain, policy);
  const usable: { host: MailHost; demand: HostDemand }[] = [];
  let text = `${domain} names no host that its MTA-STS policy allows`;
  for (const host of hosts) {
    const dane = isSigned ? await daneOf(parts.dns, domain, host) : nothing;
    if (dane === null) {
      text = `the TLSA records of ${host.name} could not be asked for`;
      const fault = { type: 'dnssec-invalid', reason: text } as const;
      observer?.note(danePolicy(host.name.toLowerCase(), [], fault), host, null, null);
    } else if (dane.tls !== null) usable.push({ host, demand: dane });
    else {
      const isNamed = policy === null || policy.mode === 'none' || policyAllows(policy, host.name);
      const reason = `the policy does not name ${host.name}`;
      const applied = isNamed ? bySts : { ...bySts, fault: { type: 'validation-failure', reason } as const };
      if (policy?.mode !== 'enforce') usable.push({ host, demand: { ...nothing, isGenuine: isSigned, applied } });
      else if (isNamed) usable.push({ host, demand: { tls: 'named', tlsa: [], isGenuine: true, applied } });
      else observer?.note(applied, host, null, null);
    }
  }
  return usable.length > 0 ? usable : { refusal: { permanent: false, status: '4.7.5', text } };
}

function stsOf({ policies, settings }: SecurityParts, domain: string, policy: MtaStsPolicy | null): AppliedPolicy {
  if (policy !== null && policy.mode !== 'none') return stsPolicy(domain, policy, null);
  const fault = policy === null && settings().MtaStsEnabled ? policies.faultOf(domain) : null;
  return fault === null ? noPolicy(domain) : stsPolicy(domain, null, fault);
}

/** RFC 7672 §2.2.1: without DNSSEC up to the host's name there is no DANE. `null`: the DNS did not answer. */
async function hasAuthenticHosts(dns: DnsClient, domain: string): Promise<boolean | null> {
  try {
    const { isAuthenticated } = await dns.query(domain, 'MX');
    return isAuthenticated;
  } catch (error) {
    if (error instanceof DnsFailure) return null;
    throw error;
  }
}

/** `null`: it is not known whether there are records, so the host is not tried (RFC 7672 §2.1.2). */
async function daneOf(dns: DnsClient, domain: string, host: MailHost): Promise<HostDemand | typeof nothing | null> {
  try {
    for (const name of await tlsaBases(dns, host)) {
      const { values, isAuthenticated } = await dns.query(`_${host.port}._tcp.${name}`, 'TLSA');
      if (!isAuthenticated || values.length === 0) continue;
      const tlsa = usableTlsa(values);
      // RFC 7672 §2.2: records of which none can be used still demand encryption.
      // RFC 7672 §3.2.2: beside the base, a certificate may have the name of the recipients' domain.
      const fault = tlsa.length > 0 ? null : ({ type: 'tlsa-invalid', reason: 'no record is of use' } as const);
      return {
        tls: tlsa.length > 0 ? 'dane' : 'encrypted',
        tlsa,
        tlsaNames: [name, domain],
        isGenuine: true,
        applied: danePolicy(name, values, fault),
      };
    }
    return nothing;
  } catch (error) {
    if (error instanceof DnsFailure) return null;
    throw error;
  }
}

/** RFC 7672 §2.2.2: where an alias leads, then the alias itself; each only as far as DNSSEC vouches for it. */
async function tlsaBases(dns: DnsClient, { name: asked, address }: MailHost): Promise<readonly string[]> {
  const { name, isAuthenticated } = await dns.query(asked, address.includes(':') ? 'AAAA' : 'A');
  const own = asked.toLowerCase();
  if (name === own) return isAuthenticated ? [own] : [];
  if (isAuthenticated) return [name, own];
  return (await dns.query(own, 'CNAME')).isAuthenticated ? [own] : [];
}

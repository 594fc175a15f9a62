import type { AppliedTlsPolicy, TlsFault, TlsObservation } from '../../domain/reports/tls-observation.ts';
import type { MailHost } from './mail-hosts.ts';
import type { MtaStsPolicy } from './mta-sts-policy.ts';
import type { TlsaRecord } from './dane-match.ts';

/** Is told of each session with a host of a domain that went by the DNS. */
export type NoteTls = (observation: TlsObservation) => void;

const mostStrings = 20;

/** What the sessions with the hosts of one domain come to, for its TLS report (RFC 8460 §4). */
export class TlsObserver {
  private readonly domain: string;
  private readonly noteTls: NoteTls | undefined;

  constructor(domain: string, noteTls: NoteTls | undefined) {
    this.domain = domain;
    this.noteTls = noteTls;
  }

  /** A session; `null`: it had TLS as its policy wants it. Whatever is wrong with the policy itself comes before. */
  note(
    { policy, fault: ofPolicy }: AppliedPolicy,
    host: MailHost,
    fault: TlsFault | null,
    sendingIp: string | null,
  ): void {
    const found = ofPolicy ?? fault;
    this.noteTls?.({
      policyDomain: this.domain,
      policy,
      failure:
        found === null
          ? null
          : { ...cut(found), sendingIp, receivingHost: host.name.toLowerCase(), receivingIp: host.address },
    });
  }
}

/** What a host is held against, and what is wrong with it before anybody connects. */
export interface AppliedPolicy {
  readonly policy: AppliedTlsPolicy;
  readonly fault: TlsFault | null;
}

export function noPolicy(domain: string): AppliedPolicy {
  return { policy: { type: 'no-policy-found', strings: [], domain, mxHosts: [] }, fault: null };
}

/** `policy`: `null` where it could not be had. */
export function stsPolicy(domain: string, policy: MtaStsPolicy | null, fault: TlsFault | null): AppliedPolicy {
  const hosts = policy?.hosts.slice(0, mostStrings) ?? [];
  const strings =
    policy === null
      ? []
      : [
          'version: STSv1',
          `mode: ${policy.mode}`,
          ...hosts.map((host) => `mx: ${host}`),
          `max_age: ${policy.maxAgeSeconds}`,
        ];
  return { policy: { type: 'sts', strings, domain, mxHosts: hosts }, fault };
}

/** `base`: where the records stand (RFC 7672 §2.2.3). RFC 8460 §4.5 writes them as zone files do. */
export function danePolicy(base: string, records: readonly TlsaRecord[], fault: TlsFault | null): AppliedPolicy {
  const strings = records
    .slice(0, mostStrings)
    .map(
      ({ usage, selector, matchingType, certificate }) =>
        `${usage} ${selector} ${matchingType} ${Buffer.from(certificate).toString('hex').slice(0, 1024)}`,
    )
    // Servers give them in any order, and they are one policy.
    .toSorted();
  return { policy: { type: 'tlsa', strings, domain: base, mxHosts: [] }, fault };
}

/** Of a certificate that the machine does not trust, by the code of OpenSSL. */
export function untrusted(code: string): TlsFault {
  return { type: code === 'CERT_HAS_EXPIRED' ? 'certificate-expired' : 'certificate-not-trusted', reason: code };
}

function cut({ type, reason }: TlsFault): TlsFault {
  return { type, reason: reason.slice(0, 200) };
}

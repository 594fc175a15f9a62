import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/**
 * What is wrong with the names of a certificate; `null`: it has one of those expected. `*.contoso.com` expects contoso.com or
 * any name below it, as Exchange's TlsDomain does.
 */
export function wrongName(expected: readonly string[], certificate: PeerCertificate): string | null {
  const complaints = expected.map((name) =>
    name.startsWith('*.') ? outside(name.slice(2), certificate) : checkServerIdentity(name, certificate)?.message,
  );
  return complaints.includes(undefined) ? null : (complaints[0] ?? null);
}

function outside(domain: string, { subjectaltname = '' }: PeerCertificate): string | undefined {
  const wanted = domain.toLowerCase();
  const names = subjectaltname
    .split(', ')
    .flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4).toLowerCase()] : []));
  return names.some((name) => name === wanted || name.endsWith(`.${wanted}`))
    ? undefined
    : `no name of the certificate is ${domain} or below it (it has: ${names.join(', ') || 'none'})`;
}

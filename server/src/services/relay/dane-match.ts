import { createHash, type X509Certificate } from 'node:crypto';
import type { RecordValues } from '../../platform/dns/dns-client.ts';

export type TlsaRecord = RecordValues['TLSA'];

/** RFC 7672 §3.1: DANE-TA(2) and DANE-EE(3) count for SMTP, the others do not. */
export function usableTlsa(records: readonly TlsaRecord[]): readonly TlsaRecord[] {
  return records.filter(
    ({ usage, selector, matchingType }) =>
      (usage === 2 || usage === 3) && (selector === 0 || selector === 1) && matchingType >= 0 && matchingType <= 2,
  );
}

/**
 * Whether a server's certificate is one that its TLSA records allow (RFC 7671 §5). With DANE-EE neither name nor dates
 * count; with DANE-TA the chain must lead to the published authority, and the certificate have one of `names`.
 */
export function matchesTlsa(
  records: readonly TlsaRecord[],
  certificate: X509Certificate,
  names: readonly string[],
  now: number,
): boolean {
  return records.some((record) =>
    record.usage === 3 ? isMeant(record, certificate) : leadsTo(record, certificate, names, now),
  );
}

function leadsTo(record: TlsaRecord, certificate: X509Certificate, names: readonly string[], now: number): boolean {
  if (names.every((name) => certificate.checkHost(name) === undefined)) return false;
  let current: X509Certificate | undefined = certificate;
  for (let depth = 0; current !== undefined && depth < 10; depth += 1) {
    const isValid = Date.parse(current.validFrom) <= now && now <= Date.parse(current.validTo);
    if (!isValid) return false;
    if (depth > 0 && current.ca && isMeant(record, current)) return true;
    const issuer: X509Certificate | undefined = current.issuerCertificate;
    // RFC 7671 §5.2.1: a published authority may also be the server's own self-signed certificate.
    if (issuer === undefined || issuer.fingerprint256 === current.fingerprint256) return isMeant(record, current);
    if (!current.verify(issuer.publicKey)) return false;
    current = issuer;
  }
  return false;
}

function isMeant(
  { selector, matchingType, certificate: published }: TlsaRecord,
  certificate: X509Certificate,
): boolean {
  const bytes = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  const value =
    matchingType === 0
      ? bytes
      : createHash(matchingType === 1 ? 'sha256' : 'sha512')
          .update(bytes)
          .digest();
  return value.equals(published);
}

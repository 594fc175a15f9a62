import type { X509Certificate } from 'node:crypto';

const dayMs = 86_400_000;

/** A clock that is a little late does not refuse a certificate of this minute. */
export const backdatedMs = dayMs;
/** From the first moment to the last: two years, and the day before. */
export const selfMadeLifetimeMs = 2 * 365 * dayMs + backdatedMs;
/** Long before anybody is warned, and before clients that keep what they accepted refuse it. */
const renewBeforeMs = 60 * dayMs;

/** Whether this server made it: nobody vouches for it, and kind of key and lifetime are those of `makeSelfSigned`. */
export function isSelfMade(certificate: X509Certificate): boolean {
  return (
    certificate.subject === certificate.issuer &&
    certificate.publicKey.asymmetricKeyType === 'ec' &&
    certificate.publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
    Date.parse(certificate.validTo) - Date.parse(certificate.validFrom) === selfMadeLifetimeMs
  );
}

/**
 * Whether one made by this server is to be made anew: it ends soon or has ended, or its time has not come. In the latter case the clock
 * was ahead when it was made, or is behind now: of a machine that has just begun the latter (`isClockSettled` false).
 */
export function isDue(
  { notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date },
  now: number,
  isClockSettled: boolean,
): boolean {
  return notAfter.getTime() - now < renewBeforeMs || (isClockSettled && now < notBefore.getTime());
}

import type { AcmeConfig, AcmeState } from '../../domain/configuration/acme-store.ts';
import type { CertificateStore } from '../../platform/tls/certificates.ts';

/** What it is called among the certificates. */
const friendlyName = 'ACME';

/**
 * Puts the certificate of the organisation among those of this node, in place of the one before: enabled for what that serves
 * here, or for `services` the first time. Does what is left of it, after a kill too; true when there was anything to do.
 */
export async function installIssued(
  certificates: CertificateStore,
  { issued, earlier }: Pick<AcmeState, 'issued' | 'earlier'>,
  { services }: Pick<AcmeConfig, 'services'>,
): Promise<boolean> {
  if (issued === null) return false;
  const held = (thumbprint: string) => certificates.list().find((one) => one.thumbprint === thumbprint);
  const before = earlier.map(held).filter((one) => one !== undefined);
  const installed = held(issued.thumbprint);
  if (installed !== undefined && installed.services.length > 0 && before.length === 0) return false;
  if (installed === undefined) await certificates.importPem(`${issued.key}${issued.certificate}`, null);
  if (installed === undefined || installed.services.length === 0) {
    await certificates.call(issued.thumbprint, friendlyName);
    const served = before.flatMap((one) => one.services);
    await certificates.enable(issued.thumbprint, served.length > 0 ? [...new Set(served)] : services);
  }
  // Only once its successor serves: sessions that began with it go on.
  for (const { thumbprint } of before) await certificates.remove(thumbprint);
  return true;
}

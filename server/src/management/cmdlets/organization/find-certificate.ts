import type { CertificateInfo, CertificateStore } from '../../../platform/tls/certificates.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CertificateRefusal, refusalText } from '../../../platform/tls/certificate-refusal.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { requireThisServer } from '../../server-identity.ts';

/** @throws CmdletError where the server is another, or has no certificates of its own. */
export function certificateStoreOf(context: CmdletContext, server: string | undefined): CertificateStore {
  requireThisServer(context.services, server);
  if (context.services.certificates === null) throw objectNotFound('certificates', context.services.server.fqdn);
  return context.services.certificates;
}

export function requireCertificate(
  { services }: CmdletContext,
  store: CertificateStore,
  identity: string,
): CertificateInfo {
  const found = store.list().find(({ thumbprint }) => thumbprint === thumbprintIn(identity));
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

/** `CAS01\\THUMBPRINT`, with spaces or colons as viewers show it. */
export function thumbprintIn(identity: string): string {
  return (identity.split('\\').at(-1) ?? identity).replaceAll(/[\s:]/g, '').toUpperCase();
}

/** Whether `identity` names it; a certificate that cannot be read goes by the name of its file. */
export function isIdentity(identity: string, thumbprint: string): boolean {
  return thumbprintIn(identity) === thumbprint.toUpperCase();
}

/** What the certificate room throws is a sentence for the administrator; about the file in `parameter`, or its password. */
export async function orRefuse<T>(work: () => Promise<T>, parameter?: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { en, fr } = refusalText(cause);
    throw new CmdletError({
      id: 'CertificateRefused',
      category: 'InvalidData',
      exception: 'ImportCertificateDataInvalidException',
      ...(parameter === undefined
        ? {}
        : { parameter: cause instanceof CertificateRefusal && cause.isOfPassword ? 'Password' : parameter }),
      text: {
        en: sentence('The certificate was not taken:', en),
        fr: sentence('Le certificat n’a pas été accepté :', fr),
      },
    });
  }
}

/** Ends with one point or question mark. */
export function sentence(beginning: string, reason: string): string {
  return `${beginning} ${reason}${reason.endsWith('?') ? '' : '.'}`;
}

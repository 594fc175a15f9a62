import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type Language,
  type LocalisedText,
  type ManagementObject,
  type ParameterDescription,
  textIn,
} from '@relais/management-contract';
import { AddressSyntaxError, normalizeDomain } from '../../../domain/directory/email-address.ts';
import { AcmeRefusal } from '../../../platform/acme/acme-refusal.ts';
import type { AcmeCertificate } from '../../../services/acme/acme-certificate.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** Authorities take no more in one certificate. */
const mostNames = 100;

export const acmeNamesParameter: ParameterDescription = {
  name: 'DomainName',
  type: {
    kind: 'string',
    maxLength: 253,
    pattern: '^[^\\s]+$',
    patternText: { en: 'a host name', fr: 'un nom d’hôte' },
  },
  list: true,
  help: {
    en: 'The host names of the certificate, the main one first: those that clients and other servers use, each of which leads to this server on port 80.',
    fr: 'Les noms d’hôte du certificat, le principal d’abord : ceux qu’utilisent les clients et les autres serveurs, dont chacun mène à ce serveur sur le port 80.',
  },
};

/** @throws CmdletError where this server has none (a fixture). */
export function acmeOf({ services }: CmdletContext): AcmeCertificate {
  if (services.acme === null) throw objectNotFound('ACME', services.server.fqdn);
  return services.acme;
}

/** What `Get-AcmeCertificate` shows. Keys are not among it. */
export function acmeObject(services: ManagementServices, acme: AcmeCertificate, language: Language): ManagementObject {
  const config = acme.store.config();
  const state = acme.store.state();
  const { issued } = state;
  const lastError = acme.trouble() ?? state.lastError;
  const date = (ms: number | null | undefined): Date | null => (ms === null || ms === undefined ? null : new Date(ms));
  return {
    Enabled: config.enabled,
    Status: statusOf(services, acme),
    DomainName: config.domainNames,
    Services: config.services,
    DirectoryUrl: config.directoryUrl,
    TermsOfServiceAgreed: config.termsAgreed,
    TermsOfService: state.termsOfService,
    Contact: config.contacts,
    ExternalAccountKeyId: config.externalAccount?.keyId ?? null,
    AuthorityCertificate:
      config.authorities === null ? null : new X509Certificate(config.authorities).subject.replaceAll('\n', ', '),
    Thumbprint: issued?.thumbprint ?? null,
    NotBefore: date(issued?.notBefore),
    NotAfter: date(issued?.notAfter),
    NextRenewal: config.enabled ? date(state.renewAt) : null,
    LastAttempt: date(state.lastAttempt),
    Failures: state.failures,
    LastError: lastError === null ? null : textIn(lastError, language),
    LastErrorTime: date(state.lastError?.at),
    NextAttempt: config.enabled ? date(state.nextAttempt) : null,
    Identity: 'AcmeCertificate',
  };
}

function statusOf({ clock }: ManagementServices, acme: AcmeCertificate): string {
  const { enabled } = acme.store.config();
  const { issued } = acme.store.state();
  if (!enabled) return 'Disabled';
  if (issued !== null && issued.notAfter <= clock.now()) return 'Expired';
  if (acme.trouble() !== null) return 'Failed';
  return issued === null ? 'Pending' : 'Valid';
}

/** In lower case and A-labels, each once. @throws CmdletError for what no authority proves by HTTP. */
export function hostNames(given: readonly string[]): readonly string[] {
  const names = [...new Set(given.map(hostName))];
  if (names.length > mostNames)
    throw refused('DomainName', `${names.length}`, {
      en: `A certificate has ${mostNames} names at most; these are ${names.length}.`,
      fr: `Un certificat porte ${mostNames} noms au plus ; en voici ${names.length}.`,
    });
  return names;
}

function hostName(given: string): string {
  if (given.startsWith('*.'))
    throw refused('DomainName', given, {
      en: `"${given}" cannot be proved by HTTP: name each host (mail.contoso.com, autodiscover.contoso.com) instead of a wildcard.`,
      fr: `« ${given} » ne peut être prouvé par HTTP : indiquez chaque hôte (mail.contoso.com, autodiscover.contoso.com) au lieu d’un nom générique.`,
    });
  try {
    const name = normalizeDomain(given);
    if (isIP(given) === 0 && name.includes('.') && !name.startsWith('[')) return name;
  } catch (error) {
    if (!(error instanceof AddressSyntaxError)) throw error;
  }
  throw refused('DomainName', given, {
    en: `"${given}" can't be the name of a server on the Internet; one looks like mail.contoso.com.`,
    fr: `« ${given} » ne peut pas être le nom d’un serveur sur Internet ; par exemple mail.contoso.com.`,
  });
}

export function refused(parameter: string, target: string, text: LocalisedText): CmdletError {
  return new CmdletError({
    id: 'AcmeSettingRefused',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter,
    target,
    text,
  });
}

/** What the authority says no to is an error of the cmdlet. */
export async function orAcmeError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof AcmeRefusal)) throw cause;
    throw new CmdletError({
      id: 'AcmeCertificateNotObtained',
      category: 'ResourceUnavailable',
      exception: 'AcmeException',
      text: cause.text,
    });
  }
}

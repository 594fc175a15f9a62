import type { SecureText } from '@relais/management-contract';
import { type AcmeConfig, usualAcmeConfig } from '../../../domain/configuration/acme-store.ts';
import { webSettings } from '../../../domain/configuration/web-settings.ts';
import { AcmeRefusal } from '../../../platform/acme/acme-refusal.ts';
import { acmeUrl } from '../../../platform/acme/acme-transport.ts';
import type { AcmeCertificate } from '../../../services/acme/acme-certificate.ts';
import { externalAccountMissing } from '../../../services/acme/obtain-certificate.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';
import { shownChanges } from '../shown-changes.ts';
import { acmeNamesParameter, acmeObject, acmeOf, hostNames, orAcmeError, refused } from './acme-parameters.ts';
import { authoritiesIn, contactAddresses, externalAccountOf } from './acme-values.ts';
import { warnOfOtherNames } from './warn-of-other-names.ts';
import { certificateRoles, tlsServices } from './certificate-parameters.ts';

export const setAcmeCertificate = defineCmdlet({
  name: 'Set-AcmeCertificate',
  synopsis: {
    en: 'Has a certificate authority (Let’s Encrypt unless another is named) give this organization a certificate by ACME, and renews it in time.',
    fr: 'Fait délivrer à cette organisation un certificat par une autorité (Let’s Encrypt, sauf autre indication) selon ACME, et le renouvelle à temps.',
  },
  description: {
    en: 'Nothing is asked of any authority before -Enabled $true. It proves each name by asking for it on port 80 (http-01, RFC 8555), so that port must lead to the HTTP port of this server. The certificate is enabled for the services named, takes them over from the self-signed one without a restart, and is on every server of the organization.',
    fr: 'Rien n’est demandé à une autorité avant -Enabled $true. Elle vérifie chaque nom en l’interrogeant sur le port 80 (http-01, RFC 8555), qui doit donc mener au port HTTP de ce serveur. Le certificat est activé pour les services indiqués, les reprend au certificat auto-signé sans redémarrage, et se trouve sur chaque serveur de l’organisation.',
  },
  parameters: [
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      help: {
        en: 'Whether a certificate is obtained and renewed; otherwise the one that there is stays.',
        fr: 'Si un certificat est obtenu et renouvelé ; sinon, celui qui existe reste.',
      },
    },
    acmeNamesParameter,
    {
      name: 'TermsOfServiceAgreed',
      type: { kind: 'boolean' },
      help: {
        en: 'That you have read the terms of service of the authority and agree to them; they are named when this is missing.',
        fr: 'Que vous avez lu et acceptez les conditions d’utilisation de l’autorité ; elles sont indiquées quand ceci manque.',
      },
    },
    {
      name: 'Services',
      type: { kind: 'enum', flags: true, values: ['IMAP', 'POP', 'SMTP', 'IIS'].map((name) => ({ name })) },
      defaultText: 'IMAP, POP, SMTP, IIS',
      help: {
        en: 'What the first certificate is enabled for: IMAP, POP, SMTP, IIS. The next ones serve what the last one does.',
        fr: 'Les services pour lesquels le premier certificat est activé : IMAP, POP, SMTP, IIS. Les suivants servent ce que sert le précédent.',
      },
    },
    {
      name: 'DirectoryUrl',
      type: { kind: 'uri' },
      nullable: true,
      defaultText: 'https://acme-v02.api.letsencrypt.org/directory',
      help: {
        en: 'The authority, by the address of its ACME directory (https). $null: Let’s Encrypt.',
        fr: 'L’autorité, par l’adresse de son annuaire ACME (https). $null : Let’s Encrypt.',
      },
    },
    {
      name: 'Contact',
      type: { kind: 'string', maxLength: 254 },
      list: true,
      help: {
        en: 'E-mail addresses that the authority may write to; they are told once, when the account is made.',
        fr: 'Adresses auxquelles l’autorité peut écrire ; elles sont données une fois, à la création du compte.',
      },
    },
    {
      name: 'AuthorityCertificate',
      type: { kind: 'bytes', max: 65_536 },
      nullable: true,
      help: {
        en: 'Of a private ACME server: the certificate (PEM) that vouches for its HTTPS. $null: those that this machine trusts.',
        fr: 'D’un serveur ACME privé : le certificat (PEM) qui garantit son HTTPS. $null : ceux auxquels se fie cette machine.',
      },
    },
    {
      name: 'AuthorityCertificateFile',
      type: { kind: 'string', maxLength: 1024 },
      file: { reads: 'AuthorityCertificate' },
      help: {
        en: 'The same as a file, where the shell runs.',
        fr: 'Le même, en fichier, là où s’exécute l’environnement de ligne de commande.',
      },
    },
    {
      name: 'ExternalAccountKeyId',
      type: { kind: 'string', maxLength: 512 },
      nullable: true,
      help: {
        en: 'Of authorities that serve customers only: the key identifier that they show (EAB). $null removes it.',
        fr: 'Des autorités qui ne servent que leurs clients : l’identifiant de clé qu’elles affichent (EAB). $null le retire.',
      },
    },
    {
      name: 'ExternalAccountHmacKey',
      type: { kind: 'secure' },
      help: { en: 'The HMAC key that belongs to it.', fr: 'La clé HMAC correspondante.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'Set-AcmeCertificate -DomainName mail.contoso.com,autodiscover.contoso.com -TermsOfServiceAgreed $true -Enabled $true',
      explanation: {
        en: 'A certificate of Let’s Encrypt, now and from now on.',
        fr: 'Un certificat de Let’s Encrypt, maintenant et désormais.',
      },
    },
  ],
  roles: certificateRoles,
  async run(context, parameters) {
    const acme = acmeOf(context);
    const before = acme.store.config();
    const change = changeOf(parameters, before);
    if (Object.keys(change).length === 0) return context.warn(nothingModified('AcmeCertificate'));
    const after = { ...before, ...change };
    if (after.enabled && after.domainNames.length === 0)
      throw refused('DomainName', '', {
        en: 'Name the host names that the certificate is for (-DomainName mail.contoso.com,autodiscover.contoso.com).',
        fr: 'Indiquez les noms d’hôte du certificat (-DomainName mail.contoso.com,autodiscover.contoso.com).',
      });
    const names = after.domainNames.join(', ');
    const action = after.enabled
      ? {
          en: `Having ${after.directoryUrl} give a certificate for ${names}.`,
          fr: `Demande à ${after.directoryUrl} d’un certificat pour ${names}.`,
        }
      : { en: 'Setting the certificate by ACME.', fr: 'Modification du certificat par ACME.' };
    if (!context.shouldProcess(action)) return;
    const shownBefore = acmeObject(context.services, acme, context.language);
    if (after.enabled) await requireAuthority(acme, after);
    const isOther = after.directoryUrl !== before.directoryUrl;
    await acme.store.configure(change);
    // What went wrong before may be mended by this; another authority is asked at once.
    await acme.store.note({
      nextAttempt: null,
      ...(isOther ? { failures: 0, lastError: null, leaveAloneUntil: null, order: null, renewAt: 0 } : {}),
    });
    context.changed('AcmeCertificate', shownChanges(shownBefore, acmeObject(context.services, acme, context.language)));
    if (!after.enabled) return;
    warnOfClosedPort(context);
    warnOfOtherNames(context, after);
    // Not waited for: Get-AcmeCertificate tells of it, and Update-AcmeCertificate waits.
    void acme.tend();
  },
});

function changeOf(given: BoundParameters, before: AcmeConfig): Partial<AcmeConfig> {
  const directoryUrl = given.has('DirectoryUrl') ? directoryOf(given.get<string | null>('DirectoryUrl')) : undefined;
  const names = given.list<string>('DomainName', before.domainNames);
  const contacts = given.list<string>('Contact', before.contacts);
  const isOther = directoryUrl !== undefined && directoryUrl !== before.directoryUrl;
  return {
    ...(given.has('Enabled') ? { enabled: given.isOn('Enabled') } : {}),
    ...(names === undefined ? {} : { domainNames: hostNames(names) }),
    ...(given.has('Services') ? { services: tlsServices(given.get('Services')) } : {}),
    ...(directoryUrl === undefined ? {} : { directoryUrl }),
    // Terms are those of one authority.
    ...(given.has('TermsOfServiceAgreed')
      ? { termsAgreed: given.isOn('TermsOfServiceAgreed') }
      : isOther
        ? { termsAgreed: false }
        : {}),
    ...(contacts === undefined ? {} : { contacts: contactAddresses(contacts) }),
    ...(given.has('AuthorityCertificate')
      ? { authorities: authoritiesIn(given.get<string | null>('AuthorityCertificate') ?? null) }
      : {}),
    ...(given.has('ExternalAccountKeyId') || given.has('ExternalAccountHmacKey')
      ? {
          externalAccount: externalAccountOf(
            given.get<string | null>('ExternalAccountKeyId'),
            given.get<SecureText>('ExternalAccountHmacKey')?.plainText,
            before.externalAccount,
          ),
        }
      : {}),
  };
}

function directoryOf(given: string | null | undefined): string {
  if (given === null || given === undefined) return usualAcmeConfig.directoryUrl;
  try {
    return acmeUrl(String(given)).href;
  } catch (error) {
    if (error instanceof AcmeRefusal) throw refused('DirectoryUrl', String(given), error.text);
    throw error;
  }
}

/** The authority answers, takes this organization, and its terms are agreed to. @throws CmdletError */
async function requireAuthority(acme: AcmeCertificate, config: AcmeConfig): Promise<void> {
  const directory = await orAcmeError(() => acme.readDirectory(config.directoryUrl, config.authorities));
  if (directory.termsOfService !== null && !config.termsAgreed)
    throw refused('TermsOfServiceAgreed', directory.termsOfService, {
      en: `Read the terms of service of the authority, ${directory.termsOfService}, and say -TermsOfServiceAgreed $true when you agree.`,
      fr: `Lisez les conditions d’utilisation de l’autorité, ${directory.termsOfService}, et indiquez -TermsOfServiceAgreed $true si vous les acceptez.`,
    });
  if (directory.externalAccountRequired && config.externalAccount === null)
    throw refused('ExternalAccountKeyId', '', externalAccountMissing().text);
}

function warnOfClosedPort(context: CmdletContext): void {
  const bindings = context.services.settings.effective(webSettings).HttpBindings ?? [];
  if (bindings.length > 0) return;
  context.warn({
    en: 'The HTTP port is closed, and authorities ask on port 80: Set-WebServiceSettings -HttpBindings 0.0.0.0:80,[::]:80, then iisreset.',
    fr: 'Le port HTTP est fermé, et les autorités interrogent le port 80 : Set-WebServiceSettings -HttpBindings 0.0.0.0:80,[::]:80, puis iisreset.',
  });
}

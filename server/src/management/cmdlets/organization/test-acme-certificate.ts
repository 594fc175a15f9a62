import type { LocalisedText, ManagementObject } from '@relais/management-contract';
import { textIn } from '@relais/management-contract';
import { AcmeRefusal } from '../../../platform/acme/acme-refusal.ts';
import { checkNames } from '../../../services/acme/check-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { acmeNamesParameter, acmeOf, hostNames, refused } from './acme-parameters.ts';
import { certificateRoles } from './certificate-parameters.ts';

export const testAcmeCertificate = defineCmdlet({
  name: 'Test-AcmeCertificate',
  synopsis: {
    en: 'Looks for what would keep a certificate authority from giving a certificate by ACME: its directory, the DNS, port 80, CAA records.',
    fr: 'Cherche ce qui empêcherait une autorité de délivrer un certificat par ACME : son annuaire, le DNS, le port 80, les enregistrements CAA.',
  },
  description: {
    en: 'Names are looked at from this server, as the authority will from outside: no certificate is asked for, and no account is needed.',
    fr: 'Les noms sont examinés depuis ce serveur, comme l’autorité le fera de l’extérieur : aucun certificat n’est demandé, aucun compte n’est nécessaire.',
  },
  parameters: [
    {
      ...acmeNamesParameter,
      position: 1,
      help: {
        en: 'Host names; those of Set-AcmeCertificate when left out.',
        fr: 'Noms d’hôte ; ceux de Set-AcmeCertificate par défaut.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Test-AcmeCertificate mail.contoso.com,autodiscover.contoso.com',
      explanation: { en: 'Before it is switched on.', fr: 'Avant de l’activer.' },
    },
  ],
  defaultColumns: ['Check', 'Target', 'Result', 'Details'],
  roles: certificateRoles,
  async *run(context, parameters) {
    const { services, language, signal } = context;
    const acme = acmeOf(context);
    const { directoryUrl, authorities, domainNames } = acme.store.config();
    const names = hostNames(parameters.list<string>('DomainName', []) ?? domainNames);
    if (names.length === 0)
      throw refused('DomainName', '', {
        en: 'Name the host names that the certificate is for.',
        fr: 'Indiquez les noms d’hôte du certificat.',
      });
    const row = (check: string, target: string, isGood: boolean, details: LocalisedText): ManagementObject => ({
      Check: check,
      Target: target,
      Result: isGood ? 'Success' : 'Failure',
      Details: textIn(details, language),
      Identity: `${check}\\${target}`,
    });
    let caaIdentities: readonly string[] = [];
    try {
      const directory = await acme.readDirectory(directoryUrl, authorities);
      caaIdentities = directory.caaIdentities;
      const terms = directory.termsOfService;
      yield row('Directory', directoryUrl, true, {
        en: terms === null ? 'It answers.' : `It answers. Terms of service: ${terms}`,
        fr: terms === null ? 'Il répond.' : `Il répond. Conditions d’utilisation : ${terms}`,
      });
    } catch (error) {
      if (!(error instanceof AcmeRefusal)) throw error;
      yield row('Directory', directoryUrl, false, error.text);
    }
    const parts = { dns: services.dns, store: acme.store, port: acme.challengePort, caaIdentities, signal };
    for (const { check, name, isGood, details } of await acme.inTurn(() => checkNames(parts, names)))
      yield row(check, name, isGood, details);
  },
});

import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';

export const getExchangeCertificate = defineCmdlet({
  name: 'Get-ExchangeCertificate',
  synopsis: {
    en: 'Shows the certificates that services present.',
    fr: 'Affiche les certificats que présentent les services.',
  },
  parameters: [
    {
      name: 'Thumbprint',
      type: { kind: 'identity', of: 'Certificate' },
      position: 1,
      pipeline: 'by-property-name',
      help: { en: 'One certificate, by its SHA-1 thumbprint.', fr: 'Un certificat, par son empreinte SHA-1.' },
    },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    {
      name: 'DomainName',
      type: { kind: 'string', maxLength: 255 },
      list: true,
      help: { en: 'Those for any of these names.', fr: "Ceux qui portent l'un de ces noms." },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ExchangeCertificate | Format-List',
      explanation: { en: 'Names, dates and services.', fr: 'Noms, dates et services.' },
    },
  ],
  defaultColumns: ['Thumbprint', 'Services', 'Subject'],
  roles: ['Exchange Server Certificates', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    const wanted = parameters.get<string>('Thumbprint')?.replaceAll(/[\s:]/g, '').toUpperCase();
    const names = (parameters.list<string>('DomainName', []) ?? []).map((name) => name.toLowerCase());
    const found = (services.certificates?.list() ?? [])
      .filter(({ thumbprint }) => wanted === undefined || thumbprint.toUpperCase() === wanted)
      .filter(
        (certificate) => names.length === 0 || certificate.names.some((name) => names.includes(name.toLowerCase())),
      );
    if (wanted !== undefined && found.length === 0) throw objectNotFound(wanted, services.server.fqdn);
    const now = services.clock.now();
    for (const certificate of found) {
      yield {
        CertificateDomains: certificate.names,
        IsSelfSigned: certificate.selfSigned,
        Issuer: certificate.issuer,
        NotAfter: certificate.notAfter,
        NotBefore: certificate.notBefore,
        Services: certificate.services.join(', ') || 'None',
        Status: certificate.notAfter.getTime() < now ? 'DateInvalid' : 'Valid',
        Subject: certificate.subject,
        Thumbprint: certificate.thumbprint,
        Identity: `${services.server.fqdn}\\${certificate.thumbprint}`,
      };
    }
  },
});

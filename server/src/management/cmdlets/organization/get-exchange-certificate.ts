import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { certificateObject, pendingRequestObject, unusableCertificateObject } from './certificate-object.ts';
import { certificateColumns, certificateRoles, serverParameter } from './certificate-parameters.ts';
import { isIdentity } from './find-certificate.ts';

export const getExchangeCertificate = defineCmdlet({
  name: 'Get-ExchangeCertificate',
  synopsis: {
    en: 'Shows the certificates that services present, requests that no authority has answered yet, and files that cannot be used (Status Invalid).',
    fr: 'Affiche les certificats que présentent les services, les demandes restées sans réponse, et les fichiers inutilisables (état Invalid).',
  },
  parameters: [
    {
      name: 'Thumbprint',
      type: { kind: 'identity', of: 'Certificate' },
      position: 1,
      pipeline: 'by-property-name',
      help: { en: 'One certificate, by its SHA-1 thumbprint.', fr: 'Un certificat, par son empreinte SHA-1.' },
    },
    serverParameter,
    {
      name: 'DomainName',
      type: { kind: 'string', maxLength: 255 },
      list: true,
      help: { en: 'Those for any of these names.', fr: 'Ceux qui portent l’un de ces noms.' },
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
  defaultColumns: certificateColumns,
  roles: [...certificateRoles, 'View-Only Configuration'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    const identity = parameters.get<string>('Thumbprint');
    const names = (parameters.list<string>('DomainName', []) ?? []).map((name) => name.toLowerCase());
    const all = [
      ...(services.certificates?.list() ?? []).map((info) => ({ info, object: certificateObject(services, info) })),
      ...(services.certificates?.unusable() ?? []).map((one) => ({
        info: { thumbprint: one.identity, names: one.names },
        object: unusableCertificateObject(services, one),
      })),
      ...((await services.certificates?.requests()) ?? []).map((info) => ({
        info,
        object: pendingRequestObject(services, info),
      })),
    ];
    const found = all
      .filter(({ info }) => identity === undefined || isIdentity(identity, info.thumbprint))
      .filter(({ info }) => names.length === 0 || info.names.some((name) => names.includes(name.toLowerCase())));
    if (identity !== undefined && found.length === 0) throw objectNotFound(identity, services.server.fqdn);
    for (const { object } of found) yield object;
  },
});

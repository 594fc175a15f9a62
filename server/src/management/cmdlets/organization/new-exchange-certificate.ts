import { isIP } from 'node:net';
import { AddressSyntaxError, normalizeDomain } from '../../../domain/directory/email-address.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { certificateObject, pendingRequestObject, requestBytes } from './certificate-object.ts';
import {
  binaryEncodedParameter,
  certificateColumns,
  certificateRoles,
  exportableParameter,
  fileParameter,
  friendlyNameParameter,
  serverParameter,
  servicesParameter,
  tlsServices,
} from './certificate-parameters.ts';
import { certificateStoreOf, orRefuse } from './find-certificate.ts';

export const newExchangeCertificate = defineCmdlet({
  name: 'New-ExchangeCertificate',
  synopsis: {
    en: 'Makes a self-signed certificate, or a request to a certificate authority.',
    fr: 'Crée un certificat auto-signé, ou une demande à une autorité de certification.',
  },
  description: {
    en: 'A request (-GenerateRequest) is put out as PEM text; its key stays in the data directory until Import-ExchangeCertificate brings in what the authority answered (PEM, .cer or .p7b, without a key). Until then Get-ExchangeCertificate shows it with the status PendingRequest and its text in the property Request, and Remove-ExchangeCertificate gives it up.',
    fr: 'Une demande (-GenerateRequest) est rendue en texte PEM ; sa clé reste dans le répertoire de données jusqu’à ce qu’Import-ExchangeCertificate importe la réponse de l’autorité (PEM, .cer ou .p7b, sans clé). D’ici là, Get-ExchangeCertificate l’affiche avec l’état PendingRequest et son texte dans la propriété Request, et Remove-ExchangeCertificate y renonce.',
  },
  parameters: [
    {
      name: 'DomainName',
      type: {
        kind: 'string',
        maxLength: 253,
        pattern: '^[A-Za-z0-9*.:_-]+$',
        patternText: { en: 'a host name or address', fr: 'un nom d’hôte ou une adresse' },
      },
      list: true,
      help: { en: 'Its names; that of the server when left out.', fr: 'Ses noms ; celui du serveur par défaut.' },
    },
    {
      name: 'SubjectName',
      type: {
        kind: 'string',
        maxLength: 300,
        pattern: '^[^\\p{Cc}]*$',
        patternText: { en: 'a name on one line', fr: 'un nom sur une seule ligne' },
      },
      help: {
        en: 'A distinguished name: CN=mail.contoso.com, O=Contoso, C=FR. Its CN is one more name, the first one.',
        fr: 'Un nom unique : CN=mail.contoso.com, O=Contoso, C=FR. Son CN est un nom de plus, le premier.',
      },
    },
    {
      name: 'GenerateRequest',
      type: { kind: 'switch' },
      help: { en: 'A request to a certificate authority.', fr: 'Une demande à une autorité de certification.' },
    },
    fileParameter(
      'RequestFile',
      { writes: ['FileData', 'Request'] },
      {
        en: 'Writes the request into this file, where the shell runs, instead of showing it.',
        fr: 'Écrit la demande dans ce fichier, là où s’exécute l’environnement de ligne de commande, au lieu de l’afficher.',
      },
    ),
    binaryEncodedParameter,
    {
      name: 'KeySize',
      type: { kind: 'enum', values: [{ name: '2048' }, { name: '3072' }, { name: '4096' }] },
      defaultText: '2048',
      help: {
        en: 'Bits of the RSA key of a request. A self-signed certificate has a key of the elliptic curve P-256.',
        fr: 'Bits de la clé RSA d’une demande. Un certificat auto-signé a une clé de la courbe elliptique P-256.',
      },
    },
    {
      name: 'IncludeServerFQDN',
      type: { kind: 'switch' },
      help: { en: 'Also the name of this server.', fr: 'Aussi le nom de ce serveur.' },
    },
    {
      name: 'IncludeAcceptedDomains',
      type: { kind: 'switch' },
      help: { en: 'Also the accepted domains.', fr: 'Aussi les domaines acceptés.' },
    },
    servicesParameter,
    friendlyNameParameter,
    exportableParameter,
    {
      name: 'Force',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
    },
    serverParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "New-ExchangeCertificate -GenerateRequest -RequestFile mail.req -SubjectName 'C=FR, O=Contoso, CN=mail.contoso.com' -DomainName imap.contoso.com -PrivateKeyExportable $true",
      explanation: { en: 'A file for the authority.', fr: 'Un fichier pour l’autorité.' },
    },
    {
      command: 'New-ExchangeCertificate -DomainName mail.contoso.com,imap.contoso.com -Services IMAP,POP',
      explanation: { en: 'For two names.', fr: 'Pour deux noms.' },
    },
  ],
  textProperty: 'Request',
  defaultColumns: certificateColumns,
  roles: certificateRoles,
  async *run(context, parameters) {
    const { services } = context;
    const store = certificateStoreOf(context, parameters.get<string>('Server'));
    const subjectName = parameters.get<string>('SubjectName');
    const subject = /CN\s*=\s*([^,]+)/i.exec(subjectName ?? '')?.[1]?.trim();
    const given = parameters.list<string>('DomainName', []) ?? [];
    given.forEach(checkName);
    const included = [
      ...(parameters.isOn('IncludeServerFQDN') ? [services.server.fqdn] : []),
      ...(parameters.isOn('IncludeAcceptedDomains')
        ? services.directory.acceptedDomains().map(({ domainName }) => domainName)
        : []),
    ];
    const names = [...new Set([...(subject === undefined ? [] : [subject]), ...given, ...included])];
    if (names.length === 0) names.push(services.server.fqdn);
    if (parameters.isOn('GenerateRequest')) {
      const asking = {
        en: `Making a request for a certificate for ${names.join(', ')}.`,
        fr: `Création d’une demande de certificat pour ${names.join(', ')}.`,
      };
      if (!context.shouldProcess(asking)) return;
      const keyBits = Number(parameters.get<string>('KeySize') ?? '2048');
      const friendlyName = parameters.get<string>('FriendlyName') ?? 'Microsoft Exchange';
      const asked = { subject: subjectName ?? `CN=${names[0]}`, names, keyBits, friendlyName };
      const pending = await orRefuse(() => store.makeRequest(asked));
      context.changed(pending.thumbprint, { CertificateRequest: [null, names] });
      const isBinary = parameters.isOn('BinaryEncoded');
      const object = pendingRequestObject(services, pending);
      yield isBinary ? { ...object, FileData: requestBytes(pending.request, true) } : object;
      return;
    }
    const action = {
      en: `Making a self-signed certificate for ${names.join(', ')}.`,
      fr: `Création d’un certificat auto-signé pour ${names.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    let info = await orRefuse(() => store.makeSelfSigned(names, services.clock.now(), subjectName));
    const friendlyName = parameters.get<string>('FriendlyName');
    if (friendlyName !== undefined) info = await store.call(info.thumbprint, friendlyName);
    const wanted = tlsServices(parameters.get('Services'));
    if (wanted.length > 0) info = await store.enable(info.thumbprint, wanted);
    context.changed(info.thumbprint, { CertificateDomains: [null, info.names] });
    yield certificateObject(context.services, info);
  },
});

/** A name for which nobody could ask: an IP address, or a domain name with a wildcard or without. @throws CmdletError */
function checkName(name: string): void {
  if (isIP(name) !== 0) return;
  try {
    normalizeDomain(name.replace(/^\*\./, ''));
  } catch (error) {
    if (!(error instanceof AddressSyntaxError)) throw error;
    throw new CmdletError({
      id: 'InvalidDomainName',
      category: 'InvalidArgument',
      exception: 'DataValidationException',
      parameter: 'DomainName',
      target: name,
      text: {
        en: `"${name}" can't be the name of a server; one looks like mail.contoso.com or *.contoso.com.`,
        fr: `« ${name} » ne peut pas être le nom d’un serveur ; par exemple mail.contoso.com ou *.contoso.com.`,
      },
    });
  }
}

import type { ParameterDescription, SecureText } from '@relais/management-contract';
import { certificatesAsPem } from '../../../platform/tls/certificate-file.ts';
import type { CertificateInfo, CertificateStore, TlsService } from '../../../platform/tls/certificates.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { certificateObject, pendingRequestObject } from './certificate-object.ts';

const roles = ['Exchange Server Certificates'];
const defaultColumns = ['Thumbprint', 'Services', 'Subject'];

const serverParameter: ParameterDescription = {
  name: 'Server',
  type: { kind: 'identity', of: 'Server' },
  help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
};
const thumbprintParameter: ParameterDescription = {
  name: 'Thumbprint',
  type: { kind: 'identity', of: 'Certificate' },
  mandatory: true,
  position: 1,
  pipeline: 'both',
  aliases: ['Identity'],
  help: { en: 'The certificate, by its SHA-1 thumbprint.', fr: 'Le certificat, par son empreinte SHA-1.' },
};
const servicesParameter: ParameterDescription = {
  name: 'Services',
  type: {
    kind: 'enum',
    flags: true,
    values: [{ name: 'None' }, { name: 'IMAP' }, { name: 'POP' }, { name: 'SMTP' }, { name: 'IIS' }, { name: 'UM' }],
  },
  help: {
    en: 'The services that present it: IMAP, POP, SMTP, IIS. UM is accepted and without effect.',
    fr: 'Les services qui le présentent : IMAP, POP, SMTP, IIS. UM est accepté et sans effet.',
  },
};
const friendlyName: ParameterDescription = {
  name: 'FriendlyName',
  type: { kind: 'string', maxLength: 256 },
  withoutEffect: true,
  help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
};
const exportable: ParameterDescription = {
  name: 'PrivateKeyExportable',
  type: { kind: 'boolean' },
  withoutEffect: true,
  help: {
    en: 'Accepted and without effect: who owns the data directory has the key.',
    fr: 'Accepté et sans effet : le propriétaire du répertoire de données a la clé.',
  },
};

export const importExchangeCertificate = defineCmdlet({
  name: 'Import-ExchangeCertificate',
  synopsis: {
    en: 'Brings in a certificate with its key, from a PFX or PEM file, or what an authority answered to a request; Enable-ExchangeCertificate puts it to use.',
    fr: "Importe un certificat et sa clé depuis un fichier PFX ou PEM, ou la réponse d'une autorité à une demande ; Enable-ExchangeCertificate le met en service.",
  },
  parameters: [
    {
      name: 'FileData',
      type: { kind: 'bytes', max: 1_048_576 },
      mandatory: true,
      position: 1,
      help: {
        en: "The file's content: ([System.IO.File]::ReadAllBytes('C:\\certificate.pfx')).",
        fr: "Le contenu du fichier : ([System.IO.File]::ReadAllBytes('C:\\certificat.pfx')).",
      },
    },
    {
      name: 'Password',
      type: { kind: 'secure' },
      help: { en: 'Of the file.', fr: 'Du fichier.' },
    },
    friendlyName,
    exportable,
    serverParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('mail.pfx')) -Password (Read-Host 'Password' -AsSecureString) | Enable-ExchangeCertificate -Services IMAP,POP,SMTP,IIS",
      explanation: { en: 'Brings it in and puts it to use.', fr: 'L’importe et le met en service.' },
    },
  ],
  defaultColumns,
  roles,
  async *run(context, parameters) {
    const store = storeOf(context, parameters.get<string>('Server'));
    const content = Buffer.from(parameters.get<string>('FileData') ?? '', 'base64');
    const passphrase = parameters.get<SecureText>('Password')?.plainText ?? null;
    const action = { en: 'Importing a certificate.', fr: "Importation d'un certificat." };
    if (!context.shouldProcess(action)) return;
    const isPem = content.subarray(0, 4096).includes('-----BEGIN');
    const pem = (await certificatesAsPem(content)) ?? (isPem ? content.toString('utf8') : null);
    const info = await orRefuse(() =>
      pem === null ? store.importPfx(content, passphrase) : store.importPem(pem, passphrase),
    );
    context.changed(info.thumbprint, { Subject: [null, info.subject] });
    yield certificateObject(context.services, info);
  },
});

export const newExchangeCertificate = defineCmdlet({
  name: 'New-ExchangeCertificate',
  synopsis: {
    en: 'Makes a self-signed certificate, or a request to a certificate authority.',
    fr: 'Crée un certificat auto-signé, ou une demande à une autorité de certification.',
  },
  description: {
    en: 'A request (-GenerateRequest) is put out as PEM text; its key stays in the data directory until Import-ExchangeCertificate brings in what the authority answered (PEM, .cer or .p7b, without a key). Until then Get-ExchangeCertificate shows it with the status PendingRequest and its text in the property Request, and Remove-ExchangeCertificate gives it up.',
    fr: "Une demande (-GenerateRequest) est rendue en texte PEM ; sa clé reste dans le répertoire de données jusqu'à ce qu'Import-ExchangeCertificate importe la réponse de l'autorité (PEM, .cer ou .p7b, sans clé). D'ici là, Get-ExchangeCertificate l'affiche avec l'état PendingRequest et son texte dans la propriété Request, et Remove-ExchangeCertificate y renonce.",
  },
  parameters: [
    {
      name: 'DomainName',
      type: {
        kind: 'string',
        maxLength: 253,
        pattern: '^[A-Za-z0-9*.:_-]+$',
        patternText: { en: 'a host name or address', fr: "un nom d'hôte ou une adresse" },
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
      help: { en: 'CN=name: one more name, the first one.', fr: 'CN=nom : un nom de plus, le premier.' },
    },
    {
      name: 'GenerateRequest',
      type: { kind: 'switch' },
      help: { en: 'A request to a certificate authority.', fr: 'Une demande à une autorité de certification.' },
    },
    {
      name: 'KeySize',
      type: { kind: 'enum', values: [{ name: '2048' }, { name: '3072' }, { name: '4096' }] },
      defaultText: '2048',
      help: {
        en: 'Bits of the RSA key of a request. A self-signed certificate has a key of the elliptic curve P-256.',
        fr: "Bits de la clé RSA d'une demande. Un certificat auto-signé a une clé de la courbe elliptique P-256.",
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
    { ...servicesParameter },
    friendlyName,
    exportable,
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
        "New-ExchangeCertificate -GenerateRequest -SubjectName 'C=FR, O=Contoso, CN=mail.contoso.com' -DomainName imap.contoso.com | Set-Content mail.req",
      explanation: { en: 'A file for the authority.', fr: "Un fichier pour l'autorité." },
    },
    {
      command: 'New-ExchangeCertificate -DomainName mail.contoso.com,imap.contoso.com -Services IMAP,POP',
      explanation: { en: 'For two names.', fr: 'Pour deux noms.' },
    },
  ],
  textProperty: 'Request',
  defaultColumns,
  roles,
  async *run(context, parameters) {
    const { services } = context;
    const store = storeOf(context, parameters.get<string>('Server'));
    const subject = /CN\s*=\s*([^,]+)/i.exec(parameters.get<string>('SubjectName') ?? '')?.[1]?.trim();
    const given = parameters.list<string>('DomainName', []) ?? [];
    const included = [
      ...(parameters.isOn('IncludeServerFQDN') ? [services.server.fqdn] : []),
      ...(parameters.isOn('IncludeAcceptedDomains')
        ? services.directory.acceptedDomains().map(({ domainName }) => domainName)
        : []),
    ];
    const names = [...new Set([...(subject === undefined ? [] : [subject]), ...given, ...included])];
    if (names.length === 0) names.push(services.server.fqdn);
    if (parameters.isOn('GenerateRequest')) {
      const distinguishedName = parameters.get<string>('SubjectName') ?? `CN=${names[0]}`;
      const asking = {
        en: `Making a request for a certificate for ${names.join(', ')}.`,
        fr: `Création d'une demande de certificat pour ${names.join(', ')}.`,
      };
      if (!context.shouldProcess(asking)) return;
      const keyBits = Number(parameters.get<string>('KeySize') ?? '2048');
      const pending = await orRefuse(() => store.makeRequest(distinguishedName, names, keyBits));
      context.changed(pending.thumbprint, { CertificateRequest: [null, names] });
      yield pendingRequestObject(services, pending);
      return;
    }
    const action = {
      en: `Making a self-signed certificate for ${names.join(', ')}.`,
      fr: `Création d'un certificat auto-signé pour ${names.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    let info = await orRefuse(() => store.makeSelfSigned(names, services.clock.now()));
    const wanted = tlsServices(parameters.get('Services'));
    if (wanted.length > 0) info = await store.enable(info.thumbprint, wanted);
    context.changed(info.thumbprint, { CertificateDomains: [null, info.names] });
    yield certificateObject(context.services, info);
  },
});

export const enableExchangeCertificate = defineCmdlet({
  name: 'Enable-ExchangeCertificate',
  synopsis: { en: 'Has services present a certificate.', fr: 'Fait présenter un certificat par des services.' },
  description: {
    en: 'It is presented for its names from the next connection on, and for other names when no other certificate has them. Nothing needs a restart.',
    fr: "Il est présenté pour ses noms dès la connexion suivante, et pour d'autres noms quand aucun autre certificat ne les porte. Aucun redémarrage n'est nécessaire.",
  },
  parameters: [
    thumbprintParameter,
    { ...servicesParameter, mandatory: true },
    {
      name: 'Force',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: { en: 'Accepted and without effect: nothing is asked.', fr: 'Accepté et sans effet : rien n’est demandé.' },
    },
    {
      name: 'DoNotRequireSsl',
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
      command: 'Enable-ExchangeCertificate 5113AE0233A72FCCB75B1D0198628675333D010E -Services POP,IMAP,SMTP,IIS',
      explanation: { en: 'Every service.', fr: 'Tous les services.' },
    },
  ],
  roles,
  async run(context, parameters) {
    const store = storeOf(context, parameters.get<string>('Server'));
    const info = requireCertificate(context, store, parameters.get<string>('Thumbprint') ?? '');
    const wanted = tlsServices(parameters.get('Services'));
    // As in Exchange: a wildcard certificate is chosen by name (Set-ImapSettings -X509CertificateName).
    if (info.names[0]?.startsWith('*.') === true && wanted.some((name) => name === 'IMAP' || name === 'POP')) {
      throw new CmdletError({
        id: 'WildcardCertificate',
        category: 'InvalidArgument',
        exception: 'ArgumentException',
        parameter: 'Services',
        text: {
          en: 'A wildcard certificate is not enabled for IMAP and POP: name a host that it covers in Set-ImapSettings and Set-PopSettings -X509CertificateName.',
          fr: "Un certificat générique ne s'active pas pour IMAP et POP : indiquez un hôte qu'il couvre dans Set-ImapSettings et Set-PopSettings -X509CertificateName.",
        },
      });
    }
    const action = {
      en: `Enabling the certificate ${info.thumbprint} for ${wanted.join(', ') || 'nothing'}.`,
      fr: `Activation du certificat ${info.thumbprint} pour ${wanted.join(', ') || 'rien'}.`,
    };
    if (!context.shouldProcess(action)) return;
    const after = await orRefuse(() => store.enable(info.thumbprint, wanted));
    context.changed(info.thumbprint, { Services: [info.services, after.services] });
  },
});

export const removeExchangeCertificate = defineCmdlet({
  name: 'Remove-ExchangeCertificate',
  synopsis: { en: 'Removes a certificate with its key.', fr: 'Supprime un certificat et sa clé.' },
  parameters: [thumbprintParameter, serverParameter, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-ExchangeCertificate -Thumbprint 5113AE0233A72FCCB75B1D0198628675333D010E',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
  ],
  roles,
  async run(context, parameters) {
    const store = storeOf(context, parameters.get<string>('Server'));
    const identity = parameters.get<string>('Thumbprint') ?? '';
    const pending = (await store.requests()).find(({ thumbprint }) => thumbprint === thumbprintIn(identity));
    if (pending !== undefined) {
      const giving = {
        en: `Giving up the certificate request ${pending.thumbprint} (${pending.names.join(', ')}) with its key.`,
        fr: `Abandon de la demande de certificat ${pending.thumbprint} (${pending.names.join(', ')}) et de sa clé.`,
      };
      if (!context.shouldProcess(giving)) return;
      await store.removeRequest(pending.thumbprint);
      context.changed(pending.thumbprint);
      return;
    }
    const info = requireCertificate(context, store, identity);
    if (info.name === 'default') {
      throw new CmdletError({
        id: 'DefaultCertificate',
        category: 'InvalidOperation',
        exception: 'InvalidOperationException',
        target: info.thumbprint,
        text: {
          en: 'This certificate serves every name that no other has, and stays. Enable another one to have it presented.',
          fr: "Ce certificat sert pour tous les noms qu'aucun autre ne porte, et reste. Activez-en un autre pour qu'il soit présenté.",
        },
      });
    }
    const action = {
      en: `Removing the certificate ${info.thumbprint} (${info.names.join(', ')}).`,
      fr: `Suppression du certificat ${info.thumbprint} (${info.names.join(', ')}).`,
    };
    if (!context.shouldProcess(action)) return;
    await orRefuse(() => store.remove(info.thumbprint));
    context.changed(info.thumbprint);
  },
});

function storeOf(context: CmdletContext, server: string | undefined): CertificateStore {
  requireThisServer(context.services, server);
  if (context.services.certificates === null) throw objectNotFound('certificates', context.services.server.fqdn);
  return context.services.certificates;
}

function requireCertificate({ services }: CmdletContext, store: CertificateStore, identity: string): CertificateInfo {
  const found = store.list().find(({ thumbprint }) => thumbprint === thumbprintIn(identity));
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

/** `CAS01\\THUMBPRINT`, with spaces or colons as viewers show it. */
function thumbprintIn(identity: string): string {
  return (identity.split('\\').at(-1) ?? identity).replaceAll(/[\s:]/g, '').toUpperCase();
}

function tlsServices(value: unknown): readonly TlsService[] {
  const names =
    typeof value === 'object' && value !== null && 'names' in value ? (value.names as readonly string[]) : [];
  return names.filter((name): name is TlsService => ['IMAP', 'POP', 'SMTP', 'IIS'].includes(name));
}

/** What the certificate room throws is a sentence for the administrator. */
async function orRefuse<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new CmdletError({
      id: 'CertificateRefused',
      category: 'InvalidData',
      exception: 'ImportCertificateDataInvalidException',
      text: { en: `The certificate was not taken: ${reason}.`, fr: `Le certificat n'a pas été accepté : ${reason}.` },
    });
  }
}

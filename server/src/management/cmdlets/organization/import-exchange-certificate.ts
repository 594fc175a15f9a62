import type { SecureText } from '@relais/management-contract';
import { certificatesAsPem } from '../../../platform/tls/certificate-file.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { certificateObject } from './certificate-object.ts';
import {
  certificateColumns,
  certificateRoles,
  exportableParameter,
  fileParameter,
  friendlyNameParameter,
  serverParameter,
} from './certificate-parameters.ts';
import { certificateStoreOf, orRefuse } from './find-certificate.ts';

export const importExchangeCertificate = defineCmdlet({
  name: 'Import-ExchangeCertificate',
  synopsis: {
    en: 'Brings in a certificate with its key, from a PFX or PEM file, or what an authority answered to a request; Enable-ExchangeCertificate puts it to use.',
    fr: 'Importe un certificat et sa clé depuis un fichier PFX ou PEM, ou la réponse d’une autorité à une demande ; Enable-ExchangeCertificate le met en service.',
  },
  parameters: [
    {
      name: 'FileData',
      type: { kind: 'bytes', max: 1_048_576 },
      position: 1,
      help: {
        en: "The file's content: ([System.IO.File]::ReadAllBytes('C:\\certificate.pfx')).",
        fr: "Le contenu du fichier : ([System.IO.File]::ReadAllBytes('C:\\certificat.pfx')).",
      },
    },
    fileParameter(
      'FileName',
      { reads: 'FileData' },
      {
        en: 'The file, where the shell runs: instead of FileData.',
        fr: 'Le fichier, là où s’exécute l’environnement de ligne de commande : à la place de FileData.',
      },
    ),
    {
      name: 'Password',
      type: { kind: 'secure' },
      help: { en: 'Of the file.', fr: 'Du fichier.' },
    },
    friendlyNameParameter,
    exportableParameter,
    serverParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "Import-ExchangeCertificate -FileName mail.pfx -Password (Read-Host 'Password' -AsSecureString) | Enable-ExchangeCertificate -Services IMAP,POP,SMTP,IIS",
      explanation: { en: 'Brings it in and puts it to use.', fr: 'L’importe et le met en service.' },
    },
  ],
  defaultColumns: certificateColumns,
  roles: certificateRoles,
  async *run(context, parameters) {
    const store = certificateStoreOf(context, parameters.get<string>('Server'));
    const data = parameters.get<string>('FileData');
    if (data === undefined) throw neither();
    const content = asBinary(Buffer.from(data, 'base64'));
    const passphrase = parameters.get<SecureText>('Password')?.plainText ?? null;
    const action = { en: 'Importing a certificate.', fr: 'Importation d’un certificat.' };
    if (!context.shouldProcess(action)) return;
    const isPem = content.subarray(0, 4096).includes('-----BEGIN');
    const pem = (await certificatesAsPem(content)) ?? (isPem ? content.toString('utf8') : null);
    let info = await orRefuse(
      () => (pem === null ? store.importPfx(content, passphrase) : store.importPem(pem, passphrase)),
      'FileData',
    );
    const friendlyName = parameters.get<string>('FriendlyName');
    if (friendlyName !== undefined) info = await store.call(info.thumbprint, friendlyName);
    context.changed(info.thumbprint, { Subject: [null, info.subject] });
    yield certificateObject(context.services, info);
  },
});

/** What Exchange exports without -BinaryEncoded, and what some authorities send: the file in Base64, without any frame. */
function asBinary(content: Buffer): Buffer {
  const text = content.toString('latin1');
  return /^[A-Za-z0-9+/\s]{64,}={0,2}\s*$/.test(text) ? Buffer.from(text, 'base64') : content;
}

function neither(): CmdletError {
  return new CmdletError({
    id: 'MissingMandatoryParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'FileData',
    text: {
      en: 'Name the file (-FileName), or give its content (-FileData).',
      fr: 'Indiquez le fichier (-FileName) ou donnez son contenu (-FileData).',
    },
  });
}

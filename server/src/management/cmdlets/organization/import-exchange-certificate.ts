import type { SecureText } from '@relais/management-contract';
import { certificatesAsPem } from '../../../platform/tls/certificate-file.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { certificateObject } from './certificate-object.ts';
import {
  certificateColumns,
  certificateRoles,
  exportableParameter,
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
    friendlyNameParameter,
    exportableParameter,
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
  defaultColumns: certificateColumns,
  roles: certificateRoles,
  async *run(context, parameters) {
    const store = certificateStoreOf(context, parameters.get<string>('Server'));
    const content = Buffer.from(parameters.get<string>('FileData') ?? '', 'base64');
    const passphrase = parameters.get<SecureText>('Password')?.plainText ?? null;
    const action = { en: 'Importing a certificate.', fr: 'Importation d’un certificat.' };
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

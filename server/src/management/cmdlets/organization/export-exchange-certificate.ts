import type { SecureText } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { idle } from '../../idle-parameter.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { refusedChange } from '../find-named.ts';
import { certificateRoles, serverParameter, thumbprintParameter } from './certificate-parameters.ts';
import { thumbprintIn } from './find-certificate.ts';

export const exportExchangeCertificate = defineCmdlet({
  name: 'Export-ExchangeCertificate',
  synopsis: {
    en: 'Puts out a certificate with its chain and its key as a PFX file.',
    fr: 'Exporte un certificat, sa chaîne et sa clé sous forme de fichier PFX.',
  },
  parameters: [
    thumbprintParameter,
    {
      name: 'Password',
      type: { kind: 'secure' },
      mandatory: true,
      help: {
        en: 'That opens the file; of a certificate that came as a PFX, the one that it came with.',
        fr: 'Qui ouvre le fichier ; pour un certificat venu en PFX, celui avec lequel il est venu.',
      },
    },
    serverParameter,
    idle(
      'BinaryEncoded',
      { kind: 'switch' },
      { en: 'the file is always bytes', fr: 'le fichier est toujours en octets' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "$file = Export-ExchangeCertificate -Thumbprint 4F2E… -Password (Read-Host 'Password' -AsSecureString); [System.IO.File]::WriteAllBytes('mail.pfx', $file.FileData)",
      explanation: { en: 'For another server.', fr: 'Pour un autre serveur.' },
    },
  ],
  roles: certificateRoles,
  async *run(context, given) {
    const { services } = context;
    requireThisServer(services, given.get<string>('Server'));
    const store = services.certificates;
    if (store === null)
      throw refusedChange('This server has no certificates of its own.', 'Ce serveur n’a pas de certificats propres.');
    const thumbprint = thumbprintIn(given.get<string>('Thumbprint') ?? '');
    const password = given.get<SecureText>('Password')?.plainText ?? '';
    const action = {
      en: `Putting out the certificate ${thumbprint} with its private key.`,
      fr: `Exportation du certificat ${thumbprint} avec sa clé privée.`,
    };
    if (!context.shouldProcess(action)) return;
    let file: Buffer;
    try {
      file = await store.exportPfx(thumbprint, password);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new CmdletError({
        id: 'CertificateNotExported',
        category: 'InvalidData',
        exception: 'InvalidOperationException',
        parameter: 'Thumbprint',
        text: {
          en: `The certificate was not put out: ${reason}.`,
          fr: `Le certificat n’a pas été exporté : ${reason}.`,
        },
      });
    }
    context.changed(thumbprint);
    yield { FileType: 'Pfx', Thumbprint: thumbprint, FileData: [...file] };
  },
});

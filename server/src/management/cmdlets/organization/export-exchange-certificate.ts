import type { SecureText } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { refusalText } from '../../../platform/tls/certificate-refusal.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { refusedChange } from '../find-named.ts';
import { requestBytes } from './certificate-object.ts';
import {
  binaryEncodedParameter,
  certificateRoles,
  fileParameter,
  serverParameter,
  thumbprintParameter,
} from './certificate-parameters.ts';
import { thumbprintIn, sentence } from './find-certificate.ts';

export const exportExchangeCertificate = defineCmdlet({
  name: 'Export-ExchangeCertificate',
  synopsis: {
    en: 'Puts out a certificate with its chain and its key as a PFX file, or a request that no authority has answered yet.',
    fr: 'Exporte un certificat, sa chaîne et sa clé sous forme de fichier PFX, ou une demande restée sans réponse.',
  },
  parameters: [
    thumbprintParameter,
    {
      name: 'Password',
      type: { kind: 'secure' },
      help: {
        en: 'That opens the file, which a certificate needs; of a certificate that came as a PFX, the one that it came with.',
        fr: 'Qui ouvre le fichier, nécessaire pour un certificat ; pour un certificat venu en PFX, celui avec lequel il est venu.',
      },
    },
    serverParameter,
    fileParameter(
      'FileName',
      { writes: ['FileData'] },
      {
        en: 'Writes the file where the shell runs, instead of showing an object with FileData.',
        fr: 'Écrit le fichier là où s’exécute l’environnement de ligne de commande, au lieu d’afficher un objet avec FileData.',
      },
    ),
    binaryEncodedParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "Export-ExchangeCertificate 4F2E… -FileName mail.pfx -BinaryEncoded -Password (Read-Host 'Password' -AsSecureString)",
      explanation: { en: 'For another server.', fr: 'Pour un autre serveur.' },
    },
    {
      command:
        "$file = Export-ExchangeCertificate -Thumbprint 4F2E… -Password (Read-Host 'Password' -AsSecureString); [System.IO.File]::WriteAllBytes('mail.pfx', $file.FileData)",
      explanation: { en: 'The same by way of a variable.', fr: 'De même, par une variable.' },
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
    const pending = (await store.requests()).find((one) => one.thumbprint === thumbprint);
    if (pending !== undefined) {
      const FileData = requestBytes(pending.request, given.isOn('BinaryEncoded'));
      yield { FileType: 'CertificateRequest', Thumbprint: thumbprint, FileData };
      return;
    }
    const password = given.get<SecureText>('Password')?.plainText;
    if (password === undefined) throw noPassword();
    const action = {
      en: `Putting out the certificate ${thumbprint} with its private key.`,
      fr: `Exportation du certificat ${thumbprint} avec sa clé privée.`,
    };
    if (!context.shouldProcess(action)) return;
    let file: Buffer;
    try {
      file = await store.exportPfx(thumbprint, password);
    } catch (cause) {
      const { en, fr } = refusalText(cause);
      throw new CmdletError({
        id: 'CertificateNotExported',
        category: 'InvalidData',
        exception: 'InvalidOperationException',
        parameter: 'Thumbprint',
        text: {
          en: sentence('The certificate was not put out:', en),
          fr: sentence('Le certificat n’a pas été exporté :', fr),
        },
      });
    }
    context.changed(thumbprint);
    yield { FileType: 'Pfx', Thumbprint: thumbprint, FileData: [...file] };
  },
});

function noPassword(): CmdletError {
  return new CmdletError({
    id: 'MissingMandatoryParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'Password',
    text: {
      en: 'A certificate goes out with its private key: give the password that is to open the file (-Password).',
      fr: 'Un certificat s’exporte avec sa clé privée : donnez le mot de passe qui ouvrira le fichier (-Password).',
    },
  });
}

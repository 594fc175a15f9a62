import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import {
  certificateRoles,
  serverParameter,
  servicesParameter,
  thumbprintParameter,
  tlsServices,
} from './certificate-parameters.ts';
import { certificateStoreOf, orRefuse, requireCertificate } from './find-certificate.ts';

export const enableExchangeCertificate = defineCmdlet({
  name: 'Enable-ExchangeCertificate',
  synopsis: { en: 'Has services present a certificate.', fr: 'Fait présenter un certificat par des services.' },
  description: {
    en: 'It is presented for its names from the next connection on, and for other names when no other certificate has them. Nothing needs a restart.',
    fr: 'Il est présenté pour ses noms dès la connexion suivante, et pour d’autres noms quand aucun autre certificat ne les porte. Aucun redémarrage n’est nécessaire.',
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
  roles: certificateRoles,
  async run(context, parameters) {
    const store = certificateStoreOf(context, parameters.get<string>('Server'));
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
          fr: 'Un certificat générique ne s’active pas pour IMAP et POP : indiquez un hôte qu’il couvre dans Set-ImapSettings et Set-PopSettings -X509CertificateName.',
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

import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { certificateRoles, serverParameter, thumbprintParameter } from './certificate-parameters.ts';
import { certificateStoreOf, isIdentity, orRefuse, requireCertificate, thumbprintIn } from './find-certificate.ts';

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
  roles: certificateRoles,
  async run(context, parameters) {
    const store = certificateStoreOf(context, parameters.get<string>('Server'));
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
    const broken = store.unusable().find((one) => isIdentity(identity, one.identity));
    const info =
      broken === undefined
        ? requireCertificate(context, store, identity)
        : { name: broken.name, thumbprint: broken.identity, names: broken.names };
    if (info.name === 'default') {
      throw new CmdletError({
        id: 'DefaultCertificate',
        category: 'InvalidOperation',
        exception: 'InvalidOperationException',
        target: info.thumbprint,
        text: {
          en: 'This certificate serves every name that no other has, and stays. Enable another one to have it presented.',
          fr: 'Ce certificat sert pour tous les noms qu’aucun autre ne porte, et reste. Activez-en un autre pour qu’il soit présenté.',
        },
      });
    }
    const { acme } = context.services;
    if (acme?.store.config().enabled === true && acme.store.state().issued?.thumbprint === info.thumbprint) {
      throw new CmdletError({
        id: 'AcmeCertificateInUse',
        category: 'InvalidOperation',
        exception: 'InvalidOperationException',
        target: info.thumbprint,
        text: {
          en: 'This certificate comes by ACME, and would come back. Switch that off first: Set-AcmeCertificate -Enabled $false.',
          fr: 'Ce certificat vient par ACME, et reviendrait. Désactivez d’abord cela : Set-AcmeCertificate -Enabled $false.',
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

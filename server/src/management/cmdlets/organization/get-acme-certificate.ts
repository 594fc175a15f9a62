import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { acmeObject, acmeOf } from './acme-parameters.ts';
import { certificateRoles } from './certificate-parameters.ts';

export const getAcmeCertificate = defineCmdlet({
  name: 'Get-AcmeCertificate',
  synopsis: {
    en: 'Shows the certificate that a certificate authority gives by ACME: for which names, when it is renewed next, and what went wrong last.',
    fr: 'Affiche le certificat qu’une autorité de certification délivre par ACME : ses noms, son prochain renouvellement et la dernière erreur.',
  },
  description: {
    en: 'Status: Disabled, Pending (none was obtained yet), Valid, Failed (the last attempt came to nothing; LastError says why and NextAttempt when it is tried again), Expired.',
    fr: 'Status : Disabled, Pending (aucun n’a encore été obtenu), Valid, Failed (la dernière tentative a échoué ; LastError dit pourquoi et NextAttempt quand elle sera répétée), Expired.',
  },
  parameters: [domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-AcmeCertificate | Format-List Status,DomainName,NotAfter,NextRenewal,LastError',
      explanation: { en: 'How it stands.', fr: 'Où il en est.' },
    },
  ],
  roles: [...certificateRoles, 'View-Only Configuration'],
  async *run(context) {
    const acme = acmeOf(context);
    await acme.installed();
    yield acmeObject(context.services, acme, context.language);
  },
});

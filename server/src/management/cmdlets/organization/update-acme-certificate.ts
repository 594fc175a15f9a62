import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { acmeObject, acmeOf, orAcmeError } from './acme-parameters.ts';
import { certificateRoles } from './certificate-parameters.ts';

export const updateAcmeCertificate = defineCmdlet({
  name: 'Update-AcmeCertificate',
  synopsis: {
    en: 'Obtains the certificate by ACME now, or renews it when it is due, and waits for the outcome.',
    fr: 'Obtient maintenant le certificat par ACME, ou le renouvelle s’il est à renouveler, et attend le résultat.',
  },
  description: {
    en: 'Does not wait for the time of the next attempt, but leaves an authority alone that asked for it (rate limits). The certificate of before stays in force until the new one has been looked at: its key, names, dates and chain.',
    fr: 'N’attend pas l’heure de la prochaine tentative, mais laisse en paix une autorité qui l’a demandé (limites de débit). Le certificat précédent reste en vigueur jusqu’à ce que le nouveau ait été vérifié : clé, noms, dates et chaîne.',
  },
  parameters: [
    {
      name: 'Force',
      type: { kind: 'switch' },
      help: {
        en: 'Renews one also that is not due. Authorities allow some a week for the same names.',
        fr: 'Renouvelle même s’il n’est pas à renouveler. Les autorités en permettent quelques-uns par semaine pour les mêmes noms.',
      },
    },
    {
      name: 'NewKey',
      type: { kind: 'switch' },
      help: {
        en: 'Renews it with another private key. Otherwise the key stays, and DANE records of it stay right.',
        fr: 'Le renouvelle avec une autre clé privée. Sinon la clé reste, et ses enregistrements DANE restent justes.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Update-AcmeCertificate',
      explanation: { en: 'Tries again at once.', fr: 'Réessaie tout de suite.' },
    },
    {
      command: 'Update-AcmeCertificate -NewKey',
      explanation: { en: 'When the key may be known to others.', fr: 'Quand la clé peut être connue d’autrui.' },
    },
  ],
  defaultColumns: ['Status', 'Thumbprint', 'NotAfter', 'NextRenewal', 'DomainName'],
  roles: certificateRoles,
  async *run(context, parameters) {
    const acme = acmeOf(context);
    const { store } = acme;
    const { domainNames, directoryUrl } = store.config();
    const action = {
      en: `Asking ${directoryUrl} for a certificate for ${domainNames.join(', ')}.`,
      fr: `Demande à ${directoryUrl} d’un certificat pour ${domainNames.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    const before = store.state();
    if ((before.leaveAloneUntil ?? 0) > context.services.clock.now()) throw leftAlone(before.leaveAloneUntil ?? 0);
    const isNewKey = parameters.isOn('NewKey');
    if (isNewKey) await store.note({ key: null, order: null });
    const outcome = await orAcmeError(() => acme.renewNow(isNewKey || parameters.isOn('Force')));
    const after = store.state();
    switch (outcome) {
      case 'switched-off':
        throw switchedOff();
      case 'busy':
        context.warn({
          en: 'Another server of the organization is asking for it at this moment; see Get-AcmeCertificate.',
          fr: 'Un autre serveur de l’organisation le demande en ce moment ; voir Get-AcmeCertificate.',
        });
        break;
      case 'not-due':
        context.warn({
          en: 'The certificate is not due yet (NextRenewal); -Force renews it all the same.',
          fr: 'Le certificat n’est pas encore à renouveler (NextRenewal) ; -Force le renouvelle tout de même.',
        });
        break;
      case 'obtained':
        context.changed('AcmeCertificate', {
          Thumbprint: [before.issued?.thumbprint ?? null, after.issued?.thumbprint ?? null],
        });
    }
    yield acmeObject(context.services, acme, context.language);
  },
});

function switchedOff(): CmdletError {
  return new CmdletError({
    id: 'AcmeSwitchedOff',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    text: {
      en: 'Certificates by ACME are switched off: Set-AcmeCertificate -DomainName … -TermsOfServiceAgreed $true -Enabled $true.',
      fr: 'Les certificats par ACME sont désactivés : Set-AcmeCertificate -DomainName … -TermsOfServiceAgreed $true -Enabled $true.',
    },
  });
}

function leftAlone(until: number): CmdletError {
  const time = new Date(until).toISOString();
  return new CmdletError({
    id: 'AcmeRateLimited',
    category: 'ResourceUnavailable',
    exception: 'AcmeException',
    text: {
      en: `The authority does not want to be asked again before ${time} (a rate limit); it is tried again by itself then.`,
      fr: `L’autorité ne veut pas être sollicitée avant ${time} (limite de débit) ; une nouvelle tentative aura alors lieu d’elle-même.`,
    },
  });
}

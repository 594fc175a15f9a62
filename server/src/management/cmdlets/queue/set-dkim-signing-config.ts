import { defineCmdlet } from '../../engine/cmdlet.ts';
import { dkimIdentity, findDkimConfig } from './dkim-object.ts';

export const setDkimSigningConfig = defineCmdlet({
  name: 'Set-DkimSigningConfig',
  synopsis: {
    en: 'Switches DKIM signing of a domain on or off.',
    fr: 'Active ou désactive la signature DKIM d’un domaine.',
  },
  parameters: [
    { ...dkimIdentity, mandatory: true },
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      mandatory: true,
      help: { en: 'Whether mail from it is signed.', fr: 'Indique si son courrier est signé.' },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-DkimSigningConfig contoso.com -Enabled $true',
      explanation: { en: 'Once the record is published.', fr: 'Une fois l’enregistrement publié.' },
    },
  ],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async run(context, parameters) {
    const { services } = context;
    const { domain, enabled } = findDkimConfig(services, parameters.get<string>('Identity') ?? '');
    const next = parameters.isOn('Enabled');
    const action = {
      en: `Switching DKIM signing of "${domain}" ${next ? 'on' : 'off'}.`,
      fr: `${next ? 'Activation' : 'Désactivation'} de la signature DKIM de « ${domain} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.dkim.setEnabled(domain, next);
    context.changed(domain, { Enabled: [enabled, next] });
  },
});

import { defineCmdlet } from '../../engine/cmdlet.ts';
import { dkimIdentity, findDkimConfig } from './dkim-object.ts';

export const removeDkimSigningConfig = defineCmdlet({
  name: 'Remove-DkimSigningConfig',
  synopsis: { en: "Removes a domain's DKIM key.", fr: 'Supprime la clé DKIM d’un domaine.' },
  parameters: [{ ...dkimIdentity, mandatory: true }],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-DkimSigningConfig contoso.com -Confirm:$false',
      explanation: { en: 'Without being asked.', fr: 'Sans confirmation.' },
    },
  ],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async run(context, parameters) {
    const { services } = context;
    const { domain, selector } = findDkimConfig(services, parameters.get<string>('Identity') ?? '');
    const action = {
      en: `Removing the DKIM key "${selector}" of "${domain}" for good.`,
      fr: `Suppression définitive de la clé DKIM « ${selector} » de « ${domain} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.dkim.remove(domain);
    context.changed(domain);
  },
});

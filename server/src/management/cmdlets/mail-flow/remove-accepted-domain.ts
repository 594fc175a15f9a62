import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { acceptedDomainIdentity, findAcceptedDomain } from './accepted-domain-object.ts';

export const removeAcceptedDomain = defineCmdlet({
  name: 'Remove-AcceptedDomain',
  synopsis: { en: 'Accepts no more mail for a domain.', fr: 'N’accepte plus de courrier pour un domaine.' },
  parameters: [{ ...acceptedDomainIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-AcceptedDomain Contoso', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles: ['Remote and Accepted Domains'],
  async run(context, parameters) {
    const { services } = context;
    const domain = findAcceptedDomain(services, parameters.get<string>('Identity') ?? '');
    const action = {
      en: `Removing accepted domain "${domain.name}" (${domain.domainName}).`,
      fr: `Suppression du domaine accepté « ${domain.name} » (${domain.domainName}).`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.removeAcceptedDomain(domain.guid);
    context.changed(domain.name);
  },
});

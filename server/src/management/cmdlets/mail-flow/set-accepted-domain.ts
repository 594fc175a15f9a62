import type { AcceptedDomain } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { acceptedDomainIdentity, domainTypeParameter, findAcceptedDomain } from './accepted-domain-object.ts';

export const setAcceptedDomain = defineCmdlet({
  name: 'Set-AcceptedDomain',
  synopsis: { en: 'Changes an accepted domain.', fr: 'Modifie un domaine accepté.' },
  parameters: [
    { ...acceptedDomainIdentity, mandatory: true },
    { name: 'Name', type: { kind: 'string', maxLength: 64 }, help: { en: 'A new name.', fr: 'Un nouveau nom.' } },
    domainTypeParameter,
    {
      name: 'MakeDefault',
      type: { kind: 'boolean' },
      help: { en: 'Makes it the default domain.', fr: 'En fait le domaine par défaut.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-AcceptedDomain Contoso -MakeDefault $true',
      explanation: { en: 'New addresses get it.', fr: 'Les nouvelles adresses le reçoivent.' },
    },
  ],
  roles: ['Remote and Accepted Domains'],
  async run(context, parameters) {
    const { services } = context;
    const domain = findAcceptedDomain(services, parameters.get<string>('Identity') ?? '');
    const change: Partial<Omit<AcceptedDomain, 'guid'>> = {
      ...(parameters.has('Name') ? { name: parameters.get<string>('Name') ?? '' } : {}),
      ...(parameters.has('DomainType')
        ? { domainType: parameters.get<AcceptedDomain['domainType']>('DomainType') }
        : {}),
      ...(parameters.has('MakeDefault') ? { isDefault: parameters.isOn('MakeDefault') } : {}),
    };
    const names = (Object.keys(change) as (keyof typeof change)[]).filter((name) => change[name] !== domain[name]);
    if (names.length === 0) {
      context.warn({
        en: `The command completed successfully but no settings of '${domain.name}' have been modified.`,
        fr: `La commande s'est terminée correctement mais aucun paramètre de « ${domain.name} » n'a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting accepted domain "${domain.name}".`,
      fr: `Modification du domaine accepté « ${domain.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.updateAcceptedDomain(domain.guid, change);
    context.changed(
      domain.name,
      Object.fromEntries(names.map((name) => [name, [domain[name], change[name]] as const])),
    );
  },
});

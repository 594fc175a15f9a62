import { acceptedDomainObject } from './accepted-domain-object.ts';
import { shownChanges } from '../shown-changes.ts';
import type { AcceptedDomain } from '../../../domain/directory/directory.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
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
    {
      name: 'CatchAllRecipientID',
      type: { kind: 'identity', of: 'Mailbox' },
      nullable: true,
      help: {
        en: 'The mailbox that gets mail for addresses which nobody has; $null: such mail is refused.',
        fr: 'La boîte qui reçoit le courrier des adresses que personne n’a ; $null : ce courrier est refusé.',
      },
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
      ...(parameters.has('CatchAllRecipientID') ? { catchAll: catchAllOf(services, parameters) } : {}),
      ...(parameters.has('MakeDefault') ? { isDefault: parameters.isOn('MakeDefault') } : {}),
    };
    const names = (Object.keys(change) as (keyof typeof change)[]).filter((name) => change[name] !== domain[name]);
    if (names.length === 0) {
      context.warn({
        en: `The command completed successfully but no settings of '${domain.name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${domain.name} » n’a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting accepted domain "${domain.name}".`,
      fr: `Modification du domaine accepté « ${domain.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const before = acceptedDomainObject(services, domain);
    const after = await services.directory.updateAcceptedDomain(domain.guid, change);
    context.changed(domain.name, shownChanges(before, acceptedDomainObject(services, after)));
  },
});

function catchAllOf(services: ManagementServices, parameters: BoundParameters): string | null {
  const identity = parameters.get<string | null>('CatchAllRecipientID') ?? null;
  return identity === null || identity === '' ? null : requireMailbox(services, identity).guid;
}

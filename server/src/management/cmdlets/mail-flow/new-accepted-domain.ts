import type { AcceptedDomain } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { acceptedDomainObject, domainTypeParameter } from './accepted-domain-object.ts';

export const newAcceptedDomain = defineCmdlet({
  name: 'New-AcceptedDomain',
  synopsis: { en: 'Accepts mail for a domain.', fr: 'Accepte le courrier pour un domaine.' },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      help: { en: 'A name for it.', fr: 'Un nom.' },
    },
    {
      name: 'DomainName',
      type: { kind: 'string', maxLength: 255 },
      mandatory: true,
      help: {
        en: 'contoso.com, or *.contoso.com for contoso.com and every subdomain.',
        fr: 'contoso.com, ou *.contoso.com pour contoso.com et tous ses sous-domaines.',
      },
    },
    domainTypeParameter,
    {
      name: 'CatchAllRecipient',
      type: { kind: 'identity', of: 'Mailbox' },
      help: {
        en: 'The mailbox that gets mail for addresses which nobody has.',
        fr: 'La boîte qui reçoit le courrier des adresses que personne n’a.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-AcceptedDomain -Name Contoso -DomainName contoso.com',
      explanation: { en: 'All recipients are here.', fr: 'Tous les destinataires sont ici.' },
    },
  ],
  defaultColumns: ['Name', 'DomainName', 'DomainType', 'Default'],
  roles: ['Remote and Accepted Domains'],
  async *run(context, parameters) {
    const { services } = context;
    const name = parameters.get<string>('Name') ?? '';
    const domainName = parameters.get<string>('DomainName') ?? '';
    const caught = parameters.get<string>('CatchAllRecipient');
    const catchAll = caught === undefined ? null : requireMailbox(services, caught).guid;
    const action = {
      en: `Creating accepted domain "${name}" for ${domainName}.`,
      fr: `Création du domaine accepté « ${name} » pour ${domainName}.`,
    };
    if (!context.shouldProcess(action)) return;
    const domain = await services.directory.createAcceptedDomain({
      name,
      domainName,
      domainType: parameters.get<AcceptedDomain['domainType']>('DomainType') ?? 'Authoritative',
      isDefault: false,
      catchAll,
    });
    context.changed(name);
    yield acceptedDomainObject(services, domain);
  },
});

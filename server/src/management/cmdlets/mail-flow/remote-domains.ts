import { shownChanges } from '../shown-changes.ts';
import { type ManagementValue, type ParameterDescription, Unlimited } from '@relais/management-contract';
import {
  defaultRemoteDomainName,
  newRemoteDomain as newRemoteDomainFacts,
  type RemoteDomain,
  remoteDomainName,
} from '../../../domain/configuration/remote-domains.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findNamed, matchNamed, nothingModified, refusedChange } from '../find-named.ts';
import { domainNames, keptParameters, remoteDomainIdentity, remoteDomainObject } from './remote-domain-object.ts';

const roles = ['Remote and Accepted Domains'];
const defaultColumns = ['Name', 'DomainName', 'AllowedOOFType'];

export const getRemoteDomain = defineCmdlet({
  name: 'Get-RemoteDomain',
  synopsis: {
    en: 'Shows what may leave for other domains by itself: automatic replies, forwards, reports.',
    fr: 'Affiche ce qui peut partir de soi-même vers d’autres domaines : réponses automatiques, transferts, rapports.',
  },
  parameters: [{ ...remoteDomainIdentity, nullable: true, wildcards: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    { command: 'Get-RemoteDomain', explanation: { en: 'All of them.', fr: 'Tous.' } },
    {
      command: 'Get-RemoteDomain Default | Format-List *Enabled,AllowedOOFType',
      explanation: { en: 'What holds for every other domain.', fr: 'Ce qui vaut pour tous les autres domaines.' },
    },
  ],
  defaultColumns,
  roles: [...roles, 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const identity = parameters.get<string | null>('Identity');
    for (const domain of matchNamed(services, services.remoteDomains, identity, domainNames))
      yield remoteDomainObject(services, domain);
  },
});

export const newRemoteDomain = defineCmdlet({
  name: 'New-RemoteDomain',
  synopsis: {
    en: 'Makes rules of its own for a domain elsewhere.',
    fr: 'Crée des règles propres à un domaine extérieur.',
  },
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
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-RemoteDomain -Name Fabrikam -DomainName fabrikam.com',
      explanation: { en: 'Set-RemoteDomain then says what.', fr: 'Set-RemoteDomain dit ensuite quoi.' },
    },
  ],
  defaultColumns,
  roles,
  async *run(context, parameters) {
    const { services } = context;
    const name = parameters.get<string>('Name') ?? '';
    const domainName = remoteDomainName(parameters.get<string>('DomainName') ?? '');
    const action = {
      en: `Creating remote domain "${name}" for ${domainName}.`,
      fr: `Création du domaine distant « ${name} » pour ${domainName}.`,
    };
    if (!context.shouldProcess(action)) return;
    const domain = await services.remoteDomains.create(name, { ...newRemoteDomainFacts, domainName });
    context.changed(name);
    yield remoteDomainObject(services, domain);
  },
});

const permission = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'boolean' },
  defaultText: '$true',
  help: { en, fr },
});

const properties = {
  Name: 'name',
  AllowedOOFType: 'allowedOofType',
  AutoReplyEnabled: 'autoReplyEnabled',
  AutoForwardEnabled: 'autoForwardEnabled',
  DeliveryReportEnabled: 'deliveryReportEnabled',
  NDREnabled: 'ndrEnabled',
} as const satisfies Record<string, keyof RemoteDomain>;

export const setRemoteDomain = defineCmdlet({
  name: 'Set-RemoteDomain',
  synopsis: {
    en: 'Says what may leave for a domain elsewhere by itself.',
    fr: 'Indique ce qui peut partir de soi-même vers un domaine extérieur.',
  },
  description: {
    en: 'The domain that fits most closely counts; "Default" is for all others. Mail that people write is not concerned. A new server lets everything leave, also forwards, which Exchange’s own Default does not: so nobody’s forwarding ends by itself. What may not be forwarded stays in the mailbox.',
    fr: 'Le domaine le plus précis compte ; « Default » vaut pour tous les autres. Le courrier écrit par des personnes n’est pas concerné. Un nouveau serveur laisse tout partir, transferts compris, contrairement au Default d’Exchange : aucun transfert ne cesse de lui-même. Ce qui ne peut être transféré reste dans la boîte.',
  },
  parameters: [
    { ...remoteDomainIdentity, mandatory: true },
    { name: 'Name', type: { kind: 'string', maxLength: 64 }, help: { en: 'A new name.', fr: 'Un nouveau nom.' } },
    {
      name: 'AllowedOOFType',
      type: {
        kind: 'enum',
        values: [
          { name: 'External', number: 0 },
          { name: 'InternalLegacy', number: 1 },
          { name: 'ExternalLegacy', number: 2 },
          { name: 'None', number: 3 },
        ],
      },
      defaultText: 'External',
      help: {
        en: 'Automatic replies of mailboxes: External and ExternalLegacy send the text for outside, InternalLegacy the one for colleagues, None none.',
        fr: 'Réponses automatiques des boîtes : External et ExternalLegacy envoient le texte pour l’extérieur, InternalLegacy celui des collègues, None aucun.',
      },
    },
    permission(
      'AutoReplyEnabled',
      'Answers that mail programs of users send by themselves (Auto-Submitted: auto-replied); the sender is told when one is refused.',
      'Réponses que les logiciels des utilisateurs envoient d’eux-mêmes (Auto-Submitted: auto-replied) ; l’expéditeur est averti d’un refus.',
    ),
    permission(
      'AutoForwardEnabled',
      'What inbox rules and ForwardingSmtpAddress send on. ForwardingAddress, which names a recipient here, is not concerned.',
      'Ce que transfèrent les règles et ForwardingSmtpAddress. ForwardingAddress, qui nomme un destinataire d’ici, n’est pas concerné.',
    ),
    permission(
      'DeliveryReportEnabled',
      'Reports of success and of delay to senders there.',
      'Rapports de remise et de retard aux expéditeurs de ce domaine.',
    ),
    permission(
      'NDREnabled',
      'Non-delivery reports to senders there.',
      'Notifications d’échec de remise aux expéditeurs de ce domaine.',
    ),
    ...keptParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-RemoteDomain Default -AutoForwardEnabled $false',
      explanation: { en: 'Nobody’s rules send mail away.', fr: 'Aucune règle ne transfère de courrier au dehors.' },
    },
    {
      command: 'Get-RemoteDomain Fabrikam | Set-RemoteDomain -AllowedOOFType InternalLegacy',
      explanation: {
        en: 'Fabrikam reads what colleagues read.',
        fr: 'Fabrikam lit ce que lisent les collègues.',
      },
    },
  ],
  roles,
  async run(context, parameters) {
    const { services } = context;
    const domain = findNamed(services, services.remoteDomains, parameters.get<string>('Identity') ?? '', domainNames);
    const change = changeOf(parameters, domain);
    const names = Object.keys(change) as (keyof typeof change)[];
    if (names.length === 0) return context.warn(nothingModified(domain.name));
    if ('name' in change && domain.domainName === '*')
      throw refusedChange(
        'The remote domain for every other domain keeps its name.',
        'Le domaine distant de tous les autres domaines garde son nom.',
        'Name',
      );
    const action = {
      en: `Setting remote domain "${domain.name}".`,
      fr: `Modification du domaine distant « ${domain.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const before = remoteDomainObject(services, domain);
    await services.remoteDomains.update(domain.guid, change);
    const after = findNamed(services, services.remoteDomains, domain.guid);
    context.changed(domain.name, shownChanges(before, remoteDomainObject(services, after)));
  },
});

function changeOf(given: BoundParameters, domain: RemoteDomain): Partial<Omit<RemoteDomain, 'guid'>> {
  const change: Record<string, unknown> = {};
  for (const [parameter, property] of Object.entries(properties))
    if (given.has(parameter) && given.get(parameter) !== domain[property]) change[property] = given.get(parameter);
  const kept = Object.fromEntries(
    keptParameters
      .filter(({ name }) => given.has(name))
      .map(({ name }) => [name, plain(given.get<ManagementValue>(name) ?? null)]),
  );
  const otherProperties = { ...domain.otherProperties, ...kept };
  if (JSON.stringify(otherProperties) !== JSON.stringify(domain.otherProperties))
    change.otherProperties = otherProperties;
  return change as Partial<Omit<RemoteDomain, 'guid'>>;
}

function plain(value: ManagementValue): unknown {
  return value instanceof Unlimited ? 'Unlimited' : value;
}

export const removeRemoteDomain = defineCmdlet({
  name: 'Remove-RemoteDomain',
  synopsis: { en: 'Takes away the rules of a domain elsewhere.', fr: 'Supprime les règles d’un domaine extérieur.' },
  parameters: [{ ...remoteDomainIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-RemoteDomain Fabrikam',
      explanation: {
        en: 'Asks first; Default counts from then on.',
        fr: 'Demande confirmation ; Default vaut ensuite.',
      },
    },
  ],
  roles,
  async run(context, parameters) {
    const { services } = context;
    const domain = findNamed(services, services.remoteDomains, parameters.get<string>('Identity') ?? '', domainNames);
    if (domain.domainName === '*')
      throw refusedChange(
        `"${defaultRemoteDomainName}" can't be removed: something must hold for every other domain.`,
        `« ${defaultRemoteDomainName} » ne peut pas être supprimé : il faut une règle pour tous les autres domaines.`,
      );
    const action = {
      en: `Removing remote domain "${domain.name}" (${domain.domainName}).`,
      fr: `Suppression du domaine distant « ${domain.name} » (${domain.domainName}).`,
    };
    if (!context.shouldProcess(action)) return;
    await services.remoteDomains.remove(domain.guid);
    context.changed(domain.name);
  },
});

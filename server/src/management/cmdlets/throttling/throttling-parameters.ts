import {
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import {
  type ThrottlingLimit,
  type ThrottlingPolicy,
  throttlingLimits,
} from '../../../domain/configuration/throttling-policies.ts';
import { directoryTail, organizationDistinguishedName } from '../../directory-names.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { idles } from '../../idle-parameter.ts';

const unlimitedNumber = { kind: 'int', min: 0, max: 2_147_483_647, unlimited: true } as const;

const limit = (name: ThrottlingLimit, en: string, fr: string): ParameterDescription => ({
  name,
  type: unlimitedNumber,
  nullable: true,
  defaultText: String(throttlingLimits[name] ?? 'Unlimited'),
  help: {
    en: `${en} $null: what the policy of the organization, then the global one, says.`,
    fr: `${fr} $null : ce que dit la stratégie de l’organisation, puis la stratégie globale.`,
  },
});

/** The limits that are obeyed. */
export const limitParameters: readonly ParameterDescription[] = [
  limit(
    'ImapMaxConcurrency',
    'IMAP4 sessions of one user at once, besides MaxConnectionsPerUser of Set-ImapSettings: the lower counts.',
    'Sessions IMAP4 simultanées d’un utilisateur, outre MaxConnectionsPerUser de Set-ImapSettings : le plus bas compte.',
  ),
  limit(
    'PopMaxConcurrency',
    'POP3 sessions of one user at once; POP3 itself allows one a mailbox.',
    'Sessions POP3 simultanées d’un utilisateur ; POP3 lui-même n’en admet qu’une par boîte.',
  ),
  limit(
    'OwaMaxConcurrency',
    'Requests of webmail and JMAP of one user at once; 8 are the most in any case.',
    'Requêtes simultanées de la messagerie web et de JMAP d’un utilisateur ; 8 au plus dans tous les cas.',
  ),
  limit(
    'EwsMaxSubscriptions',
    'Connections of one user at once that are told of changes: event streams and WebSockets of JMAP. Webmail has one in each window.',
    'Connexions simultanées d’un utilisateur qui sont averties des changements : flux d’événements et WebSockets de JMAP. La messagerie web en a une par fenêtre.',
  ),
  limit(
    'MessageRateLimit',
    'Messages that one user hands over in a minute, by SMTP or webmail.',
    'Messages qu’un utilisateur remet en une minute, par SMTP ou la messagerie web.',
  ),
  limit(
    'RecipientRateLimit',
    'Recipients of the messages of one user in 24 hours.',
    'Destinataires des messages d’un utilisateur en 24 heures.',
  ),
];

const doors = ['Anonymous', 'Cpa', 'Eas', 'Ews', 'Imap', 'Owa', 'Pop', 'PowerShell', 'Rca'];

/** Those that are kept, printed, and change nothing. */
export const keptParameters: readonly ParameterDescription[] = [
  ...idles(
    doors.flatMap((door) => [`${door}MaxBurst`, `${door}RechargeRate`, `${door}CutoffBalance`]),
    unlimitedNumber,
    { en: 'nobody is held back by processor time', fr: 'personne n’est freiné selon le temps de calcul' },
    { nullable: true },
  ),
  ...idles(
    ['AnonymousMaxConcurrency', 'CpaMaxConcurrency', 'EasMaxConcurrency', 'EwsMaxConcurrency', 'RcaMaxConcurrency'],
    unlimitedNumber,
    { en: 'there is no such door here', fr: 'cet accès n’existe pas ici' },
    { nullable: true },
  ),
  ...idles(
    [
      'EasMaxDevices',
      'EasMaxDeviceDeletesPerMonth',
      'ForwardeeLimit',
      'PowerShellMaxConcurrency',
      'PowerShellMaxTenantConcurrency',
      'PowerShellMaxCmdlets',
      'PowerShellMaxCmdletsTimePeriod',
      'PowerShellMaxCmdletQueueDepth',
      'PowerShellMaxOperations',
      'PowerShellMaxDestructiveCmdlets',
      'PowerShellMaxDestructiveCmdletsTimePeriod',
      'ExchangeMaxCmdlets',
    ],
    unlimitedNumber,
    { en: 'this is not limited by user here', fr: 'ceci n’est pas limité par utilisateur ici' },
    { nullable: true },
  ),
  ...idles(
    ['IsServiceAccount'],
    { kind: 'boolean' },
    { en: 'every account is held to the limits of its policy', fr: 'tout compte suit les limites de sa stratégie' },
  ),
];

export const policyIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'ThrottlingPolicy' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The policy, by name, GUID or distinguished name.',
    fr: 'La stratégie, par son nom, GUID ou nom unique.',
  },
};

/** The limits of a policy with what was given: `$null` leaves a limit to the wider policies. */
export function givenLimits(given: BoundParameters, current: ThrottlingPolicy['limits']): ThrottlingPolicy['limits'] {
  const limits: Record<string, number | null> = { ...current };
  for (const { name } of limitParameters) {
    if (!given.has(name)) continue;
    const value = given.get<number | Unlimited | null>(name) ?? null;
    if (value === null) delete limits[name];
    else limits[name] = value instanceof Unlimited ? null : value;
  }
  return limits;
}

export function givenKept(given: BoundParameters, current: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...current };
  for (const { name } of keptParameters) {
    if (!given.has(name)) continue;
    const value = given.get<ManagementValue>(name) ?? null;
    kept[name] = value instanceof Unlimited ? 'Unlimited' : value;
  }
  return kept;
}

export function policyObject(services: ManagementServices, policy: ThrottlingPolicy): ManagementObject {
  const limits = limitParameters.map(({ name }) => {
    const value = services.throttling.inForce(policy, name as ThrottlingLimit);
    return [name, value ?? Unlimited.value] as const;
  });
  const kept = keptParameters.map(
    ({ name }) => [name, (policy.otherProperties[name] ?? null) as ManagementValue] as const,
  );
  const associated = services.directory
    .mailboxes()
    .filter((mailbox) => services.throttling.givenTo(mailbox)?.guid === policy.guid).length;
  return {
    ...Object.fromEntries(limits),
    ...Object.fromEntries(kept),
    ThrottlingPolicyScope: policy.scope,
    IsLegacyDefault: false,
    AssociatedMailboxes: associated,
    ...directoryTail(services, {
      name: policy.name,
      distinguishedName: `CN=${policy.name},CN=Global Settings,${organizationDistinguishedName(services)}`,
      identity: policy.name,
      guid: policy.guid,
      schemaClass: 'ms-Exch-Throttling-Policy',
      objectClass: ['top', 'msExchGenericPolicy', 'msExchThrottlingPolicy'],
      whenCreated: policy.whenCreated,
      whenChanged: policy.whenChanged,
    }),
  };
}

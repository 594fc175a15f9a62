import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import { defaultDomain, directoryTail, organizationDistinguishedName, stableGuid } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { idles } from '../../idle-parameter.ts';
import { domainControllerParameter } from '../../server-identity.ts';

const policyName = 'Default Policy';

const policyIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'EmailAddressPolicy' },
  position: 1,
  pipeline: 'both',
  wildcards: true,
  help: {
    en: `The policy; here there is one, "${policyName}".`,
    fr: `La stratégie ; il n’y en a qu’une ici, « ${policyName} ».`,
  },
};

/** @throws CmdletError ManagementObjectNotFound, when something else is meant. */
function requirePolicy(services: ManagementServices, identity: string | null | undefined): void {
  if (identity === undefined || identity === null) return;
  const spellings = [policyName, guidOf(services), distinguishedNameOf(services)];
  if (!spellings.some((text) => matchesWildcard(identity.trim(), text)))
    throw objectNotFound(identity, services.server.fqdn);
}

export const getEmailAddressPolicy = defineCmdlet({
  name: 'Get-EmailAddressPolicy',
  synopsis: {
    en: 'Shows how new recipients get their address.',
    fr: 'Affiche comment les nouveaux destinataires reçoivent leur adresse.',
  },
  description: {
    en: 'One policy is built in: whoever is made without an address gets ALIAS@ the default accepted domain (Set-AcceptedDomain -MakeDefault). It changes no address afterwards; Set-Mailbox -EmailAddresses does.',
    fr: 'Une stratégie est intégrée : qui est créé sans adresse reçoit ALIAS@ le domaine accepté par défaut (Set-AcceptedDomain -MakeDefault). Elle ne change ensuite aucune adresse ; Set-Mailbox -EmailAddresses le fait.',
  },
  parameters: [
    { ...policyIdentity, nullable: true },
    ...idles(
      ['IncludeMailboxSettingOnlyPolicy'],
      { kind: 'switch' },
      { en: 'everything is shown anyway', fr: 'tout est affiché de toute façon' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-EmailAddressPolicy | Format-List Name,Priority,Enabled*',
      explanation: { en: 'Which address is given.', fr: 'L’adresse attribuée.' },
    },
  ],
  defaultColumns: ['Name', 'Priority', 'RecipientFilter'],
  roles: ['Recipient Policies', 'View-Only Configuration'],
  async *run({ services }, given) {
    requirePolicy(services, given.get<string | null>('Identity'));
    yield policyObject(services);
  },
});

export const updateEmailAddressPolicy = defineCmdlet({
  name: 'Update-EmailAddressPolicy',
  synopsis: {
    en: 'Has nothing to apply: addresses stay as they were given.',
    fr: 'N’a rien à appliquer : les adresses restent telles qu’elles ont été attribuées.',
  },
  parameters: [
    policyIdentity,
    ...idles(
      ['FixMissingAlias', 'SecondaryAddressesOnly', 'UpdateSecondaryAddressesOnly'],
      { kind: 'switch' },
      { en: 'nothing is applied', fr: 'rien n’est appliqué' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Get-EmailAddressPolicy | Update-EmailAddressPolicy',
      explanation: {
        en: 'As a runbook ends; it says that nothing was done.',
        fr: 'Fin d’une procédure ; elle dit que rien n’a été fait.',
      },
    },
  ],
  roles: ['Recipient Policies'],
  async run(context, given) {
    requirePolicy(context.services, given.get<string | null>('Identity'));
    context.warn({
      en: 'No address was changed: here the policy counts for new recipients only. Set-Mailbox -EmailAddresses changes the addresses of one.',
      fr: 'Aucune adresse n’a été modifiée : la stratégie ne vaut ici que pour les nouveaux destinataires. Set-Mailbox -EmailAddresses modifie les adresses de l’un d’eux.',
    });
  },
});

const guidOf = ({ server }: ManagementServices): string => stableGuid(server.guid, policyName);

const distinguishedNameOf = (services: ManagementServices): string =>
  `CN=${policyName},CN=Recipient Policies,${organizationDistinguishedName(services)}`;

/** In the order in which Format-List prints it. */
function policyObject(services: ManagementServices): ManagementObject {
  const { directory, server } = services;
  const domain = defaultDomain(services);
  const conditions = ['ConditionalDepartment', 'ConditionalCompany', 'ConditionalStateOrProvince'];
  return {
    RecipientFilter: 'Alias -ne $null',
    LdapRecipientFilter: '(mailNickname=*)',
    LastUpdatedRecipientFilter: 'Alias -ne $null',
    RecipientFilterApplied: true,
    IncludedRecipients: 'AllRecipients',
    ...Object.fromEntries(conditions.map((name) => [name, []])),
    RecipientContainer: null,
    RecipientFilterType: 'Precanned',
    Priority: 'Lowest',
    EnabledPrimarySMTPAddressTemplate: `@${domain}`,
    EnabledEmailAddressTemplates: [`SMTP:@${domain}`],
    DisabledEmailAddressTemplates: [],
    HasEmailAddressSetting: true,
    HasMailboxManagerSetting: false,
    NonAuthoritativeDomains: directory
      .acceptedDomains()
      .filter(({ domainType }) => domainType !== 'Authoritative')
      .map(({ domainName }) => domainName),
    ...directoryTail(services, {
      name: policyName,
      distinguishedName: distinguishedNameOf(services),
      identity: policyName,
      guid: guidOf(services),
      schemaClass: 'ms-Exch-Recipient-Policy',
      objectClass: ['top', 'msExchRecipientPolicy'],
      whenCreated: server.whenCreated,
      whenChanged: server.whenCreated,
    }),
  };
}

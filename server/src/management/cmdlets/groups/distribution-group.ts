import { ByteSize, type ManagementObject, type ParameterDescription, Unlimited } from '@relais/management-contract';
import type { DistributionGroup, GroupChange } from '../../../domain/directory/recipient.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { changedAddresses } from '../recipients/email-addresses-change.ts';
import { customAttributeChange, customAttributeProperties, customAttributes } from '../recipients/custom-attributes.ts';
import { givenMailTip, mailTipParameters, mailTipProperties } from '../recipients/mail-tip-parameters.ts';
import {
  legacyDistinguishedName,
  mailboxTail,
  organizationalUnit,
  proxyAddresses,
} from '../recipients/mailbox-tail.ts';
import {
  emailAddressPolicyEnabled,
  boolean,
  lines,
  namesOf,
  people,
  recipientIdentity,
  recipientTypeDetails,
  references,
  text,
} from '../recipients/recipient-parameters.ts';

export const groupIdentity: ParameterDescription = recipientIdentity(
  'The group, by name, alias, address, GUID or distinguished name.',
  'Le groupe, par son nom, alias, adresse, GUID ou nom unique.',
);

export const groupRoles: readonly string[] = ['Distribution Groups', 'Security Group Creation and Membership'];

/** What New- and Set-DistributionGroup take alike. */
export const groupParameters: readonly ParameterDescription[] = [
  text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
  text('Alias', 'What the address is made of.', 'Sert à former l’adresse.', 64),
  text('PrimarySmtpAddress', 'The primary address.', 'L’adresse principale.'),
  people('ManagedBy', 'Owners, who may change the members.', 'Propriétaires, qui peuvent modifier les membres.'),
  {
    name: 'MemberJoinRestriction',
    type: { kind: 'enum', values: [{ name: 'Open' }, { name: 'Closed' }, { name: 'ApprovalRequired' }] },
    defaultText: 'Closed',
    withoutEffect: true,
    help: {
      en: 'Kept and without effect: nobody joins a group by himself here; administrators change its members.',
      fr: 'Conservé et sans effet : personne ne se joint à un groupe de lui-même ici ; les administrateurs en modifient les membres.',
    },
  },
  {
    name: 'MemberDepartRestriction',
    type: { kind: 'enum', values: [{ name: 'Open' }, { name: 'Closed' }] },
    defaultText: 'Open',
    withoutEffect: true,
    help: {
      en: 'Kept and without effect: nobody leaves a group by himself here; administrators change its members.',
      fr: 'Conservé et sans effet : personne ne quitte un groupe de lui-même ici ; les administrateurs en modifient les membres.',
    },
  },
  {
    ...boolean(
      'RequireSenderAuthenticationEnabled',
      '$true: only senders who have signed in may write to it.',
      '$true : seuls les expéditeurs authentifiés peuvent lui écrire.',
    ),
    defaultText: '$true',
  },
  lines('Notes', 'A remark.', 'Une remarque.', 1024),
  {
    ...boolean(
      'ModerationEnabled',
      'Accepted as $false only: messages are not held for a moderator here.',
      'Accepté seulement à $false : aucun message n’attend ici de modérateur.',
    ),
    withoutEffect: true,
  },
];

export const setGroupParameters: readonly ParameterDescription[] = [
  text('Name', 'A new name.', 'Un nouveau nom.', 64),
  {
    ...text('EmailAddresses', 'Addresses; SMTP: marks the primary one.', 'Adresses ; SMTP: désigne la principale.'),
    list: true,
  },
  people('AcceptMessagesOnlyFrom', 'Only these may write to it.', 'Seuls ceux-ci peuvent lui écrire.'),
  people(
    'AcceptMessagesOnlyFromSendersOrMembers',
    'Only these, or members of these groups, may write to it.',
    'Seuls ceux-ci, ou les membres de ces groupes, peuvent lui écrire.',
  ),
  people('AcceptMessagesOnlyFromDLMembers', 'Only members of these groups.', 'Seuls les membres de ces groupes.'),
  people('RejectMessagesFrom', 'These may not write to it.', 'Ceux-ci ne peuvent pas lui écrire.'),
  people(
    'RejectMessagesFromSendersOrMembers',
    'These, and members of these groups, may not write to it.',
    'Ceux-ci, et les membres de ces groupes, ne peuvent pas lui écrire.',
  ),
  people('GrantSendOnBehalfTo', 'Who may send on behalf of it.', 'Qui peut envoyer de sa part.'),
  boolean('HiddenFromAddressListsEnabled', 'Hides it from address lists.', 'Le masque des listes d’adresses.'),
  boolean(
    'ReportToOriginatorEnabled',
    'Whether senders hear of members who could not be reached.',
    'Si les expéditeurs apprennent quels membres sont injoignables.',
  ),
  {
    name: 'MaxReceiveSize',
    type: { kind: 'bytesize', unlimited: true },
    help: { en: 'Largest message to it.', fr: 'Taille maximale d’un message qui lui est adressé.' },
  },
  ...mailTipParameters,
  emailAddressPolicyEnabled,
  ...customAttributes,
];

type Change = { -readonly [K in keyof GroupChange]: GroupChange[K] };

/** What the parameters make of a group. @throws CmdletError for unknown people, or a moderator. */
export function groupChange(
  services: ManagementServices,
  given: BoundParameters,
  group: Pick<
    DistributionGroup,
    | 'managedBy'
    | 'acceptMessagesOnlyFrom'
    | 'rejectMessagesFrom'
    | 'sendOnBehalf'
    | 'mailTip'
    | 'mailTipTranslations'
    | 'otherProperties'
  >,
): Change {
  if (given.isOn('ModerationEnabled'))
    throw new CmdletError({
      id: 'ModerationNotSupported',
      category: 'InvalidArgument',
      exception: 'ArgumentException',
      parameter: 'ModerationEnabled',
      text: {
        en: 'Messages are not held for a moderator here; limit who may write with -AcceptMessagesOnlyFrom instead.',
        fr: 'Aucun message n’attend ici de modérateur ; limitez plutôt les expéditeurs avec -AcceptMessagesOnlyFrom.',
      },
    });
  const change: Change = {};
  const take = <K extends keyof Change>(parameter: string, property: K): void => {
    if (given.has(parameter)) change[property] = given.get(parameter) as Change[K];
  };
  take('Name', 'name');
  take('DisplayName', 'displayName');
  take('Alias', 'alias');
  take('Notes', 'notes');
  take('MemberJoinRestriction', 'memberJoinRestriction');
  take('MemberDepartRestriction', 'memberDepartRestriction');
  take('RequireSenderAuthenticationEnabled', 'requireSenderAuthentication');
  take('HiddenFromAddressListsEnabled', 'hiddenFromAddressLists');
  take('ReportToOriginatorEnabled', 'reportToOriginator');
  if (given.has('MaxReceiveSize')) {
    const size = given.get<ByteSize | Unlimited>('MaxReceiveSize');
    change.maxReceiveSizeBytes = size instanceof ByteSize ? size.bytes : null;
  }
  const tip = givenMailTip(given, { text: group.mailTip, translations: group.mailTipTranslations });
  if (tip !== undefined) {
    change.mailTip = tip.text;
    change.mailTipTranslations = tip.translations;
  }
  const attributes = customAttributeChange(given);
  if (Object.keys(attributes).length > 0) change.otherProperties = { ...group.otherProperties, ...attributes };
  const lists = [
    ['ManagedBy', 'managedBy'],
    ['AcceptMessagesOnlyFrom', 'acceptMessagesOnlyFrom'],
    ['AcceptMessagesOnlyFromDLMembers', 'acceptMessagesOnlyFrom'],
    ['AcceptMessagesOnlyFromSendersOrMembers', 'acceptMessagesOnlyFrom'],
    ['RejectMessagesFrom', 'rejectMessagesFrom'],
    ['RejectMessagesFromSendersOrMembers', 'rejectMessagesFrom'],
    ['GrantSendOnBehalfTo', 'sendOnBehalf'],
  ] as const;
  for (const [parameter, property] of lists) {
    const guids = references(services, given, parameter, change[property] ?? group[property]);
    if (guids !== undefined) change[property] = guids;
  }
  return change;
}

export function changedGroupAddresses(given: BoundParameters, group: DistributionGroup): readonly string[] | undefined {
  return changedAddresses(given, group.emailAddresses);
}

/** Whoever owns a group may change its members; others need the role, with a write scope that holds it. @throws CmdletError 'PermissionDenied' */
export function requireGroupOwner(context: CmdletContext, group: DistributionGroup): void {
  const { caller, services } = context;
  requireAuthority(context, group);
  const mailbox = caller.mailbox === null ? null : services.directory.findMailbox(caller.mailbox.guid);
  if (mailbox === null || caller.roleGroups.length > 0) return;
  if (services.directory.isAmong(group.managedBy, mailbox.guid)) return;
  throw new CmdletError({
    id: 'NotGroupOwner',
    category: 'PermissionDenied',
    exception: 'OperationRequiresGroupManagerException',
    target: group.name,
    text: {
      en: `You don't have sufficient permissions: only owners of "${group.name}" may change it.`,
      fr: `Vous n’avez pas les autorisations nécessaires : seuls les propriétaires de « ${group.name} » peuvent le modifier.`,
    },
  });
}

/** As Get-DistributionGroup prints it. */
export function groupObject(services: ManagementServices, group: DistributionGroup): ManagementObject {
  const primary = group.emailAddresses[0] ?? '';
  const isSecurity = group.isSecurityGroup;
  return {
    GroupType: isSecurity ? 'Universal, SecurityEnabled' : 'Universal',
    SamAccountName: group.alias,
    ManagedBy: namesOf(services, group.managedBy),
    MemberJoinRestriction: group.memberJoinRestriction,
    MemberDepartRestriction: group.memberDepartRestriction,
    Notes: group.notes,
    ReportToOriginatorEnabled: group.reportToOriginator,
    ReportToManagerEnabled: false,
    AcceptMessagesOnlyFromSendersOrMembers: namesOf(services, group.acceptMessagesOnlyFrom),
    RejectMessagesFrom: namesOf(services, group.rejectMessagesFrom),
    RejectMessagesFromSendersOrMembers: namesOf(services, group.rejectMessagesFrom),
    RequireSenderAuthenticationEnabled: group.requireSenderAuthentication,
    ModerationEnabled: false,
    ModeratedBy: [],
    GrantSendOnBehalfTo: namesOf(services, group.sendOnBehalf),
    Alias: group.alias,
    ...customAttributeProperties(group.otherProperties),
    DisplayName: group.displayName,
    EmailAddresses: proxyAddresses(group),
    HiddenFromAddressListsEnabled: group.hiddenFromAddressLists,
    ...mailTipProperties({ text: group.mailTip, translations: group.mailTipTranslations }),
    MaxReceiveSize: group.maxReceiveSizeBytes === null ? Unlimited.value : new ByteSize(group.maxReceiveSizeBytes),
    OrganizationalUnit: organizationalUnit(services),
    LegacyExchangeDN: legacyDistinguishedName(services, group),
    PrimarySmtpAddress: primary,
    WindowsEmailAddress: primary,
    RecipientType: recipientTypeDetails(group),
    RecipientTypeDetails: recipientTypeDetails(group),
    ...mailboxTail(services, group),
  };
}

import { type ByteSize, type ParameterDescription, type SecureText, Unlimited } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { mailTipIn } from '../../../domain/directory/mail-tip.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { refuseLastAdministrator } from '../permissions/last-administrator.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { closeSessionsOf } from '../sessions/close-sessions.ts';
import { givenPolicy, throttlingPolicyParameter } from '../throttling/throttling-policy-association.ts';
import { changedAddresses } from './email-addresses-change.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';
import { auditChange, mailboxAuditParameters } from './mailbox-audit-parameters.ts';
import { givenMailTip, keptMailTip, mailTipParameters } from './mail-tip-parameters.ts';
import { personalChange, personalParametersNamed } from './personal-properties.ts';
import { people, references, requireRecipient } from './recipient-parameters.ts';
import { requirePassword } from './password.ts';
import { requireQuotaOrder } from './quota-order.ts';

type Change = { -readonly [K in keyof Mailbox]?: Mailbox[K] };

const string = (name: string, en: string, fr: string, maxLength = 256): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength },
  help: { en, fr },
});
const boolean = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'boolean' },
  help: { en, fr },
});
const size = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'bytesize', unlimited: true },
  help: { en, fr },
  defaultText: 'Unlimited',
});

const quotaParameters = ['IssueWarningQuota', 'ProhibitSendQuota', 'ProhibitSendReceiveQuota'];

/** CustomAttribute1 to 15, for filters and scripts; nothing here looks at them. */
const customAttributes: readonly ParameterDescription[] = Array.from({ length: 15 }, (_, index) => ({
  ...string(
    `CustomAttribute${index + 1}`,
    'Anything, for filters and scripts.',
    "N'importe quoi, pour des filtres et des scripts.",
    1024,
  ),
  nullable: true,
}));

/** What the help desk may change too; everything else is for Mail Recipients. */
const userOptions = [
  'Identity',
  'DeliverToMailboxAndForward',
  'ForwardingSmtpAddress',
  'Languages',
  'DomainController',
];

const parameters: readonly ParameterDescription[] = [
  { ...mailboxIdentity, mandatory: true },
  string('Name', 'A new name.', 'Un nouveau nom.', 64),
  string('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
  string('Alias', 'A new alias.', 'Un nouvel alias.', 64),
  string('UserPrincipalName', 'The name to sign in with.', "Le nom d'ouverture de session."),
  string('SamAccountName', 'Windows logon name.', 'Nom de session Windows.', 20),
  string('FirstName', 'Given name.', 'Prénom.', 64),
  string('LastName', 'Family name.', 'Nom de famille.', 64),
  {
    ...string(
      'EmailAddresses',
      'Addresses; SMTP: marks the primary one.',
      "Adresses ; SMTP: désigne l'adresse principale.",
    ),
    list: true,
  },
  string('PrimarySmtpAddress', 'The primary address.', "L'adresse principale."),
  string('WindowsEmailAddress', 'The same as PrimarySmtpAddress.', 'Équivaut à PrimarySmtpAddress.'),
  size('IssueWarningQuota', 'Size that brings a warning.', 'Taille qui déclenche un avertissement.'),
  size('ProhibitSendQuota', 'Size that stops sending.', "Taille qui arrête l'envoi."),
  size(
    'ProhibitSendReceiveQuota',
    'Size that stops sending and receiving.',
    "Taille qui arrête l'envoi et la réception.",
  ),
  boolean(
    'UseDatabaseQuotaDefaults',
    '$true takes the quotas of the mailbox away: those of Set-MailboxDatabase count. $false: its own do, also when they are unlimited; a quota that is given here says so too.',
    '$true supprime les quotas de la boîte : ceux de Set-MailboxDatabase comptent. $false : les siens comptent, même illimités ; un quota indiqué ici le dit aussi.',
  ),
  size('MaxSendSize', 'Largest message to send.', 'Taille maximale d’un message envoyé.'),
  size('MaxReceiveSize', 'Largest message to receive.', 'Taille maximale d’un message reçu.'),
  {
    name: 'RecipientLimits',
    type: { kind: 'int', min: 0, max: 2_147_483_647, unlimited: true },
    help: { en: 'Recipients of one message.', fr: 'Destinataires par message.' },
  },
  {
    ...string(
      'ForwardingSmtpAddress',
      'Forwards to any address; $null ends it.',
      'Transfère vers une adresse quelconque ; $null y met fin.',
    ),
    nullable: true,
  },
  {
    name: 'ForwardingAddress',
    type: { kind: 'identity', of: 'Recipient' },
    nullable: true,
    help: {
      en: 'Forwards to a mailbox, group or contact here, before -ForwardingSmtpAddress; $null ends it.',
      fr: "Transfère vers une boîte, un groupe ou un contact d'ici, avant -ForwardingSmtpAddress ; $null y met fin.",
    },
  },
  people('GrantSendOnBehalfTo', 'Who may send on behalf of it.', 'Qui peut envoyer de sa part.'),
  people('AcceptMessagesOnlyFrom', 'Only these may write to it.', 'Seuls ceux-ci peuvent lui écrire.'),
  people('RejectMessagesFrom', 'These may not write to it.', 'Ceux-ci ne peuvent pas lui écrire.'),
  boolean(
    'RequireSenderAuthenticationEnabled',
    '$true: only senders who have signed in may write to it.',
    '$true : seuls les expéditeurs authentifiés peuvent lui écrire.',
  ),
  boolean('DeliverToMailboxAndForward', 'Keeps what is forwarded.', 'Conserve ce qui est transféré.'),
  boolean('HiddenFromAddressListsEnabled', 'Hides it from address lists.', "Le masque des listes d'adresses."),
  boolean(
    'MessageCopyForSentAsEnabled',
    '$true: its Sent Items get a copy of what others send as it.',
    '$true : ses Éléments envoyés reçoivent une copie de ce que d’autres envoient en tant que cette boîte.',
  ),
  boolean(
    'MessageCopyForSendOnBehalfEnabled',
    '$true: its Sent Items get a copy of what others send on its behalf.',
    '$true : ses Éléments envoyés reçoivent une copie de ce que d’autres envoient de sa part.',
  ),
  boolean(
    'MessageCopyForSMTPClientSubmissionEnabled',
    '$true: its Sent Items get a copy of what its user sends by SMTP, for programs and devices that keep none themselves.',
    '$true : ses Éléments envoyés reçoivent une copie de ce que son utilisateur envoie par SMTP, pour les programmes et appareils qui n’en gardent pas.',
  ),
  boolean('AccountDisabled', 'Neither signs in nor receives.', 'Ni ouverture de session ni réception.'),
  {
    name: 'Type',
    type: { kind: 'enum', values: [{ name: 'Regular' }, { name: 'Shared' }] },
    help: { en: "A person's or a team's.", fr: "D'une personne ou d'une équipe." },
  },
  {
    name: 'Languages',
    type: { kind: 'string', maxLength: 20 },
    list: true,
    nullable: true,
    help: { en: 'en or fr; the first that is spoken here counts.', fr: 'en ou fr ; la première parlée ici compte.' },
  },
  {
    name: 'Password',
    type: { kind: 'secure' },
    help: {
      en: 'A new password, of 8 characters at least.',
      fr: 'Un nouveau mot de passe, de 8 caractères au moins.',
    },
  },
  {
    ...boolean(
      'EmailAddressPolicyEnabled',
      'Accepted and without effect: there are no address policies.',
      "Accepté et sans effet : il n'y a pas de stratégie d'adresses.",
    ),
    withoutEffect: true,
  },
  people(
    'AcceptMessagesOnlyFromDLMembers',
    'Only members of these groups may write to it, besides AcceptMessagesOnlyFrom.',
    'Seuls les membres de ces groupes peuvent lui écrire, outre AcceptMessagesOnlyFrom.',
  ),
  people(
    'AcceptMessagesOnlyFromSendersOrMembers',
    'Only these, or members of these groups, may write to it.',
    'Seuls ceux-ci, ou les membres de ces groupes, peuvent lui écrire.',
  ),
  people(
    'RejectMessagesFromSendersOrMembers',
    'These, and members of these groups, may not write to it.',
    'Ceux-ci, et les membres de ces groupes, ne peuvent pas lui écrire.',
  ),
  ...mailTipParameters,
  ...personalParametersNamed('Office', 'SimpleDisplayName'),
  ...customAttributes,
  throttlingPolicyParameter,
  ...mailboxAuditParameters,
  domainControllerParameter,
];

export const setMailbox = defineCmdlet({
  name: 'Set-Mailbox',
  synopsis: { en: 'Changes a mailbox.', fr: 'Modifie une boîte aux lettres.' },
  parameters,
  parameterRoles: Object.fromEntries(
    parameters.filter(({ name }) => !userOptions.includes(name)).map(({ name }) => [name, ['Mail Recipients']]),
  ),
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-Mailbox alice -EmailAddresses @{Add="sales@contoso.com"}',
      explanation: { en: 'One more address.', fr: 'Une adresse de plus.' },
    },
    {
      command: 'Set-Mailbox alice -ProhibitSendReceiveQuota 2GB -UseDatabaseQuotaDefaults $false',
      explanation: { en: 'A limit.', fr: 'Une limite.' },
    },
    {
      command: "Set-Mailbox alice -Password (ConvertTo-SecureString 'New-P@ss' -AsPlainText -Force)",
      explanation: { en: 'A new password.', fr: 'Un nouveau mot de passe.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context.caller, mailbox);
    const change = changeOf(services, given, mailbox);
    requireQuotaOrder(mailbox, { ...mailbox, ...change });
    const password = given.get<SecureText>('Password');
    if (password !== undefined) requirePassword(password);
    if (change.enabled === false) refuseLastAdministrator(services, mailbox);
    const names = Object.keys(change).filter(
      (name) => JSON.stringify(change[name as keyof Mailbox]) !== JSON.stringify(mailbox[name as keyof Mailbox]),
    );
    if (names.length === 0 && password === undefined) {
      context.warn({
        en: `The command completed successfully but no settings of '${mailbox.name}' have been modified.`,
        fr: `La commande s'est terminée correctement mais aucun paramètre de « ${mailbox.name} » n'a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting mailbox "${mailbox.name}".`,
      fr: `Modification de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const hash = password === undefined ? null : await services.authenticator.hashPassword(password.plainText);
    if (names.length > 0) await services.directory.updateMailbox(mailbox.guid, change);
    if (hash !== null) await services.directory.setPasswordHash(mailbox.guid, hash);
    context.changed(mailbox.name, changedValues(mailbox, change, names));
    if (names.includes('prohibitSendReceiveQuotaBytes')) {
      await (await services.mail.account(mailbox.guid)).setQuota(change.prohibitSendReceiveQuotaBytes ?? null);
    }
    // Whoever is signed in with the old password, or may no longer sign in at all, has to go.
    if (hash !== null || change.enabled === false)
      closeSessionsOf(services, mailbox.guid, 'The administrator has changed this account.');
  },
});

/** For the audit log: each property with what it was and is, also those that are kept together. */
function changedValues(
  mailbox: Mailbox,
  change: Change,
  names: readonly string[],
): Readonly<Record<string, readonly [unknown, unknown]>> {
  const { otherProperties: others = {} } = change;
  const text = (value: unknown): string => JSON.stringify(value ?? null);
  return {
    ...Object.fromEntries(
      names
        .filter((name) => name !== 'otherProperties')
        .map((name) => [name, [mailbox[name as keyof Mailbox], change[name as keyof Mailbox]] as const]),
    ),
    ...Object.fromEntries(
      Object.entries(others)
        .filter(([name, value]) => text(value) !== text(mailbox.otherProperties[name]))
        .map(([name, value]) => [name, [mailbox.otherProperties[name] ?? null, value ?? null] as const]),
    ),
  };
}

function changeOf(services: ManagementServices, given: BoundParameters, mailbox: Mailbox): Change {
  const change: Change = {};
  const take = <K extends keyof Mailbox>(
    parameter: string,
    property: K,
    convert: (value: never) => Mailbox[K],
  ): void => {
    if (given.has(parameter)) change[property] = convert(given.get(parameter) as never);
  };
  const same = <T>(value: T): T => value;
  const bytes = (value: ByteSize | Unlimited): number | null => (value instanceof Unlimited ? null : value.bytes);
  take('Name', 'name', same<string>);
  take('DisplayName', 'displayName', same<string>);
  take('Alias', 'alias', same<string>);
  take('UserPrincipalName', 'userPrincipalName', same<string>);
  take('SamAccountName', 'samAccountName', same<string>);
  take('IssueWarningQuota', 'issueWarningQuotaBytes', bytes);
  take('ProhibitSendQuota', 'prohibitSendQuotaBytes', bytes);
  take('ProhibitSendReceiveQuota', 'prohibitSendReceiveQuotaBytes', bytes);
  if (given.isOn('UseDatabaseQuotaDefaults')) {
    Object.assign(change, {
      issueWarningQuotaBytes: null,
      prohibitSendQuotaBytes: null,
      prohibitSendReceiveQuotaBytes: null,
    });
  }
  take('MaxSendSize', 'maxSendSizeBytes', bytes);
  take('MaxReceiveSize', 'maxReceiveSizeBytes', bytes);
  take('ForwardingSmtpAddress', 'forwardingSmtpAddress', (value: string | null) =>
    value === null || value === '' ? null : value.replace(/^smtp:/i, ''),
  );
  take('ForwardingAddress', 'forwardingAddress', (value: string | null) =>
    value === null || value === '' ? null : requireRecipient(services, value).guid,
  );
  take('RequireSenderAuthenticationEnabled', 'requireSenderAuthentication', same<boolean>);
  for (const [parameter, property] of [
    ['GrantSendOnBehalfTo', 'sendOnBehalf'],
    ['AcceptMessagesOnlyFrom', 'acceptMessagesOnlyFrom'],
    ['AcceptMessagesOnlyFromSendersOrMembers', 'acceptMessagesOnlyFrom'],
    ['RejectMessagesFrom', 'rejectMessagesFrom'],
    ['RejectMessagesFromSendersOrMembers', 'rejectMessagesFrom'],
  ] as const) {
    const guids = references(services, given, parameter, change[property] ?? mailbox[property]);
    if (guids !== undefined) change[property] = guids;
  }
  const groups = references(services, given, 'AcceptMessagesOnlyFromDLMembers', mailbox.acceptMessagesOnlyFrom);
  if (groups !== undefined) {
    const isGroup = (guid: string): boolean => services.directory.findRecipient(guid)?.kind === 'group';
    const people = (change.acceptMessagesOnlyFrom ?? mailbox.acceptMessagesOnlyFrom).filter((guid) => !isGroup(guid));
    change.acceptMessagesOnlyFrom = [...new Set([...people, ...groups.filter(isGroup)])];
  }
  take('DeliverToMailboxAndForward', 'deliverToMailboxAndForward', same<boolean>);
  take('HiddenFromAddressListsEnabled', 'hiddenFromAddressLists', same<boolean>);
  take('MessageCopyForSentAsEnabled', 'copyForSentAs', same<boolean>);
  take('MessageCopyForSendOnBehalfEnabled', 'copyForSendOnBehalf', same<boolean>);
  take('MessageCopyForSMTPClientSubmissionEnabled', 'copyForSmtpSubmission', same<boolean>);
  take('AccountDisabled', 'enabled', (value: boolean) => !value);
  take('Type', 'kind', (value: string) => (value === 'Shared' ? 'shared' : 'user'));
  const languages = given.list<string>('Languages', mailbox.language === null ? [] : [mailbox.language]);
  if (languages !== undefined) change.language = spoken(languages);
  const emailAddresses = changedAddresses(given, mailbox.emailAddresses);
  if (emailAddresses !== undefined) change.emailAddresses = emailAddresses;
  const others = ['RecipientLimits'].filter((name) => given.has(name));
  const values = others.map(
    (name) => [name, given.get(name) instanceof Unlimited ? undefined : given.get(name)] as const,
  );
  const policy = givenPolicy(services, given);
  const setsQuota = quotaParameters.some((name) => given.has(name));
  const usesDefaults = given.has('UseDatabaseQuotaDefaults')
    ? given.isOn('UseDatabaseQuotaDefaults')
    : setsQuota
      ? false
      : undefined;
  const attributes = customAttributes
    .filter(({ name }) => given.has(name))
    .map(({ name }) => [name, given.get<string | null>(name) ?? ''] as const);
  const kept = {
    ...Object.fromEntries(attributes),
    ...personalChange(services, given),
    ...keptMailTip(givenMailTip(given, mailTipIn(mailbox.otherProperties))),
    ...Object.fromEntries(values),
    ...(usesDefaults === undefined ? {} : { UseDatabaseQuotaDefaults: usesDefaults }),
    ...(policy === undefined ? {} : { ThrottlingPolicy: policy }),
    ...auditChange(given, mailbox),
  };
  if (Object.keys(kept).length > 0) change.otherProperties = { ...mailbox.otherProperties, ...kept };
  return change;
}

function spoken(values: readonly string[]): 'en' | 'fr' | null {
  for (const value of values) {
    const language = value.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'fr') return language;
  }
  return null;
}

import type { ParameterDescription } from '@relais/management-contract';
import { domainControllerParameter } from '../../server-identity.ts';
import { throttlingPolicyParameter } from '../throttling/throttling-policy-association.ts';
import { customAttributes } from './custom-attributes.ts';
import { mailboxIdentity } from './find-mailbox.ts';
import { mailTipParameters } from './mail-tip-parameters.ts';
import { mailboxAuditParameters } from './mailbox-audit-parameters.ts';
import { mailboxRetentionParameters } from './mailbox-retention-parameters.ts';
import { personalParametersNamed } from './personal-properties.ts';
import { emailAddressPolicyEnabled, people } from './recipient-parameters.ts';

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

/** Those that end the quotas of the database for a mailbox. */
export const quotaParameters = ['IssueWarningQuota', 'ProhibitSendQuota', 'ProhibitSendReceiveQuota'];

/** What the help desk may change too; everything else is for Mail Recipients. */
export const userOptions = [
  'Identity',
  'DeliverToMailboxAndForward',
  'ForwardingSmtpAddress',
  'Languages',
  'DomainController',
];

export const setMailboxParameters: readonly ParameterDescription[] = [
  { ...mailboxIdentity, mandatory: true },
  string('Name', 'A new name.', 'Un nouveau nom.', 64),
  string('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
  string('Alias', 'A new alias.', 'Un nouvel alias.', 64),
  string('UserPrincipalName', 'The name to sign in with.', 'Le nom d’ouverture de session.'),
  string('SamAccountName', 'Windows logon name.', 'Nom de session Windows.', 20),
  string('FirstName', 'Given name.', 'Prénom.', 64),
  string('LastName', 'Family name.', 'Nom de famille.', 64),
  {
    ...string(
      'EmailAddresses',
      'Addresses; SMTP: marks the primary one.',
      'Adresses ; SMTP: désigne l’adresse principale.',
    ),
    list: true,
  },
  string('PrimarySmtpAddress', 'The primary address.', 'L’adresse principale.'),
  string('WindowsEmailAddress', 'The same as PrimarySmtpAddress.', 'Équivaut à PrimarySmtpAddress.'),
  size('IssueWarningQuota', 'Size that brings a warning.', 'Taille qui déclenche un avertissement.'),
  size('ProhibitSendQuota', 'Size that stops sending.', 'Taille qui arrête l’envoi.'),
  size(
    'ProhibitSendReceiveQuota',
    'Size that stops sending and receiving.',
    'Taille qui arrête l’envoi et la réception.',
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
      fr: 'Transfère vers une boîte, un groupe ou un contact d’ici, avant -ForwardingSmtpAddress ; $null y met fin.',
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
  boolean('HiddenFromAddressListsEnabled', 'Hides it from address lists.', 'Le masque des listes d’adresses.'),
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
    help: { en: "A person's or a team's.", fr: 'D’une personne ou d’une équipe.' },
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
  emailAddressPolicyEnabled,
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
  ...mailboxRetentionParameters,
  domainControllerParameter,
];

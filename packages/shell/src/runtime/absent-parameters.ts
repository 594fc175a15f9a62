import type { LocalisedText } from '@relais/management-contract';

/**
 * Parameters that Exchange documents and that are refused here on purpose, since taking them would promise what nobody keeps: by cmdlet and
 * parameter, with what to use instead. The first that fits is told of.
 */
const absent: readonly (readonly [cmdlet: RegExp, parameter: RegExp, text: LocalisedText])[] = [
  [
    /^(?:New|Enable|Set)-Mailbox$/i,
    /^(?:Room|Equipment|RoomMailboxPassword|EnableRoomMailboxAccount|ResourceCapacity|ResourceCustom)$/i,
    {
      en: 'Rooms and equipment are booked in calendars, which are not here; New-Mailbox -Shared makes a mailbox that several people read.',
      fr: 'Les salles et équipements se réservent dans des agendas, qui n’existent pas ici ; New-Mailbox -Shared crée une boîte que lisent plusieurs personnes.',
    },
  ],
  [
    /-Mailbox(?:Statistics|FolderStatistics)?$/i,
    /^(?:RemoteArchive|Archive\w*|AutoExpandingArchive)$/i,
    {
      en: 'There are no archive mailboxes: everything stays in the mailbox itself, whose quota Set-Mailbox -ProhibitSendReceiveQuota sets.',
      fr: 'Il n’y a pas de boîtes d’archivage : tout reste dans la boîte elle-même, dont Set-Mailbox -ProhibitSendReceiveQuota fixe le quota.',
    },
  ],
  [
    /^Set-Mailbox$/i,
    /^(?:InPlaceHold\w*|Retention(?!Comment$|Url$)\w*|StartDateForRetentionHold|EndDateForRetentionHold|RetainDeletedItemsUntilBackup|DelayHold\w*|ComplianceTag\w*)$/i,
    {
      en: 'What keeps deleted mail here are -RetainDeletedItemsFor, -SingleItemRecoveryEnabled and -LitigationHoldEnabled (docs/how-to/keep-deleted-mail.md); Search-MailboxAuditLog says who deleted what.',
      fr: 'Ce qui conserve ici le courrier supprimé, ce sont -RetainDeletedItemsFor, -SingleItemRecoveryEnabled et -LitigationHoldEnabled (docs/fr/how-to/keep-deleted-mail.md) ; Search-MailboxAuditLog dit qui a supprimé quoi.',
    },
  ],
  [
    /^Set-(?:Mailbox|MailContact|MailUser|DistributionGroup|DynamicDistributionGroup)$/i,
    /^ExtensionCustomAttribute[1-5]$/i,
    {
      en: 'Each of CustomAttribute1 to CustomAttribute15 holds one text of up to 1,024 characters; several values stand in it with a mark between them, and -Filter "CustomAttribute1 -like \'*value*\'" finds one.',
      fr: 'Chacun de CustomAttribute1 à CustomAttribute15 contient un texte de 1 024 caractères au plus ; plusieurs valeurs y tiennent avec une marque entre elles, et -Filter "CustomAttribute1 -like \'*valeur*\'" en trouve une.',
    },
  ],
  [
    /^(?:New|Set)-DistributionGroup$/i,
    /^(?:ModeratedBy|SendModerationNotifications|BypassModerationFrom\w*|BypassNestedModerationEnabled)$/i,
    {
      en: 'Mail to a group is not held back for moderators; -AcceptMessagesOnlyFromSendersOrMembers says who may write to it.',
      fr: 'Le courrier d’un groupe n’est pas retenu pour des modérateurs ; -AcceptMessagesOnlyFromSendersOrMembers dit qui peut lui écrire.',
    },
  ],
  [
    /^(?:New|Set)-TransportRule$/i,
    /./,
    {
      en: 'Rules here look at sender, recipients, header fields, texts and attachments, and refuse, delete, redirect, copy (BlindCopyTo) or mark (Get-Help New-TransportRule lists all); copies that others see and what attachments hold are not among it.',
      fr: 'Les règles considèrent ici l’expéditeur, les destinataires, les champs d’en-tête, les textes et les pièces jointes, et refusent, suppriment, redirigent, copient (BlindCopyTo) ou marquent (Get-Help New-TransportRule les liste) ; copies visibles des autres et contenu des pièces jointes n’en sont pas.',
    },
  ],
  [
    /-MailboxPermission$/i,
    /^(?:Deny|Owner|BypassMasterAccountSid|ResetDefault)$/i,
    {
      en: 'Rights are only given: Remove-MailboxPermission takes one back, and nobody else has any.',
      fr: 'Les droits sont seulement accordés : Remove-MailboxPermission en retire un, et nul autre n’en a.',
    },
  ],
  [
    /^Set-MailboxDatabase$/i,
    /^JournalRecipient$/i,
    {
      en: 'There is no journaling here; Get-MessageTrackingLog says which message went where, and New-TransportRule -BlindCopyTo sends copies.',
      fr: 'Il n’y a pas de journalisation ici ; Get-MessageTrackingLog dit quel message est allé où, et New-TransportRule -BlindCopyTo envoie des copies.',
    },
  ],
  [
    /^(?:New|Set)-(?:ManagementRoleAssignment|RoleGroup)$/i,
    /^(?:(?:Exclusive)?RecipientWriteScope|RecipientOrganizationalUnitScope)$/i,
    {
      en: 'All recipients stand in one organizational unit and no scope is exclusive: New-ManagementScope -RecipientRestrictionFilter makes a scope of some of them, and -CustomRecipientWriteScope gives it.',
      fr: 'Tous les destinataires sont dans une seule unité d’organisation et aucune étendue n’est exclusive : New-ManagementScope -RecipientRestrictionFilter fait une étendue de certains d’entre eux, et -CustomRecipientWriteScope la donne.',
    },
  ],
  [
    /^(?:New|Set)-(?:ManagementRoleAssignment|RoleGroup)$/i,
    /^(?:Custom|Exclusive)?Config\w*WriteScope$/i,
    {
      en: 'The configuration is one, of one server: a role that changes it holds for all of it; New-ManagementRole and Remove-ManagementRoleEntry make one that may do less.',
      fr: 'La configuration est une, celle d’un serveur : un rôle qui la modifie vaut pour toute ; New-ManagementRole et Remove-ManagementRoleEntry en font un qui permet moins.',
    },
  ],
  [
    /^(?:New|Set)-ManagementScope$/i,
    /^(?:Server|Database)(?:List|RestrictionFilter)$/i,
    {
      en: 'There is one server with one database; a scope is made of recipients, with -RecipientRestrictionFilter.',
      fr: 'Il n’y a qu’un serveur et une base ; une étendue se compose de destinataires, avec -RecipientRestrictionFilter.',
    },
  ],
  [
    /^(?:New|Set)-ManagementScope$/i,
    /^Exclusive$/i,
    {
      en: 'An exclusive scope would take its recipients from everybody else, Organization Management too, at once and without a word to them. Give the other role groups scopes that leave these recipients out: -RecipientRestrictionFilter "Department -ne \'Board\'".',
      fr: 'Une étendue exclusive retirerait ses destinataires à tous les autres, même à Organization Management, aussitôt et sans le leur dire. Donnez aux autres groupes de rôles des étendues sans ces destinataires : -RecipientRestrictionFilter "Department -ne \'Direction\'".',
    },
  ],
  [
    /-AcceptedDomain$/i,
    /^MatchSubDomains$/i,
    {
      en: 'Subdomains are a domain of their own: New-AcceptedDomain -DomainName *.contoso.com.',
      fr: 'Les sous-domaines forment un domaine à part : New-AcceptedDomain -DomainName *.contoso.com.',
    },
  ],
];

/** What to use instead of a parameter that is refused here; `null` for one of which nothing is known. */
export function insteadOfParameter(cmdlet: string, parameter: string): LocalisedText | null {
  return absent.find(([name, pattern]) => name.test(cmdlet) && pattern.test(parameter))?.[2] ?? null;
}

/** What is said of them, in both languages. */
export const absentParameterTexts: readonly LocalisedText[] = absent.map(([, , text]) => text);

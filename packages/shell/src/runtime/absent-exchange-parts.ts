import type { LocalisedText } from '@relais/management-contract';

/**
 * Parts of Exchange that are rightly not here, one after the other, with what to use instead; asked for behind those of
 * `absent-commands.ts`.
 */
export const absentExchangeParts: readonly (readonly [RegExp, LocalisedText])[] = [
  [
    /^(?:(?:Enable|Disable)-(?:MailContact|DistributionGroup)|Upgrade-DistributionGroup)$/i,
    {
      en: 'A contact or group always has its address here: New-MailContact and New-DistributionGroup make one, Remove-MailContact and Remove-DistributionGroup remove it, and -HiddenFromAddressListsEnabled hides it.',
      fr: 'Un contact ou un groupe a toujours son adresse ici : New-MailContact et New-DistributionGroup en créent un, Remove-MailContact et Remove-DistributionGroup le suppriment, et -HiddenFromAddressListsEnabled le masque.',
    },
  ],
  [
    /^[a-z]+-(?:SafeList|AntispamUpdates|QuarantineMessage)$/i,
    {
      en: 'Set-MailboxJunkEmailConfiguration says whom a person trusts and blocks, which counts at once; what looks like junk goes to the Junk Email folder.',
      fr: 'Set-MailboxJunkEmailConfiguration dit qui une personne approuve et bloque, ce qui vaut aussitôt ; ce qui paraît indésirable va dans le dossier Courrier indésirable.',
    },
  ],
  [
    /^[a-z]+-MailboxSentItemsConfiguration$/i,
    {
      en: 'Use Set-Mailbox -MessageCopyForSentAsEnabled and -MessageCopyForSendOnBehalfEnabled, which Get-Mailbox shows.',
      fr: 'Utilisez Set-Mailbox -MessageCopyForSentAsEnabled et -MessageCopyForSendOnBehalfEnabled, que montre Get-Mailbox.',
    },
  ],
  [
    /^[a-z]+-MailboxSpellingConfiguration$/i,
    {
      en: "Spelling is checked by each person's browser or mail program, in its languages.",
      fr: 'L’orthographe est vérifiée par le navigateur ou le logiciel de messagerie de chacun, dans ses langues.',
    },
  ],
  [
    /^[a-z]+-(?:MailboxCalendar\w*|CalendarEvents|Calendar(?!Processing)\w+|Availability(?:AddressSpace|Config)|OnlineMeetingConfiguration)$/i,
    {
      en: 'Calendars are not part of this server; it keeps and carries mail.',
      fr: 'Les agendas ne font pas partie de ce serveur ; il garde et transporte le courrier.',
    },
  ],
  [
    /^[a-z]+-(?:UserPhoto|RecipientDataProperty)$/i,
    {
      en: 'There are no pictures and spoken names of people; Set-User keeps what is known of them in words.',
      fr: 'Il n’y a ni photos ni noms prononcés des personnes ; Set-User garde en mots ce qu’on sait d’elles.',
    },
  ],
  [
    /^[a-z]+-OwaMailboxPolicy$/i,
    {
      en: 'Webmail is the same for everybody; Set-CASMailbox -OWAEnabled $false closes it for a person, Set-OwaVirtualDirectory and Set-WebServiceSettings change it for all.',
      fr: 'La messagerie web est la même pour tous ; Set-CASMailbox -OWAEnabled $false la ferme pour une personne, Set-OwaVirtualDirectory et Set-WebServiceSettings la changent pour tous.',
    },
  ],
  [
    /^(?:New|Remove)-(?:Owa|Ecp)VirtualDirectory$/i,
    {
      en: 'There is one of each: Set-OwaVirtualDirectory and Set-EcpVirtualDirectory change it.',
      fr: 'Il y en a un de chaque : Set-OwaVirtualDirectory et Set-EcpVirtualDirectory le modifient.',
    },
  ],
  [
    /^[a-z]+-(?:App|OutlookProvider|OutlookProtectionRule|AutoDiscoverConfig|NetworkConnectionInfo|OutlookRPCHTTP|ServiceEmailChannel|PushNotificationProxy|SiteMailbox|TextMessagingAccount|TextMessagingVerificationCode|Notification|MailboxLocation)$/i,
    {
      en: "Outlook's add-ins and connections, text messages and site mailboxes are not part of this server; Test-OutlookWebServices shows what Outlook is told, Get-ClientSession who is connected.",
      fr: 'Les compléments et connexions d’Outlook, les SMS et les boîtes de site ne font pas partie de ce serveur ; Test-OutlookWebServices montre ce qui est dit à Outlook, Get-ClientSession qui est connecté.',
    },
  ],
  [
    /^[a-z]+-MailboxQuarantine$/i,
    {
      en: 'Set-Mailbox -AccountDisabled $true and Stop-ClientSession keep somebody out; Set-ThrottlingPolicyAssociation limits what he uses.',
      fr: 'Set-Mailbox -AccountDisabled $true et Stop-ClientSession tiennent quelqu’un à l’écart ; Set-ThrottlingPolicyAssociation limite ce qu’il utilise.',
    },
  ],
  [
    /^[a-z]+-SweepRule$/i,
    {
      en: 'Use New-InboxRule, Get-InboxRule and Set-InboxRule.',
      fr: 'Utilisez New-InboxRule, Get-InboxRule et Set-InboxRule.',
    },
  ],
  [
    /^(?:Undo-SoftDeletedMailbox|Restore-Mailbox|Export-Mailbox)$/i,
    {
      en: 'Connect-Mailbox brings back a mailbox that was disabled; mail that was deleted comes back with Restore-RecoverableItems, older mail from a backup with "relais export" and "relais import" (docs/how-to/back-up-and-restore.md).',
      fr: 'Connect-Mailbox rétablit une boîte désactivée ; le courrier supprimé revient avec Restore-RecoverableItems, celui d’avant d’une sauvegarde avec « relais export » et « relais import » (docs/fr/how-to/back-up-and-restore.md).',
    },
  ],
  [
    /^(?:[a-z]+-EventLogLevel|Export-MailboxDiagnosticLogs)$/i,
    {
      en: 'Warnings and errors are always kept: Get-EventLog shows them. -ProtocolLogEnabled of Set-ImapSettings and Set-PopSettings and Trace-ClientSession write down what clients say.',
      fr: 'Avertissements et erreurs sont toujours gardés : Get-EventLog les montre. -ProtocolLogEnabled de Set-ImapSettings et Set-PopSettings, et Trace-ClientSession, notent ce que disent les clients.',
    },
  ],
  [
    /^Clear-EventLog$/i,
    {
      en: 'Limit-EventLog says how much of the event log is kept.',
      fr: 'Limit-EventLog dit combien du journal des événements est conservé.',
    },
  ],
  [
    /^(?:[a-z]+-(?:ExchangeDiagnosticInfo|MonitoringItem\w+|\w*MonitoringOverride|MonitoringProbe|SettingOverride|ExchangeSettings|WorkloadManagementPolicy|ServerMonitor|AvailabilityReportOutage|PhysicalAvailabilityReport|FailedContentIndexDocuments|MailboxServerRedundancy|SearchDocumentFormat|MetaCacheDatabase|ExchangeAssistanceConfig|ProvisioningCache|FileDistributionService|AddressListPaging|CmdletExtensionAgent)|Test-(?:AssistantHealth|MRSHealth)|Start-MailboxAssistant)$/i,
    {
      en: "Exchange's own workings are not these: Get-HealthReport, Get-ServerHealth, Get-ServerActivity and Test-ServiceHealth tell how the server is.",
      fr: 'Les rouages d’Exchange ne sont pas ceux d’ici : Get-HealthReport, Get-ServerHealth, Get-ServerActivity et Test-ServiceHealth disent l’état du serveur.',
    },
  ],
  [
    /^(?:Redirect-Message|[a-z]+-ResubmitRequest)$/i,
    {
      en: 'The server that took a message sends it: Retry-Queue empties its queues before maintenance, and what is left waits on disk until it is started again (docs/how-to/run-several-servers.md).',
      fr: 'Le serveur qui a accepté un message l’envoie : Retry-Queue vide ses files avant une maintenance, et ce qui reste attend sur le disque qu’il soit redémarré (docs/fr/how-to/run-several-servers.md).',
    },
  ],
  [
    /^Get-AgentLog$/i,
    { en: 'Use Get-MessageTrackingLog -Source AGENT.', fr: 'Utilisez Get-MessageTrackingLog -Source AGENT.' },
  ],
  [
    /^[a-z]+-(?:AuthConfig|AuthServer|AuthRedirect|PartnerApplication|OAuthConnectivity|ApplicationAccessPolicy)$/i,
    {
      en: 'Programs sign in with tokens and passwords of their own: New-AccessToken and New-AppPassword; Get-SignInSettings says how people do, Get-ExchangeCertificate shows the certificates.',
      fr: 'Les programmes ouvrent leurs sessions avec leurs propres jetons et mots de passe : New-AccessToken et New-AppPassword ; Get-SignInSettings dit comment le font les personnes, Get-ExchangeCertificate montre les certificats.',
    },
  ],
  [
    /^[a-z]+-(?:OrganizationRelationship|Federat\w+|PendingFederatedDomain|Hybrid\w+|IntraOrganization\w+|SharingPolicy|Edge\w+)$/i,
    {
      en: 'No part of the organization is elsewhere: a domain is shared with another system by Set-AcceptedDomain -DomainType InternalRelay and New-SendConnector -SmartHosts.',
      fr: 'L’organisation n’a pas de partie ailleurs : un domaine se partage avec un autre système par Set-AcceptedDomain -DomainType InternalRelay et New-SendConnector -SmartHosts.',
    },
  ],
  [
    /^[a-z]+-ClientAccessArray$/i,
    {
      en: 'Several servers stand behind one name of DNS or a load balancer (docs/how-to/run-several-servers.md, docs/how-to/stand-behind-a-proxy.md).',
      fr: 'Plusieurs serveurs se tiennent derrière un nom DNS ou un répartiteur de charge (docs/fr/how-to/run-several-servers.md, docs/fr/how-to/stand-behind-a-proxy.md).',
    },
  ],
  [
    /^[a-z]+-ClientAccessRule$/i,
    {
      en: 'Set-CASMailbox closes a protocol for a person; -UnencryptedOrTLSBindings and -SSLBindings of Set-ImapSettings and Set-PopSettings and Set-ReceiveConnector -RemoteIPRanges say at which addresses and from where it answers.',
      fr: 'Set-CASMailbox ferme un protocole pour une personne ; -UnencryptedOrTLSBindings et -SSLBindings de Set-ImapSettings et Set-PopSettings, et Set-ReceiveConnector -RemoteIPRanges, disent à quelles adresses et à qui il répond.',
    },
  ],
  [
    /^[a-z]+-(?:DataClassification|ClassificationRuleCollection|MessageClassification|PolicyTipConfig|IRMConfiguration|RMSTemplate|SmimeConfig)$/i,
    {
      en: 'Rights management and classifications are not here; New-TransportRule refuses, marks or sends on mail by its words; mail programs sign and encrypt by themselves (S/MIME).',
      fr: 'La gestion des droits et les classifications n’existent pas ici ; New-TransportRule refuse, marque ou transmet le courrier selon ses mots ; les logiciels de messagerie signent et chiffrent d’eux-mêmes (S/MIME).',
    },
  ],
  [
    /^[a-z]+-(?:DeliveryAgentConnector|ForeignConnector|RoutingGroupConnector|X400AuthoritativeDomain)$/i,
    {
      en: 'Mail leaves over SMTP: use New-SendConnector.',
      fr: 'Le courrier part par SMTP : utilisez New-SendConnector.',
    },
  ],
  [
    /^(?:Get-(?:ADServerSettings|DomainController|Trust|SecurityPrincipal|OrganizationalUnit|AdministrativeUnit)|Setup-Domain|Update-(?:Recipient|MovedMailbox))$/i,
    {
      en: 'There is no Active Directory here: everybody stands in one unit, a change is true at once for every service, and Get-Recipient lists them.',
      fr: 'Il n’y a pas d’Active Directory ici : tous sont dans une seule unité, une modification vaut aussitôt pour chaque service, et Get-Recipient les liste.',
    },
  ],
  [
    /^Get-ExchangeServerAccessLicense(?:User)?$/i,
    {
      en: 'There are no licences to count; (Get-Mailbox -ResultSize Unlimited).Count says how many mailboxes there are.',
      fr: 'Il n’y a pas de licences à compter ; (Get-Mailbox -ResultSize Unlimited).Count dit combien il y a de boîtes.',
    },
  ],
  [
    /^[a-z]+-RoleAssignmentPolicy$/i,
    {
      en: 'What people may change of their own is the same for everybody; for administrators, New-ManagementRole and Remove-ManagementRoleEntry make one that may do less, New-RoleGroup gives it to people, Get-EffectivePermission shows what somebody may do.',
      fr: 'Ce que chacun peut modifier de son propre compte est pareil pour tous ; pour les administrateurs, New-ManagementRole et Remove-ManagementRoleEntry en font un qui permet moins, New-RoleGroup le donne à des personnes, Get-EffectivePermission montre ce que quelqu’un peut faire.',
    },
  ],
  [
    /^[a-z]+-MessageCategory$/i,
    {
      en: 'Each person names his categories in webmail (Settings > Options); New-InboxRule -ApplyCategory gives one to mail.',
      fr: 'Chacun nomme ses catégories dans la messagerie web (Paramètres > Options) ; New-InboxRule -ApplyCategory en donne une au courrier.',
    },
  ],
  [/^Move-TransportRule$/i, { en: 'Use Set-TransportRule -Priority.', fr: 'Utilisez Set-TransportRule -Priority.' }],
  [
    /^Get-(?:TransportRule(?:Action|Predicate)|TransportPipeline)$/i,
    {
      en: 'Get-Help New-TransportRule -Full lists what rules look at and do; Get-TransportRule lists the rules.',
      fr: 'Get-Help New-TransportRule -Full liste ce que les règles considèrent et font ; Get-TransportRule liste les règles.',
    },
  ],
  [
    /^(?:New-(?:AdminAuditLogSearch|MailboxAuditLogSearch)|Get-(?:AuditLogSearch|UnifiedAuditSetting))$/i,
    {
      en: 'Search-AdminAuditLog and Search-MailboxAuditLog answer at once; Send-MailMessage sends what they found.',
      fr: 'Search-AdminAuditLog et Search-MailboxAuditLog répondent aussitôt ; Send-MailMessage envoie ce qu’ils ont trouvé.',
    },
  ],
  [/^New-MailMessage$/i, { en: 'Use Send-MailMessage.', fr: 'Utilisez Send-MailMessage.' }],
  [
    /^[a-z]+-SystemMessage$/i,
    {
      en: "Reports about mail that could not be delivered are in their sender's language, English or French; a refusal of your own is New-TransportRule -RejectMessageReasonText.",
      fr: 'Les rapports de non-remise sont dans la langue de l’expéditeur, le français ou l’anglais ; un refus de votre main est New-TransportRule -RejectMessageReasonText.',
    },
  ],
  [
    /^Test-(?:Message|MigrationServerAvailability|ArchiveConnectivity|EcpConnectivity|SenderId|UMConnectivity|IPAllowListProvider|IPBlockListProvider)$/i,
    {
      en: 'Use Test-SmtpConnectivity, Test-ImapConnectivity, Test-PopConnectivity, Test-OutlookWebServices and Test-SendConnector.',
      fr: 'Utilisez Test-SmtpConnectivity, Test-ImapConnectivity, Test-PopConnectivity, Test-OutlookWebServices et Test-SendConnector.',
    },
  ],
  [
    /^(?:Get-ExCommand|Get-PSCommand|Get-ExBlog|Get-Tip|Update-ExchangeHelp|Update-Help|Save-Help)$/i,
    {
      en: 'Get-Command lists the cmdlets, and Get-Help explains each, always as this server is.',
      fr: 'Get-Command liste les cmdlets, et Get-Help explique chacune, toujours telle qu’elle est sur ce serveur.',
    },
  ],
  [
    /^ConvertFrom-SecureString$/i,
    {
      en: 'Passwords are not written to files here: give a script an access token (New-AccessToken) or a password from the environment ($env:NAME).',
      fr: 'Les mots de passe ne s’écrivent pas dans des fichiers ici : donnez à un script un jeton d’accès (New-AccessToken) ou un mot de passe de l’environnement ($env:NOM).',
    },
  ],
  [
    /^[a-z]+-(?:PSDrive|PSProvider)$/i,
    {
      en: 'There are no drives to mount: paths are those of the system, and C:\\ of a runbook is a folder (Get-Location; docs/how-to/run-your-scripts.md).',
      fr: 'Il n’y a pas de lecteurs à monter : les chemins sont ceux du système, et C:\\ d’un runbook est un dossier (Get-Location ; docs/fr/how-to/run-your-scripts.md).',
    },
  ],
];

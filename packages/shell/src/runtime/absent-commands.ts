import type { LocalisedText } from '@relais/management-contract';
import { absentExchangeParts } from './absent-exchange-parts.ts';

/**
 * Commands that runbooks of Exchange call and that are rightly not here, with what to use instead. A name is told of by
 * the first pattern that it fits.
 */
const absent: readonly (readonly [RegExp, LocalisedText])[] = [
  [
    /^(?:Get|Set|New|Add|Remove)-AD(?:Group|GroupMember|PrincipalGroupMembership)$/i,
    {
      en: 'Groups are kept here, not in Active Directory: use Get-DistributionGroup, Get-DistributionGroupMember and their kin.',
      fr: 'Les groupes sont tenus ici, et non dans Active Directory : utilisez Get-DistributionGroup, Get-DistributionGroupMember et les autres.',
    },
  ],
  [
    /^[a-z]+-(?:AD(?!Permission$|ServerSettings$|dress|min)[a-z]+|Mg[A-Z]\w*|AzureAD\w+|Msol\w+)$/i,
    {
      en: 'Users are kept here, not in Active Directory: use Get-User, Set-User, Get-Mailbox, New-Mailbox and Disable-Mailbox.',
      fr: 'Les utilisateurs sont tenus ici, et non dans Active Directory : utilisez Get-User, Set-User, Get-Mailbox, New-Mailbox et Disable-Mailbox.',
    },
  ],
  [
    /^(?:[a-z]+-(?:ScheduledTask|ScheduledJob|JobTrigger)\w*|schtasks(?:\.exe)?|at)$/i,
    {
      en: 'Schedules are the system\'s: let cron, a systemd timer or the Task Scheduler run "relais shell -File script.ps1".',
      fr: 'La planification revient au système : faites exécuter « relais shell -File script.ps1 » par cron, une minuterie systemd ou le Planificateur de tâches.',
    },
  ],
  [
    /^(?:Search-Mailbox|[a-z]+-(?:MailboxSearch|ComplianceSearch)\w*)$/i,
    {
      en: 'Mailboxes are not searched from here; Get-MessageTrackingLog says where a message went, and "relais export" writes a mailbox as Maildir, whose files can be searched.',
      fr: 'Les boîtes aux lettres ne sont pas recherchées d’ici ; Get-MessageTrackingLog dit où un message est allé, et « relais export » écrit une boîte en Maildir, dont les fichiers se prêtent à la recherche.',
    },
  ],
  [
    /^[a-z]+-Mailbox(?:Export|Restore)Request\w*$/i,
    {
      en: 'Use "relais export", which writes a mailbox as Maildir from a backup or a stopped server (docs/how-to/back-up-and-restore.md).',
      fr: 'Utilisez « relais export », qui écrit une boîte en Maildir depuis une sauvegarde ou un serveur arrêté (docs/fr/how-to/back-up-and-restore.md).',
    },
  ],
  [
    /^[a-z]+-MailboxImportRequest\w*$/i,
    {
      en: 'Use "relais import", which reads Maildir, mbox and single messages into a mailbox while the server is stopped (docs/how-to/move-from-exchange.md).',
      fr: 'Utilisez « relais import », qui lit Maildir, mbox et des messages seuls dans une boîte pendant que le serveur est arrêté (docs/fr/how-to/move-from-exchange.md).',
    },
  ],
  [
    /^[a-z]+-(?:MoveRequest\w*|Migration(?!Server)\w*)$/i,
    {
      en: 'There are no databases between which a mailbox moves; "relais import" brings mail from another server (docs/how-to/move-from-exchange.md).',
      fr: 'Il n’y a pas de bases entre lesquelles une boîte se déplace ; « relais import » apporte le courrier d’un autre serveur (docs/fr/how-to/move-from-exchange.md).',
    },
  ],
  [
    /^(?:[a-z]+-(?:DatabaseAvailabilityGroup\w*|MailboxDatabaseCopy\w*|ActiveMailboxDatabase)|Test-ReplicationHealth)$/i,
    {
      en: 'There are no copies of databases; several servers work over one PostgreSQL (docs/how-to/run-several-servers.md), and Get-HealthReport tells how they are.',
      fr: 'Il n’y a pas de copies de bases ; plusieurs serveurs travaillent sur un même PostgreSQL (docs/fr/how-to/run-several-servers.md), et Get-HealthReport dit leur état.',
    },
  ],
  [
    /^(?:(?:Mount|Dismount)-Database|(?:New|Remove|Move)-(?:MailboxDatabase|DatabasePath)|[a-z]+-MailboxRepairRequest|Get-StoreUsageStatistics)$/i,
    {
      en: 'There is one store, which needs no mounting: Get-MailboxDatabase shows it, "relais verify" proves it, and "relais backup" copies it.',
      fr: 'Il y a un seul stockage, qu’il n’y a pas à monter : Get-MailboxDatabase le montre, « relais verify » le vérifie, « relais backup » le copie.',
    },
  ],
  [
    /^[a-z]+-(?:Mail)?PublicFolder\w*$/i,
    {
      en: 'There are no public folders; give rights on a folder of a shared mailbox with Add-MailboxFolderPermission (docs/how-to/share-folders.md).',
      fr: 'Il n’y a pas de dossiers publics ; donnez des droits sur un dossier d’une boîte partagée avec Add-MailboxFolderPermission (docs/fr/how-to/share-folders.md).',
    },
  ],
  [
    /^(?:[a-z]+-(?:MobileDevice|ActiveSync)\w*|Clear-MobileDevice|Get-CASMailboxPlan)$/i,
    {
      en: "Devices read mail over IMAP4 and POP3, not over ActiveSync: Get-ClientSession shows who is connected, Set-CASMailbox closes the protocols, Remove-AppPassword takes a device's password.",
      fr: 'Les appareils lisent le courrier par IMAP4 et POP3, et non par ActiveSync : Get-ClientSession montre qui est connecté, Set-CASMailbox ferme les protocoles, Remove-AppPassword retire le mot de passe d’un appareil.',
    },
  ],
  [
    /^[a-z]+-(?:WebServices(?!ettings$)|Mapi|Autodiscover|OutlookAnywhere|Powershell|Oab|RpcClientAccess)\w*$/i,
    {
      en: "Outlook's own services are not here; Get-OwaVirtualDirectory and Get-WebServiceSettings show what the web service answers, and Get-ImapSettings and Get-PopSettings what mail clients use.",
      fr: 'Les services propres à Outlook n’existent pas ici ; Get-OwaVirtualDirectory et Get-WebServiceSettings montrent ce que répond le service web, Get-ImapSettings et Get-PopSettings ce qu’utilisent les clients de messagerie.',
    },
  ],
  [
    /^(?:New|Set|Remove)-EmailAddressPolicy$/i,
    {
      en: 'One policy is built in: new recipients get ALIAS@ the default accepted domain, which Set-AcceptedDomain -MakeDefault sets; other addresses are given with -PrimarySmtpAddress and Set-Mailbox -EmailAddresses.',
      fr: 'Une stratégie est intégrée : les nouveaux destinataires reçoivent ALIAS@ le domaine accepté par défaut, que définit Set-AcceptedDomain -MakeDefault ; d’autres adresses se donnent avec -PrimarySmtpAddress et Set-Mailbox -EmailAddresses.',
    },
  ],
  [
    /^[a-z]+-(?:MailUser|RemoteMailbox)$/i,
    {
      en: 'Somebody whose mailbox is elsewhere is a contact here: New-MailContact, Get-MailContact, Set-MailContact.',
      fr: 'Une personne dont la boîte est ailleurs est ici un contact : New-MailContact, Get-MailContact, Set-MailContact.',
    },
  ],
  [
    /^(?:Get-RemovedMailbox|Clean-MailboxDatabase|Update-StoreMailboxState|Remove-StoreMailbox)$/i,
    {
      en: 'Get-MailboxStatistics -Database "Mailbox Database" shows the mailboxes that were disabled with their DisconnectReason at once, and Connect-Mailbox brings one back.',
      fr: 'Get-MailboxStatistics -Database "Mailbox Database" montre aussitôt les boîtes désactivées avec leur DisconnectReason, et Connect-Mailbox en rétablit une.',
    },
  ],
  [
    /^(?:Get|New)-MailboxFolder$/i,
    {
      en: 'Get-MailboxFolderStatistics lists the folders of a mailbox; people make theirs in webmail or with their mail program.',
      fr: 'Get-MailboxFolderStatistics liste les dossiers d’une boîte ; chacun crée les siens dans la messagerie web ou avec son logiciel.',
    },
  ],
  [
    /^(?:Write|New)-EventLog$/i,
    {
      en: "The event log is the server's own: let the script write to a file (Add-Content, Start-Transcript), or to standard output, which the system's journal keeps.",
      fr: 'Le journal des événements est celui du serveur : faites écrire le script dans un fichier (Add-Content, Start-Transcript), ou sur la sortie standard, que garde le journal du système.',
    },
  ],
  [
    /^(?:Export|Import)-TransportRuleCollection$/i,
    {
      en: 'Get-TransportRule | Export-Clixml keeps the rules to be read; New-TransportRule makes them again.',
      fr: 'Get-TransportRule | Export-Clixml garde les règles à lire ; New-TransportRule les recrée.',
    },
  ],
  [
    /^[a-z]+-(?:UM\w*|CalendarProcessing|CalendarNotification|ResourceConfig|CalendarDiagnostic\w*|AddressList|GlobalAddressList|OfflineAddressBook|AddressBookPolicy)$/i,
    {
      en: 'Calendars, voice mail and address lists are not part of this server; Get-Recipient lists everybody who can be written to, and Set-Mailbox -EmailAddresses sets addresses.',
      fr: 'Les agendas, la messagerie vocale et les listes d’adresses ne font pas partie de ce serveur ; Get-Recipient liste tous les destinataires, et Set-Mailbox -EmailAddresses définit les adresses.',
    },
  ],
  [
    /^[a-z]+-(?:RetentionPolicy\w*|JournalRule\w*|DlpPolicy\w*|ManagedFolder\w*|HoldCompliance\w*|UnifiedAuditLog)$/i,
    {
      en: 'Retention, journaling and data loss policies are not here; New-TransportRule refuses, deletes or marks mail by its look, New-TransportRule -BlindCopyTo sends a copy of all mail to an archive, and Search-MailboxAuditLog says who did what.',
      fr: 'La rétention, la journalisation et la prévention des pertes n’existent pas ici ; New-TransportRule refuse, supprime ou marque le courrier selon son aspect, New-TransportRule -BlindCopyTo envoie une copie de tout le courrier à une archive, et Search-MailboxAuditLog dit qui a fait quoi.',
    },
  ],
  [
    /^[a-z]+-ServerComponentState$/i,
    {
      en: 'A server is taken out of service by its services: Get-Service and Test-ServiceHealth show them, Stop-Service and Start-Service close and open each.',
      fr: 'On retire un serveur en arrêtant ses services : Get-Service et Test-ServiceHealth les montrent, Stop-Service et Start-Service ferment et ouvrent chacun.',
    },
  ],
  [
    /^(?:(?:Get|Start)-(?:MessageTrace\w*|HistoricalSearch)|(?:Search|Get)-MessageTrackingReport)$/i,
    {
      en: 'Get-MessageTrackingLog says where a message went: -Sender, -Recipients, -MessageSubject, -MessageId, -Start and -End choose (docs/how-to/follow-a-message.md).',
      fr: 'Get-MessageTrackingLog dit où un message est allé : -Sender, -Recipients, -MessageSubject, -MessageId, -Start et -End choisissent (docs/fr/how-to/follow-a-message.md).',
    },
  ],
  [
    /^[GS]et-Group$/i,
    {
      en: 'Every group here can be written to: use Get-DistributionGroup and Set-DistributionGroup.',
      fr: 'On peut écrire à chaque groupe ici : utilisez Get-DistributionGroup et Set-DistributionGroup.',
    },
  ],
  [
    /^[a-z]+-DynamicDistributionGroup\w*$/i,
    {
      en: 'Groups have the members that they are given: New-DistributionGroup makes one, and Update-DistributionGroupMember -Members (Get-Mailbox -Filter …) sets its members from a filter, as often as a schedule runs it.',
      fr: 'Un groupe a les membres qu’on lui donne : New-DistributionGroup en crée un, et Update-DistributionGroupMember -Members (Get-Mailbox -Filter …) définit ses membres d’après un filtre, aussi souvent qu’une planification l’exécute.',
    },
  ],
  [
    /^Get-LogonStatistics$/i,
    {
      en: 'Get-ClientSession shows who is connected over IMAP4, POP3 and SMTP, Get-SignInLog who signed in.',
      fr: 'Get-ClientSession montre qui est connecté par IMAP4, POP3 et SMTP, Get-SignInLog qui a ouvert une session.',
    },
  ],
  [
    /^[GS]et-TransportServer$/i,
    {
      en: 'Use Get-TransportService and Set-TransportService.',
      fr: 'Utilisez Get-TransportService et Set-TransportService.',
    },
  ],
  [
    /^(?:[GS]et-(?:MailboxTransportService|MailboxServer)|(?:Get|Set|Enable|Disable|Install|Uninstall)-TransportAgent)$/i,
    {
      en: 'Get-TransportService and Get-FrontendTransportService show how mail flows, New-TransportRule changes what passes, and Get-ExchangeServer lists the servers.',
      fr: 'Get-TransportService et Get-FrontendTransportService montrent le flux de messagerie, New-TransportRule agit sur ce qui passe, et Get-ExchangeServer liste les serveurs.',
    },
  ],
  [
    /^(?!Test-ContentFilter$)[a-z]+-(?:ContentFilter|Malware|HostedContentFilter)\w*$/i,
    {
      en: 'Set-TransportConfig -ContentFilters has rspamd, ClamAV or another filter asked, and Test-ContentFilter tries it (docs/how-to/filter-spam-and-viruses.md).',
      fr: 'Set-TransportConfig -ContentFilters fait interroger rspamd, ClamAV ou un autre filtre, et Test-ContentFilter l’essaie (docs/fr/how-to/filter-spam-and-viruses.md).',
    },
  ],
  [
    /^[a-z]+-(?:SenderFilter|SenderId|SenderReputation|RecipientFilter|IPBlockList|IPAllowList|AntiPhish)\w*$/i,
    {
      en: 'Incoming mail is judged by SPF, DKIM, DMARC and block lists (Set-TransportConfig) and by New-TransportRule (docs/how-to/judge-incoming-mail.md).',
      fr: 'Le courrier entrant est jugé par SPF, DKIM, DMARC et des listes de blocage (Set-TransportConfig), et par New-TransportRule (docs/fr/how-to/judge-incoming-mail.md).',
    },
  ],
  [/^Get-QueueDigest$/i, { en: 'Use Get-Queue.', fr: 'Utilisez Get-Queue.' }],
  [
    /^(?:Test-Mailflow|Test-(?:OutlookConnectivity|WebServicesConnectivity|OwaConnectivity|MapiConnectivity|ActiveSyncConnectivity|SystemHealth|ExchangeSearch))$/i,
    {
      en: 'Use Test-SmtpConnectivity, Test-ImapConnectivity, Test-PopConnectivity, Test-SendConnector and Get-HealthReport.',
      fr: 'Utilisez Test-SmtpConnectivity, Test-ImapConnectivity, Test-PopConnectivity, Test-SendConnector et Get-HealthReport.',
    },
  ],
  [
    /^(?:Get-(?:WmiObject|CimInstance|Process|Counter|WinEvent|HotFix|ComputerInfo)|gwmi|gcim|Stop-Process|Restart-Computer|Stop-Computer|Get-ItemProperty|Set-ItemProperty|Get-Acl|Set-Acl|systeminfo|wmic|tasklist|sc\.exe)$/i,
    {
      en: 'The machine is not looked after from this shell: Get-Service, Test-ServiceHealth, Get-HealthReport, Get-ServerActivity and Get-EventLog tell of the server.',
      fr: 'La machine ne se gère pas depuis cet environnement : Get-Service, Test-ServiceHealth, Get-HealthReport, Get-ServerActivity et Get-EventLog parlent du serveur.',
    },
  ],
  [
    /^(?:Test-Connection|Test-NetConnection|tnc|ping(?:\.exe)?|telnet|tracert)$/i,
    {
      en: 'Use Test-ConnectionSettings, Test-SmtpConnectivity, Test-ImapConnectivity or Test-PopConnectivity, which speak the protocol instead of knocking.',
      fr: 'Utilisez Test-ConnectionSettings, Test-SmtpConnectivity, Test-ImapConnectivity ou Test-PopConnectivity, qui parlent le protocole au lieu de seulement frapper à la porte.',
    },
  ],
  [
    /^(?:Resolve-DnsName|nslookup(?:\.exe)?|dig|ipconfig(?:\.exe)?)$/i,
    {
      en: 'Use Get-DnsRecordAdvice, which looks up the records that mail needs and says what they should be.',
      fr: 'Utilisez Get-DnsRecordAdvice, qui cherche les enregistrements dont le courrier a besoin et dit ce qu’ils devraient être.',
    },
  ],
  [
    /^(?:Invoke-(?:WebRequest|RestMethod|WmiMethod|Item)|iwr|irm|curl|wget|Start-Process|saps|powershell(?:\.exe)?|pwsh|cmd(?:\.exe)?|robocopy|xcopy|wbadmin|eseutil)$/i,
    {
      en: 'This shell starts no programs and fetches nothing from the web; call it from a script of the system instead ("relais shell -Command …").',
      fr: 'Cet environnement ne lance aucun programme et ne télécharge rien ; appelez-le plutôt depuis un script du système (« relais shell -Command … »).',
    },
  ],
  [
    /^(?:(?:Start|Get|Receive|Wait|Remove|Stop)-(?:Job|ThreadJob)|sajb|Start-Workflow|Register-(?:ObjectEvent|EngineEvent|WmiEvent))$/i,
    {
      en: 'There are no jobs in the background: run the block itself, or several "relais shell -File" beside one another.',
      fr: 'Il n’y a pas de tâches en arrière-plan : exécutez le bloc lui-même, ou plusieurs « relais shell -File » côte à côte.',
    },
  ],
  [
    /^(?:Compress|Expand)-Archive$/i,
    {
      en: "Archives are made and opened by the system's own programs (zip, tar).",
      fr: 'Les archives se font et s’ouvrent avec les programmes du système (zip, tar).',
    },
  ],
  [
    /^Select-Xml$/i,
    {
      en: "Cast the text and ask the document: ([xml](Get-Content FILE -Raw)).SelectNodes('//name').",
      fr: "Convertissez le texte et interrogez le document : ([xml](Get-Content FICHIER -Raw)).SelectNodes('//nom').",
    },
  ],
  [
    /^Connect-(?:ExchangeOnline|IPPSSession|MsolService|AzureAD|MgGraph)$/i,
    {
      en: 'This shell speaks to Relais servers; "relais shell --connect https://server/ --user NAME" reaches one elsewhere.',
      fr: 'Cet environnement parle aux serveurs Relais ; « relais shell --connect https://serveur/ --user NOM » en joint un autre.',
    },
  ],
];

/** What to use instead of a command that is not here; `null` for a name of which nothing is known. */
export function insteadOf(name: string): LocalisedText | null {
  return [...absent, ...absentExchangeParts].find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

import type { ParameterDescription, ParameterType } from '@relais/management-contract';
import type { Cmdlet } from './engine/cmdlet.ts';
import { idle, idles, type Reason } from './idle-parameter.ts';
import { requireThisServer } from './server-identity.ts';

const text: ParameterType = { kind: 'string', maxLength: 1024 };
const boolean: ParameterType = { kind: 'boolean' };
const flag: ParameterType = { kind: 'switch' };
const silent = { silent: true };
const number: ParameterType = { kind: 'int', min: 0, max: 2_147_483_647, unlimited: true };

const noDirectory: Reason = { en: 'there is no Active Directory here', fr: 'il n’y a pas d’Active Directory ici' };
const oneServer: Reason = { en: 'there is one server', fr: 'il n’y a qu’un serveur' };
const nothingAsked: Reason = { en: 'nothing more is asked', fr: 'rien de plus n’est demandé' };
const oneUnit: Reason = { en: 'there is one unit', fr: 'il n’y a qu’une unité' };
const noCloud: Reason = {
  en: 'no part of the organization is elsewhere',
  fr: 'l’organisation n’a pas de partie ailleurs',
};
const paging: Reason = {
  en: 'results come page by page anyway',
  fr: 'les résultats viennent de toute façon page par page',
};
const inDatabase: Reason = {
  en: 'it is kept in the database, by age',
  fr: 'il est conservé dans la base, selon son âge',
};
const ownConsole: Reason = { en: 'there is one set of cmdlets', fr: 'il n’y a qu’un jeu d’applets' };
const everybody: Reason = {
  en: 'who administers a group is decided by role groups alone',
  fr: 'seuls les groupes de rôles décident de qui administre un groupe',
};

const force = idle('Force', flag, nothingAsked, silent);
const readFromDomainController = idle('ReadFromDomainController', flag, noDirectory, silent);

/**
 * Parameters that Exchange's scripts give and that mean nothing here, by cmdlet: they are taken, and where somebody could count
 * on one a warning says that it changes nothing. What would mislead (archives, holds, scopes) is left out on purpose.
 */
const acceptedParameters: Readonly<Record<string, readonly ParameterDescription[]>> = {
  'Get-CASMailbox': [readFromDomainController, idle('Credential', { kind: 'credential' }, noDirectory, silent)],
  'Set-CASMailbox': [
    idle(
      'OwaMailboxPolicy',
      text,
      { en: 'webmail is the same for everybody', fr: 'la messagerie web est la même pour tous' },
      { nullable: true },
    ),
  ],
  'Get-ClientAccessServer': [idle('IncludeAlternateServiceAccountCredentialStatus', flag, noDirectory, silent)],
  'Test-OutlookWebServices': [
    idle(
      'MailboxCredential',
      { kind: 'credential' },
      { en: 'the test signs in by itself', fr: 'le test ouvre lui-même sa session' },
    ),
  ],
  'Set-Mailbox': [
    idle('Database', text, { en: 'there is one database', fr: 'il n’y a qu’une base' }, silent),
    idle('MessageTrackingReadStatusEnabled', boolean, {
      en: 'nobody is told whether others have read a message',
      fr: 'nul n’apprend si d’autres ont lu un message',
    }),
    idle(
      'RulesQuota',
      { kind: 'bytesize' },
      { en: 'inbox rules are not limited by size', fr: 'les règles ne sont pas limitées en taille' },
    ),
  ],
  'Set-MailboxMessageConfiguration': [
    ...idles(
      [
        'AlwaysShowBcc',
        'AlwaysShowFrom',
        'AutoAddSignatureOnMobile',
        'AutoAddSignatureOnReply',
        'CheckForForgottenAttachments',
        'EmptyDeletedItemsOnLogoff',
        'HideDeletedItems',
        'ShowConversationAsTree',
        'UseDefaultSignatureOnMobile',
      ],
      boolean,
      { en: 'webmail does it in its own way', fr: 'la messagerie web le fait à sa façon' },
    ),
    ...idles(
      [
        'ConversationSortOrder',
        'DefaultFontColor',
        'DefaultFontFlags',
        'DefaultFontName',
        'DefaultFontSize',
        'EmailComposeMode',
        'NewItemNotification',
        'PreviewMarkAsReadBehavior',
        'PreviewMarkAsReadDelaytime',
        'SendAddressDefault',
        'SignatureTextOnMobile',
      ],
      text,
      { en: 'webmail does it in its own way', fr: 'la messagerie web le fait à sa façon' },
    ),
  ],
  'Remove-Mailbox': [force, idle('KeepWindowsLiveID', flag, noCloud, silent)],
  'Disable-Mailbox': [force],
  'Get-MailboxStatistics': [
    idle(
      'IncludeMoveHistory',
      flag,
      { en: 'mailboxes are never moved', fr: 'les boîtes ne sont jamais déplacées' },
      silent,
    ),
  ],
  'Get-MailboxFolderStatistics': [
    idle('IncludeAnalysis', flag, { en: 'subjects are not counted', fr: 'les objets ne sont pas comptés' }),
  ],
  'New-DistributionGroup': [
    idle('OrganizationalUnit', text, oneUnit, silent),
    idle('SamAccountName', text, noDirectory, silent),
  ],
  'Set-DistributionGroup': [idle('BypassSecurityGroupManagerCheck', flag, everybody, silent)],
  'Remove-DistributionGroup': [idle('BypassSecurityGroupManagerCheck', flag, everybody, silent)],
  'New-MailContact': [idle('OrganizationalUnit', text, oneUnit, silent)],
  'Get-RecipientPermission': [readFromDomainController],
  'Set-MailboxDatabase': [
    ...idles(
      ['CalendarLoggingQuota'],
      { kind: 'bytesize', unlimited: true },
      { en: 'there are no calendars here', fr: 'il n’y a pas d’agendas ici' },
    ),
    ...idles(
      [
        'DataMoveReplicationConstraint',
        'MaintenanceSchedule',
        'OfflineAddressBook',
        'PublicFolderDatabase',
        'QuotaNotificationSchedule',
        'RpcClientAccessServer',
      ],
      text,
      { en: 'there is no such thing here', fr: 'il n’y en a pas ici' },
      { nullable: true },
    ),
    idle('AutoDagExcludeFromMonitoring', boolean, oneServer),
    idle('Name', text, { en: 'the database keeps its name', fr: 'la base garde son nom' }),
  ],
  'Get-MailboxAutoReplyConfiguration': [
    idle(
      'ResultSize',
      number,
      { en: 'one mailbox has one configuration', fr: 'une boîte n’a qu’une configuration' },
      silent,
    ),
  ],
  'Get-ADPermission': [idle('Owner', flag, noDirectory)],
  ...Object.fromEntries(
    ['Add-ADPermission', 'Remove-ADPermission'].map((name) => [
      name,
      [
        idle(
          'AccessRights',
          { kind: 'enum', values: [{ name: 'ExtendedRight' }] },
          { en: 'ExtendedRights alone says it', fr: 'ExtendedRights suffit' },
          { list: true, silent: true },
        ),
        idle(
          'InheritanceType',
          {
            kind: 'enum',
            values: [
              { name: 'None' },
              { name: 'All' },
              { name: 'Descendents' },
              { name: 'SelfAndChildren' },
              { name: 'Children' },
            ],
          },
          noDirectory,
          silent,
        ),
        ...idles(['ChildObjectTypes', 'Properties'], text, noDirectory, { list: true, nullable: true }),
      ],
    ]),
  ),
  ...Object.fromEntries(
    ['New-SendConnector', 'Set-SendConnector'].map((name) => [
      name,
      [
        force,
        idle('ErrorPolicies', text, {
          en: 'replies of other servers are taken as they are',
          fr: 'les réponses d’autres serveurs sont prises telles quelles',
        }),
        idle(
          'TlsCertificateName',
          text,
          {
            en: 'where DomainSecureEnabled shows a certificate, it is the one for the Fqdn of the connector',
            fr: 'quand DomainSecureEnabled montre un certificat, c’est celui du Fqdn du connecteur',
          },
          { nullable: true },
        ),
      ],
    ]),
  ),
  'Set-AcceptedDomain': [
    idle('AddressBookEnabled', boolean, {
      en: 'there is no recipient filter to feed',
      fr: 'il n’y a pas de filtre de destinataires à alimenter',
    }),
  ],
  'Set-TransportConfig': [
    idle('ExternalDsnLanguageDetectionEnabled', boolean, {
      en: 'reports are in the language of the sender’s mailbox',
      fr: 'les rapports sont dans la langue de la boîte de l’expéditeur',
    }),
    idle(
      'JournalingReportNdrTo',
      text,
      { en: 'there is no journaling here', fr: 'il n’y a pas de journalisation ici' },
      { nullable: true },
    ),
    idle('MaxDumpsterTime', { kind: 'timespan', bareNumber: 'days' }, oneServer),
    idle('ShadowRedundancyEnabled', boolean, {
      en: 'a message is durable before it is acknowledged',
      fr: 'un message est durable avant d’être acquitté',
    }),
    idle('VerifySecureSubmitEnabled', boolean, { en: 'there is no MAPI here', fr: 'il n’y a pas de MAPI ici' }),
  ],
  'Set-TransportService': [
    ...idles(
      ['ExternalDNSServers', 'InternalDNSServers'],
      text,
      {
        en: 'Set-TransportConfig -DnsServers says whom to ask',
        fr: 'Set-TransportConfig -DnsServers dit qui interroger',
      },
      { list: true, nullable: true },
    ),
    ...idles(['MaxConcurrentMailboxDeliveries', 'MaxConcurrentMailboxSubmissions', 'PoisonThreshold'], number, {
      en: 'the store paces itself',
      fr: 'le magasin règle lui-même son allure',
    }),
    ...idles(
      ['MessageTrackingLogMaxDirectorySize', 'MessageTrackingLogMaxFileSize'],
      { kind: 'bytesize', unlimited: true },
      inDatabase,
    ),
    idle('MessageTrackingLogPath', text, inDatabase, { nullable: true }),
    idle(
      'PickupDirectoryPath',
      text,
      { en: 'mail comes by SMTP only', fr: 'le courrier n’arrive que par SMTP' },
      { nullable: true },
    ),
  ],
  'Set-FrontendTransportService': [
    idle(
      'SendProtocolLogPath',
      text,
      {
        en: 'Set-TransportService -SendProtocolLogPath says it',
        fr: 'Set-TransportService -SendProtocolLogPath l’indique',
      },
      { nullable: true },
    ),
  ],
  ...Object.fromEntries(
    ['Get-Queue', 'Get-Message'].map((name) => [
      name,
      idles(['IncludeBookmark', 'ReturnPageInfo', 'SearchForward'], boolean, paging, silent),
    ]),
  ),
  'Get-ExchangeServer': [idle('Domain', text, oneServer, silent)],
  'Get-ExchangeCertificate': [idle('Instance', text, oneServer, { list: true, silent: true })],
  'Import-ExchangeCertificate': [idle('Instance', text, oneServer, { list: true, silent: true })],
  'New-ExchangeCertificate': [idle('SubjectKeyIdentifier', text, { en: 'it is computed', fr: 'il est calculé' })],
  'Enable-ExchangeCertificate': [
    idle('NetworkServiceAllowed', flag, { en: 'there is no such account', fr: 'ce compte n’existe pas' }, silent),
  ],
  'Get-ServerHealth': [idle('HaImpactingOnly', flag, oneServer, silent)],
  'Get-HealthReport': [
    idle('HaImpactingOnly', flag, oneServer, silent),
    ...idles(['GroupSize', 'MinimumOnlinePercent'], number, oneServer, silent),
  ],
  'Get-RoleGroup': [readFromDomainController, idle('ShowPartnerLinked', flag, noCloud, silent)],
  'Get-RoleGroupMember': [readFromDomainController],
  'Remove-RoleGroup': [force],
  'Get-ManagementRoleEntry': [
    idle('PSSnapinName', text, ownConsole, silent),
    idle(
      'Type',
      { kind: 'enum', values: [{ name: 'Cmdlet' }, { name: 'Script' }, { name: 'ApplicationPermission' }] },
      ownConsole,
      { list: true, silent: true },
    ),
  ],
  'Add-ManagementRoleEntry': [
    idle('PSSnapinName', text, ownConsole, silent),
    idle('Type', { kind: 'enum', values: [{ name: 'Cmdlet' }] }, ownConsole, silent),
  ],
  'Set-ManagementRoleAssignment': [force],
  'Remove-ManagementRoleAssignment': [force],
  'Set-AdminAuditLogConfig': [
    idle('Identity', text, { en: 'there is one configuration', fr: 'il n’y a qu’une configuration' }, silent),
    idle(
      'AdminAuditLogAgeLimit',
      { kind: 'timespan', bareNumber: 'days' },
      {
        en: 'the administrator audit log is kept for good, as its chain of hashes needs',
        fr: 'le journal d’audit de l’administrateur est conservé définitivement, comme l’exige sa chaîne de hachages',
      },
    ),
    idle(
      'AdminAuditLogParameters',
      text,
      { en: 'all parameters are written down', fr: 'tous les paramètres sont notés' },
      { list: true, nullable: true },
    ),
  ],
  'Set-OrganizationConfig': [
    ...idles(
      ['DefaultPublicFolderMailbox', 'DistributionGroupDefaultOU'],
      text,
      { en: 'there is no such thing here', fr: 'il n’y en a pas ici' },
      { nullable: true },
    ),
    idle('Name', text, { en: 'the organization keeps its name', fr: 'l’organisation garde son nom' }),
  ],
};

/** Cmdlets of queues, whose `-Server` may only mean this one. */
const ofThisServer = [
  'Suspend-Queue',
  'Resume-Queue',
  'Retry-Queue',
  'Suspend-Message',
  'Resume-Message',
  'Remove-Message',
];

const serverParameter: ParameterDescription = {
  name: 'Server',
  type: { kind: 'identity', of: 'Server' },
  help: { en: 'The server; there is this one.', fr: 'Le serveur ; il n’y a que celui-ci.' },
};

/** A cmdlet with what it takes for the sake of scripts. */
export function withAcceptedParameters(cmdlet: Cmdlet): Cmdlet {
  const accepted = acceptedParameters[cmdlet.name] ?? [];
  const checksServer = ofThisServer.includes(cmdlet.name);
  if (accepted.length === 0 && !checksServer) return cmdlet;
  const parameters = [...cmdlet.parameters, ...accepted, ...(checksServer ? [serverParameter] : [])];
  // Where the help desk holds some parameters only, it does not hold these.
  const holders = cmdlet.roles.filter((role) => role !== 'User Options');
  const parameterRoles =
    cmdlet.parameterRoles === undefined
      ? {}
      : {
          parameterRoles: {
            ...cmdlet.parameterRoles,
            ...Object.fromEntries(accepted.map(({ name }) => [name, holders])),
          },
        };
  if (!checksServer) return { ...cmdlet, parameters, ...parameterRoles };
  return {
    ...cmdlet,
    parameters,
    run(context, given) {
      requireThisServer(context.services, given.get<string>('Server'));
      return cmdlet.run(context, given);
    },
  };
}

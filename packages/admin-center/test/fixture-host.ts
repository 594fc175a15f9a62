import {
  ByteSize,
  type CmdletDescription,
  type CmdletHost,
  EnumFlags,
  ListChange,
  type ManagementObject,
  type ManagementValue,
  type OutputRecord,
  type ParameterDescription,
  TimeSpan,
} from '@relais/management-contract';

type Row = Record<string, ManagementValue>;

const most = 2_147_483_647;
const hostile = '<img src=x onerror=alert(1)> "Mail" \u202e';

/** An organisation in memory behind the same door as the server's: enough cmdlets to look at every page with. */
export function fixtureHost(options: { readonly mailboxes?: number } = {}): CmdletHost {
  const protocol = (name: string, secure: number, plain: number): Row => ({
    ProtocolName: name,
    Server: 'CAS01',
    Identity: 'CAS01\\1',
    LoginType: 'SecureLogin',
    X509CertificateName: 'cas01.example.test',
    UnencryptedOrTLSBindings: [`[::]:${plain}`, `0.0.0.0:${plain}`],
    SSLBindings: [`[::]:${secure}`, `0.0.0.0:${secure}`],
    InternalConnectionSettings: [`cas01.example.test:${secure}:SSL`, `cas01.example.test:${plain}:TLS`],
    ExternalConnectionSettings: name === 'IMAP4' ? ['mail.example.test:993:SSL'] : [],
    Banner: `The Microsoft Exchange ${name} service is ready.`,
    AuthenticatedConnectionTimeout: TimeSpan.fromSeconds(1800),
    PreAuthenticatedConnectionTimeout: TimeSpan.fromSeconds(60),
    MaxConnections: most,
    MaxConnectionFromSingleIP: most,
    MaxConnectionsPerUser: 16,
    MaxCommandSize: name === 'IMAP4' ? 10_240 : 512,
    MessageRetrievalMimeFormat: 'BestBodyFormat',
    MessageRetrievalSortOrder: 'Ascending',
    ProxyTargetPort: name === 'IMAP4' ? 1993 : 1995,
    CalendarItemRetrievalOption: 'iCalendar',
    OwaServerUrl: null,
    ProtocolLogEnabled: false,
  });
  const settings = { Imap: protocol('IMAP4', 993, 143), Pop: protocol('POP3', 995, 110) };
  const effective = { Imap: { ...settings.Imap }, Pop: { ...settings.Pop } };
  const services: Row[] = [
    ['MSExchangeImap4', 'Microsoft Exchange IMAP4', 'Running'],
    ['MSExchangePop3', 'Microsoft Exchange POP3', 'Stopped'],
    ['MSExchangeFrontEndTransport', 'Microsoft Exchange Frontend Transport', 'Running'],
    ['W3SVC', 'World Wide Web Publishing Service', 'Running'],
  ].map(([Name = '', DisplayName = '', Status = '']) => ({
    Name,
    DisplayName,
    Status,
    StartType: Status === 'Running' ? 'Automatic' : 'Manual',
  }));
  const connectors: Row[] = [
    ['Default Frontend CAS01', 25, false],
    ['Client Frontend CAS01', 587, true],
  ].map(([Name, port, advertised]) => ({
    Name: String(Name),
    Identity: `CAS01\\${String(Name)}`,
    TransportRole: 'FrontendTransport',
    Enabled: true,
    Bindings: [`0.0.0.0:${String(port)}`, `[::]:${String(port)}`],
    RemoteIPRanges: ['0.0.0.0-255.255.255.255', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    Fqdn: 'mail.example.test',
    Comment: '',
    AuthMechanism: new EnumFlags(['Tls', 'BasicAuth', 'BasicAuthRequireTLS']),
    PermissionGroups: new EnumFlags(port === 25 ? ['AnonymousUsers'] : ['ExchangeUsers']),
    AdvertiseClientSettings: advertised === true,
    ProtocolLoggingLevel: 'None',
    MaxMessageSize: new ByteSize(37_748_736),
    MaxHopCount: 60,
  }));
  const mailboxes: Row[] = [
    person('Administrator', 'administrator'),
    person('Alice Martin', 'alice'),
    person('Bob Ånström', 'bob'),
    person(hostile, 'mallory'),
    ...Array.from({ length: options.mailboxes ?? 40 }, (_, index) =>
      person(`Person ${index + 1}`, `person${index + 1}`),
    ),
  ];
  const domains: Row[] = [
    { Name: 'example.test', DomainName: 'example.test', DomainType: 'Authoritative', Default: true },
    { Name: 'example.org', DomainName: 'example.org', DomainType: 'InternalRelay', Default: false },
  ];
  const sessions: Row[] = ['IMAP4', 'IMAP4', 'POP3', 'SMTP'].map((Protocol, index) => ({
    Identity: `c${index}`,
    Protocol,
    User: index === 3 ? null : `person${index + 1}@example.test`,
    RemoteAddress: `192.0.2.${index + 10}`,
    Client: index === 0 ? hostile : 'Thunderbird 140',
    State: index === 3 ? 'NotAuthenticated' : 'Selected',
    Folder: index === 3 ? null : 'INBOX',
    LastCommand: 'IDLE',
    Since: new Date(Date.now() - 3_600_000 * (index + 1)),
    IdleTime: TimeSpan.fromSeconds(65 * (index + 1)),
    Secure: index !== 3,
    BytesIn: 18_233 * (index + 1),
    BytesOut: 4_223_422 * (index + 1),
  }));
  const audit: Row[] = [];
  const groups: Row[] = [
    [
      'Organization Management',
      ['administrator@example.test'],
      ['POP3 and IMAP4 Protocols', 'Receive Connectors', 'Mail Recipients'],
    ],
    ['Recipient Management', [], ['Mail Recipients', 'Mail Recipient Creation']],
    ['Server Management', ['bob@example.test'], ['POP3 and IMAP4 Protocols', 'Receive Connectors']],
    ['View-Only Organization Management', [], ['View-Only Configuration', 'View-Only Recipients']],
  ].map(([Name, Members, Roles]) => ({
    Name: String(Name),
    Members: Members as string[],
    Roles: Roles as string[],
    Description: `Members of ${String(Name)}.`,
  }));

  const named = (rows: Row[], identity: unknown): Row | undefined =>
    rows.find((row) =>
      [row.Identity, row.Name, row.PrimarySmtpAddress, row.Alias].some(
        (name) => String(name).toLowerCase() === String(identity).toLowerCase(),
      ),
    );

  function change(row: Row, parameters: Readonly<Record<string, ManagementValue>>): void {
    for (const [name, value] of Object.entries(parameters)) {
      if (['Identity', 'Server', 'Confirm', 'Name'].includes(name) && !(name === 'Name' && 'Identity' in parameters))
        continue;
      if (value instanceof ListChange) {
        row[name] = [...(row[name] as string[]).filter((one) => !value.remove.includes(one)), ...value.add];
      } else row[name] = value;
    }
  }

  function pending(): Row[] {
    return (['Imap', 'Pop'] as const).flatMap((name) =>
      Object.keys(settings[name])
        .filter((setting) => String(settings[name][setting]) !== String(effective[name][setting]))
        .map((Setting) => {
          const isWeb = Setting.endsWith('ConnectionSettings');
          const service = isWeb ? 'W3SVC' : name === 'Imap' ? 'MSExchangeImap4' : 'MSExchangePop3';
          return {
            Service: service,
            DisplayName: String(named(services, service)?.DisplayName),
            Noun: `${name}Settings`,
            Setting,
            EffectiveValue: effective[name][Setting] ?? null,
            ConfiguredValue: settings[name][Setting] ?? null,
            Sessions: isWeb
              ? 0
              : sessions.filter(({ Protocol }) => Protocol === (name === 'Imap' ? 'IMAP4' : 'POP3')).length,
          };
        }),
    );
  }

  const table: Record<string, (parameters: Row) => readonly Row[] | string> = {
    'Get-ExchangeServer': () => [
      {
        Name: 'CAS01',
        Fqdn: 'cas01.example.test',
        ServerRole: 'Mailbox, ClientAccess',
        Edition: 'Standard',
        AdminDisplayVersion: 'Version 15.0 (Build 1497.2)',
        WhenCreated: new Date(0),
      },
    ],
    'Get-ImapSettings': () => [settings.Imap],
    'Get-PopSettings': () => [settings.Pop],
    'Set-ImapSettings': (parameters) => {
      change(settings.Imap, parameters);
      return 'Changes to IMAP4 settings will only take effect after all Microsoft Exchange IMAP4 services are restarted on server CAS01.';
    },
    'Set-PopSettings': (parameters) => {
      change(settings.Pop, parameters);
      return 'Changes to POP3 settings will only take effect after all Microsoft Exchange POP3 services are restarted on server CAS01.';
    },
    'Get-PendingSetting': pending,
    'Get-Service': () => services,
    'Set-Service': ({ Name, StartupType }) => {
      const row = named(services, Name);
      if (row !== undefined) row.StartType = StartupType ?? null;
      return [];
    },
    ...Object.fromEntries(
      (['Start', 'Stop', 'Restart'] as const).map((verb) => [
        `${verb}-Service`,
        ({ Name }: Row) => {
          const row = named(services, Name);
          if (row !== undefined) row.Status = verb === 'Stop' ? 'Stopped' : 'Running';
          for (const name of ['Imap', 'Pop'] as const) {
            const service = name === 'Imap' ? 'MSExchangeImap4' : 'MSExchangePop3';
            for (const setting of Object.keys(settings[name])) {
              if (Name === (setting.endsWith('ConnectionSettings') ? 'W3SVC' : service))
                effective[name][setting] = settings[name][setting] ?? null;
            }
          }
          return [];
        },
      ]),
    ),
    'Get-ClientSession': () => sessions,
    'Stop-ClientSession': ({ Identity }) => {
      sessions.splice(
        sessions.findIndex((row) => row.Identity === Identity),
        1,
      );
      return [];
    },
    'Get-ReceiveConnector': () => connectors,
    'Set-ReceiveConnector': (parameters) => {
      change(named(connectors, parameters.Identity) ?? {}, parameters);
      return [];
    },
    'New-ReceiveConnector': (parameters) => {
      connectors.push({ ...connectors[0], ...parameters, Identity: `CAS01\\${String(parameters.Name)}` });
      return [];
    },
    'Remove-ReceiveConnector': ({ Identity }) => {
      connectors.splice(
        connectors.findIndex((row) => row.Identity === Identity),
        1,
      );
      return [];
    },
    'Get-AcceptedDomain': () => domains,
    'New-AcceptedDomain': (parameters) => {
      domains.push({ ...parameters, Default: false });
      return [];
    },
    'Set-AcceptedDomain': (parameters) => {
      change(named(domains, parameters.Identity) ?? {}, parameters);
      return [];
    },
    'Remove-AcceptedDomain': ({ Identity }) => {
      domains.splice(
        domains.findIndex((row) => row.Name === Identity),
        1,
      );
      return [];
    },
    'Get-Mailbox': ({ Identity }) => (Identity === undefined ? mailboxes : [named(mailboxes, Identity) ?? {}]),
    'Get-CASMailbox': ({ Identity }) => (Identity === undefined ? mailboxes : [named(mailboxes, Identity) ?? {}]),
    'Set-Mailbox': (parameters) => {
      change(named(mailboxes, parameters.Identity) ?? {}, parameters);
      return [];
    },
    'Set-CASMailbox': (parameters) => {
      change(named(mailboxes, parameters.Identity) ?? {}, parameters);
      return [];
    },
    'New-Mailbox': ({ Name, Alias }) => {
      mailboxes.push(person(String(Name), String(Alias)));
      return [];
    },
    'Remove-Mailbox': ({ Identity }) => {
      mailboxes.splice(
        mailboxes.findIndex((row) => row.PrimarySmtpAddress === Identity),
        1,
      );
      return [];
    },
    'Get-RoleGroup': () => groups,
    'Add-RoleGroupMember': ({ Identity, Member }) => {
      const group = named(groups, Identity);
      if (group !== undefined) group.Members = [...(group.Members as string[]), String(Member)];
      return [];
    },
    'Remove-RoleGroupMember': ({ Identity, Member }) => {
      const group = named(groups, Identity);
      if (group !== undefined) group.Members = (group.Members as string[]).filter((one) => one !== Member);
      return [];
    },
    'Search-AdminAuditLog': () => [...audit].reverse(),
    'Get-ExchangeCertificate': () => [
      {
        Thumbprint: 'AB'.repeat(20),
        Subject: 'CN=cas01.example.test',
        NotAfter: new Date(Date.now() + 20 * 86_400_000),
      },
    ],
  };

  return {
    describe: async () => Object.keys(table).map(description),
    async *invoke(call): AsyncGenerator<OutputRecord> {
      const run = table[call.cmdlet];
      if (run === undefined) {
        yield {
          kind: 'error',
          terminating: true,
          error: {
            id: 'CommandNotFound',
            category: 'ObjectNotFound',
            message: `The term '${call.cmdlet}' is not recognized.`,
            activity: call.cmdlet,
          },
        };
        return;
      }
      const outcome = run(call.parameters as Row);
      if (!/^(?:Get|Search)-/.test(call.cmdlet)) {
        audit.push({
          RunDate: new Date(),
          Caller: 'administrator@example.test',
          CmdletName: call.cmdlet,
          ObjectModified: String(call.parameters.Identity ?? call.parameters.Name ?? 'CAS01'),
          Succeeded: true,
          Error: 'None',
          CmdletParameters: Object.entries(call.parameters).map(([Name, Value]) => ({ Name, Value: String(Value) })),
        });
      }
      if (typeof outcome === 'string') yield { kind: 'warning', text: outcome };
      else for (const object of outcome) yield { kind: 'output', object: object as ManagementObject };
    },
  };
}

function person(name: string, alias: string): Row {
  return {
    Name: name,
    DisplayName: name,
    Alias: alias,
    UserPrincipalName: `${alias}@example.test`,
    PrimarySmtpAddress: `${alias}@example.test`,
    EmailAddresses: [`SMTP:${alias}@example.test`],
    RecipientTypeDetails: 'UserMailbox',
    HiddenFromAddressListsEnabled: false,
    ProhibitSendQuota: 'Unlimited',
    IssueWarningQuota: 'Unlimited',
    ProhibitSendReceiveQuota: 'Unlimited',
    ImapEnabled: true,
    PopEnabled: alias !== 'bob',
    OWAEnabled: true,
    WhenCreated: new Date(),
  };
}

function description(name: string): CmdletDescription {
  const parameters: ParameterDescription[] =
    name === 'Set-ImapSettings' || name === 'Set-PopSettings'
      ? [timeSpan('AuthenticatedConnectionTimeout', 86_400), timeSpan('PreAuthenticatedConnectionTimeout', 3600)]
      : ['MakeDefault', 'ImapEnabled', 'PopEnabled', 'OWAEnabled'].map((parameter) => ({
          name: parameter,
          type: { kind: 'boolean' },
          help: { en: '', fr: '' },
        }));
  return {
    name,
    synopsis: { en: name, fr: name },
    parameters,
    supportsShouldProcess: !name.startsWith('Get-'),
    confirmsByDefault: name.startsWith('Remove-'),
    examples: [],
    roles: [],
  };
}

function timeSpan(name: string, seconds: number): ParameterDescription {
  return { name, type: { kind: 'timespan', minMs: 30_000, maxMs: seconds * 1000 }, help: { en: '', fr: '' } };
}

import type {
  CmdletCall,
  CmdletDescription,
  CmdletHost,
  ManagementObject,
  ManagementValue,
} from '@relais/management-contract';

/** A group of settings that exists once: one cmdlet shows it, another changes it. */
export interface SinglePart {
  readonly noun: string;
  readonly shownBy: CmdletCall;
  readonly changedBy: CmdletCall;
}

export const singleParts: readonly SinglePart[] = [
  ...[
    'ImapSettings',
    'PopSettings',
    'TransportConfig',
    'TransportService',
    'FrontendTransportService',
    'MailboxDatabase',
    'AdminAuditLogConfig',
    'SignInSettings',
    'OrganizationConfig',
    'ProxyProtocolConfig',
    'WebServiceSettings',
    'OwaVirtualDirectory',
    'EcpVirtualDirectory',
  ].map((noun) => ({
    noun,
    shownBy: { cmdlet: `Get-${noun}`, parameters: {} },
    changedBy: { cmdlet: `Set-${noun}`, parameters: {} },
  })),
  {
    noun: 'EventLog',
    shownBy: { cmdlet: 'Get-EventLog', parameters: { List: true } },
    changedBy: { cmdlet: 'Limit-EventLog', parameters: { LogName: 'Application' } },
  },
];

/** Things that have names: what `Get-X` lists, `New-X` makes and `Set-X` changes; in the order in which they are made. */
export const namedParts: readonly { readonly noun: string; readonly key: string }[] = [
  { noun: 'AcceptedDomain', key: 'Name' },
  { noun: 'ManagementScope', key: 'Name' },
  { noun: 'RemoteDomain', key: 'Name' },
  { noun: 'ReceiveConnector', key: 'Name' },
  { noun: 'SendConnector', key: 'Name' },
  { noun: 'ThrottlingPolicy', key: 'Name' },
  { noun: 'TransportRule', key: 'Name' },
];

/** Of those, the ones that name recipients: they come when these are made. */
export const namesRecipients: ReadonlySet<string> = new Set(['TransportRule']);

/** What no property of its object says: each row is one call of the cmdlet, in this order. */
export const configurationRelations: readonly string[] = ['Set-AcceptedDomain', 'Add-ADPermission', 'Set-Service'];

/** Parameters that say what to do or where, and are no part of the configuration. */
const notKept = new Set([
  'identity',
  'server',
  'logname',
  'domaincontroller',
  'applynow',
  'force',
  'makedefault',
  'authenticationcredential',
]);

export type Plain = null | boolean | number | string | readonly Plain[];
export type PlainPart = Readonly<Record<string, Plain>>;

export interface Configuration {
  readonly version: 1;
  readonly server: string;
  readonly exported: string;
  /** By noun. */
  readonly settings: Readonly<Record<string, PlainPart>>;
  /** By noun, each with its key. */
  readonly objects: Readonly<Record<string, readonly PlainPart[]>>;
  /** By cmdlet, the parameters of each call. */
  readonly relations?: Readonly<Record<string, readonly PlainPart[]>>;
}

/** What cmdlets print, as JSON can hold it and cmdlets take it back. */
export function plain(value: ManagementValue): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return (value as readonly ManagementValue[]).map(plain);
  return String(value);
}

/** The properties of an object that its Set- cmdlet can set. */
export function keptProperties(object: ManagementObject, set: CmdletDescription): PlainPart {
  const kept = set.parameters.filter(
    ({ name, withoutEffect, type }) =>
      !notKept.has(name.toLowerCase()) &&
      withoutEffect !== true &&
      !['secure', 'credential', 'switch'].includes(type.kind),
  );
  return Object.fromEntries(
    kept.flatMap(({ name, aliases = [] }) => {
      const property = [name, ...aliases].find((word) => word in object);
      return property === undefined ? [] : [[name, plain(object[property] ?? null)]];
    }),
  );
}

export function isEmptyPart(value: Plain): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** How all of them are asked for, as they are kept. */
const askedWith: Readonly<Record<string, Readonly<Record<string, ManagementValue>>>> = {
  'Get-Mailbox': { ResultSize: 'Unlimited' },
  'Get-CASMailbox': { ResultSize: 'Unlimited' },
  'Get-DistributionGroup': { ResultSize: 'Unlimited' },
  'Get-DistributionGroupMember': { ResultSize: 'Unlimited' },
  'Get-MailContact': { ResultSize: 'Unlimited' },
  'Get-Contact': { ResultSize: 'Unlimited' },
  'Get-User': { ResultSize: 'Unlimited', RecipientTypeDetails: ['UserMailbox', 'SharedMailbox'] },
  'Get-MailboxAuditBypassAssociation': { ResultSize: 'Unlimited' },
  // What a policy leaves open comes from the wider ones and is not its own.
  'Get-ThrottlingPolicy': { Explicit: true },
};

/** All rows of a Get- cmdlet. */
export async function rowsOf(
  host: CmdletHost,
  cmdlet: string,
  parameters: Readonly<Record<string, ManagementValue>> = {},
): Promise<readonly ManagementObject[]> {
  const rows: ManagementObject[] = [];
  const all = { ...askedWith[cmdlet], ...parameters };
  for await (const record of host.invoke({ cmdlet, parameters: all }))
    if (record.kind === 'output') rows.push(record.object);
  return rows;
}

/** What the caller may see of it: without the right to set something, it is not in it. */
export async function currentConfiguration(host: CmdletHost, server: string, now: number): Promise<Configuration> {
  const described = new Map((await host.describe()).map((cmdlet) => [cmdlet.name, cmdlet]));
  const settings: Record<string, PlainPart> = {};
  for (const { noun, shownBy, changedBy } of singleParts) {
    const set = described.get(changedBy.cmdlet);
    if (set === undefined) continue;
    const [row] = await rowsOf(host, shownBy.cmdlet, shownBy.parameters);
    if (row !== undefined) settings[noun] = keptProperties(withoutOwnAddress(row), set);
  }
  const objects: Record<string, readonly PlainPart[]> = {};
  for (const { noun, key } of namedParts) {
    const set = described.get(`Set-${noun}`);
    const make = described.get(`New-${noun}`);
    if (set === undefined || make === undefined) continue;
    objects[noun] = (await rowsOf(host, `Get-${noun}`)).map((row) => ({
      [key]: plain(row[key] ?? null),
      ...keptProperties(noun === 'TransportRule' ? asGiven(row) : row, {
        ...set,
        parameters: [...make.parameters, ...set.parameters],
      }),
    }));
  }
  const relations: Record<string, readonly PlainPart[]> = {};
  for (const cmdlet of configurationRelations)
    if (described.has(cmdlet)) relations[cmdlet] = (await relationReaders[cmdlet]?.(host)) ?? [];
  return { version: 1, server, exported: new Date(now).toISOString(), settings, objects, relations };
}

/** Where nobody set an address, the server's own name is shown, which is not another server's. */
function withoutOwnAddress(row: ManagementObject): ManagementObject {
  const own = `https://${String(row.OriginatingServer ?? '')}/`;
  return String(row.InternalUrl ?? '').startsWith(own) ? { ...row, InternalUrl: null } : row;
}

/** A transport rule in the words of its parameters, where `$null` takes a condition or an action away. */
function asGiven(rule: ManagementObject): ManagementObject {
  const given = Object.entries(rule).map(([name, value]) => [name, value === '' ? null : value] as const);
  return { ...Object.fromEntries(given), Enabled: rule.State === 'Enabled' };
}

const relationReaders: Readonly<Record<string, (host: CmdletHost) => Promise<readonly PlainPart[]>>> = {
  'Set-AcceptedDomain': async (host) =>
    (await rowsOf(host, 'Get-AcceptedDomain'))
      .filter((domain) => domain.Default === true)
      .map((domain) => ({ Identity: plain(domain.Name ?? null), MakeDefault: true })),
  'Add-ADPermission': async (host) =>
    (await rowsOf(host, 'Get-ADPermission', { Identity: '*' }))
      .filter(({ IsInherited }) => IsInherited === false)
      .map(({ Identity, User, ExtendedRights, Deny }) => ({
        // Of a connector: it stands on another server afterwards.
        Identity: String(Identity).split('\\').at(-1) ?? '',
        User: plain(User ?? null),
        ExtendedRights: plain(ExtendedRights ?? null),
        ...(Deny === true ? { Deny: true } : {}),
      })),
  'Set-Service': async (host) =>
    (await rowsOf(host, 'Get-Service')).map(({ Name, StartType }) => ({
      Name: plain(Name ?? null),
      StartupType: plain(StartType ?? null),
    })),
};

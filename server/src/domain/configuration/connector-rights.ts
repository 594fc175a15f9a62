import { parseAddressRange, rangeContains } from './address-range.ts';
import type { PermissionGroup, ReceiveConnector } from './receive-connectors.ts';

/** Rights on a receive connector that something here obeys (reference §2.4), without Exchange's prefix `ms-Exch-SMTP-`. */
export const connectorRights = [
  'ms-Exch-SMTP-Submit',
  'ms-Exch-SMTP-Accept-Any-Recipient',
  'ms-Exch-SMTP-Accept-Any-Sender',
  'ms-Exch-SMTP-Accept-Authoritative-Domain-Sender',
  'ms-Exch-Bypass-Anti-Spam',
  'ms-Exch-Bypass-Message-Size-Limit',
  'ms-Exch-Accept-Headers-Routing',
  'ms-Exch-Accept-Headers-Organization',
  'ms-Exch-Accept-Headers-Forest',
] as const;
export type ConnectorRight = (typeof connectorRights)[number];

export const connectorPrincipals = [
  'NT AUTHORITY\\ANONYMOUS LOGON',
  'NT AUTHORITY\\Authenticated Users',
  'MS Exchange\\Partner Servers',
] as const;
export type ConnectorPrincipal = (typeof connectorPrincipals)[number];

/** A right that an administrator gave, or took away from what the groups give. */
export interface RightEntry {
  readonly user: ConnectorPrincipal;
  readonly right: ConnectorRight;
  readonly deny: boolean;
}

const byGroup: Partial<
  Record<PermissionGroup, { readonly user: ConnectorPrincipal; readonly rights: readonly ConnectorRight[] }>
> = {
  AnonymousUsers: {
    user: 'NT AUTHORITY\\ANONYMOUS LOGON',
    rights: [
      'ms-Exch-SMTP-Submit',
      'ms-Exch-SMTP-Accept-Any-Sender',
      'ms-Exch-SMTP-Accept-Authoritative-Domain-Sender',
      'ms-Exch-Accept-Headers-Routing',
    ],
  },
  ExchangeUsers: {
    user: 'NT AUTHORITY\\Authenticated Users',
    rights: [
      'ms-Exch-SMTP-Submit',
      'ms-Exch-SMTP-Accept-Any-Recipient',
      'ms-Exch-Bypass-Anti-Spam',
      'ms-Exch-Accept-Headers-Routing',
    ],
  },
  Partners: {
    user: 'MS Exchange\\Partner Servers',
    rights: ['ms-Exch-SMTP-Submit', 'ms-Exch-Accept-Headers-Routing'],
  },
};

type ShownEntry = RightEntry & { readonly isInherited: boolean };

/** A connector that is changed is another object. */
const known = new WeakMap<ReceiveConnector, readonly ShownEntry[]>();

/** What the groups of a connector give, and after it what was given and taken by hand. */
export function rightEntries(connector: ReceiveConnector): readonly ShownEntry[] {
  let entries = known.get(connector);
  if (entries === undefined) known.set(connector, (entries = readEntries(connector)));
  return entries;
}

function readEntries(connector: ReceiveConnector): readonly ShownEntry[] {
  const given = connector.PermissionGroups.flatMap((group) => {
    const { user, rights } = byGroup[group] ?? { user: 'NT AUTHORITY\\ANONYMOUS LOGON' as const, rights: [] };
    return rights.map((right) => ({ user, right, deny: false, isInherited: true }));
  });
  if (isExternallySecured(connector))
    for (const right of connectorRights)
      given.push({ user: 'NT AUTHORITY\\ANONYMOUS LOGON', right, deny: false, isInherited: true });
  return [...given, ...connector.ExtendedRights.map(parseEntry).map((entry) => ({ ...entry, isInherited: false }))];
}

/** Whether whoever reaches the connector is as good as a server of ours, and what he says as good as signed in (reference §2.1). */
export function isExternallySecured({ AuthMechanism, PermissionGroups }: ReceiveConnector): boolean {
  return AuthMechanism.includes('ExternalAuthoritative') && PermissionGroups.includes('ExchangeServers');
}

export function hasRight(connector: ReceiveConnector, user: ConnectorPrincipal, right: ConnectorRight): boolean {
  const entries = rightEntries(connector).filter((entry) => entry.user === user && entry.right === right);
  // A denial is stronger than any grant, as in Windows.
  return entries.length > 0 && !entries.some(({ deny }) => deny);
}

export function formatEntry({ user, right, deny }: RightEntry): string {
  return `${deny ? 'Deny' : 'Allow'}|${user}|${right}`;
}

export function parseEntry(text: string): RightEntry {
  const [kind, user, right] = text.split('|');
  return { deny: kind === 'Deny', user: user as ConnectorPrincipal, right: right as ConnectorRight };
}

// RFC 1918, RFC 6598, RFC 4193, RFC 4291 and RFC 3927: no stranger of the Internet has such an address.
const privateNetworks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseAddressRange(text) ?? []);

/**
 * What an outsider who tries would find: the first range of addresses beyond private networks from which anybody may send
 * to anybody without signing in. `null`: the connector is no open relay.
 */
export function openRelayRange(connector: ReceiveConnector): string | null {
  const stranger = 'NT AUTHORITY\\ANONYMOUS LOGON';
  const relays =
    connector.Enabled &&
    !connector.Lmtp &&
    hasRight(connector, stranger, 'ms-Exch-SMTP-Submit') &&
    hasRight(connector, stranger, 'ms-Exch-SMTP-Accept-Any-Recipient');
  if (!relays) return null;
  return (
    connector.RemoteIPRanges.find((text) => {
      const range = parseAddressRange(text);
      return range !== null && !privateNetworks.some((network) => rangeContains(network, range));
    }) ?? null
  );
}

import { createHash } from 'node:crypto';
import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import type { ManagementServices } from './engine/services.ts';

/** `DC=example,DC=test`, made of the default accepted domain. */
export function domainComponents(services: ManagementServices): string {
  return defaultDomain(services)
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');
}

export function defaultDomain(services: ManagementServices): string {
  return services.directory.acceptedDomains()[0]?.domainName ?? 'localdomain';
}

/** Where Exchange keeps the objects of this server; scripts cut names out of it. */
export function serverDistinguishedName(services: ManagementServices): string {
  const groups = 'CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups';
  return `CN=${services.server.name},CN=Servers,${groups},${organizationDistinguishedName(services)}`;
}

export function organizationDistinguishedName(services: ManagementServices): string {
  return `CN=${services.directory.organizationName},CN=Microsoft Exchange,CN=Services,CN=Configuration,${domainComponents(services)}`;
}

/** A GUID that belongs to this name for good (RFC 9562 §5.5 in shape). */
export function stableGuid(namespace: string, name: string): string {
  const hex = createHash('sha1').update(`${namespace}\n${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface DirectoryTail {
  readonly name?: string;
  readonly distinguishedName: string;
  readonly identity: string;
  readonly guid: string;
  /** `ms-Exch-Smtp-Receive-Connector`. */
  readonly schemaClass: string;
  readonly objectClass: readonly string[];
  /** Milliseconds since 1970. */
  readonly whenCreated: number;
  readonly whenChanged: number;
  /** Connectors print `Id` too. */
  readonly withId?: boolean;
}

/** The properties that end every configuration object (reference §1.3, §2.5), in the order they are printed. */
export function directoryTail(services: ManagementServices, tail: DirectoryTail): ManagementObject {
  const changed = new Date(tail.whenChanged);
  const created = new Date(tail.whenCreated);
  const properties: Record<string, ManagementValue> = {
    AdminDisplayName: '',
    ExchangeVersion: '0.1 (8.0.535.0)',
    ...(tail.name === undefined ? {} : { Name: tail.name }),
    DistinguishedName: tail.distinguishedName,
    Identity: tail.identity,
    Guid: tail.guid,
    ObjectCategory: `${defaultDomain(services)}/Configuration/Schema/${tail.schemaClass}`,
    ObjectClass: tail.objectClass,
    WhenChanged: changed,
    WhenCreated: created,
    WhenChangedUTC: changed,
    WhenCreatedUTC: created,
    OrganizationId: '',
    ...(tail.withId === true ? { Id: tail.identity } : {}),
    OriginatingServer: services.server.fqdn,
    IsValid: true,
    ObjectState: 'Unchanged',
  };
  return properties;
}

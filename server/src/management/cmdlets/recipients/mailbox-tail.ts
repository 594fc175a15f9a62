import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import type { Recipient } from '../../../domain/directory/recipient.ts';
import { defaultDomain, domainComponents } from '../../directory-names.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** `example.test/Users/Alice Martin`: how Exchange prints the identity of a recipient. */
export function mailboxIdentityText(services: ManagementServices, { name }: Pick<Recipient, 'name'>): string {
  return `${organizationalUnit(services)}/${name}`;
}

/** Where Exchange would keep every recipient of ours. */
export function organizationalUnit(services: ManagementServices): string {
  return `${defaultDomain(services)}/Users`;
}

/** `SMTP:` marks the primary address, `smtp:` the others. */
export function proxyAddresses({ emailAddresses }: Pick<Recipient, 'emailAddresses'>): readonly string[] {
  return emailAddresses.map((address, index) => `${index === 0 ? 'SMTP' : 'smtp'}:${address}`);
}

export function legacyDistinguishedName(services: ManagementServices, { alias }: Pick<Recipient, 'alias'>): string {
  return `/o=${services.directory.organizationName}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${alias}`;
}

export function distinguishedNameOf(services: ManagementServices, { name }: Pick<Recipient, 'name'>): string {
  return `CN=${name.replaceAll(/[,\\+"<>;=]/g, String.raw`\$&`)},CN=Users,${domainComponents(services)}`;
}

/** The properties that end every recipient's object. */
export function mailboxTail(services: ManagementServices, mailbox: Recipient): ManagementObject {
  const changed = new Date(mailbox.whenChanged);
  const created = new Date(mailbox.whenCreated);
  const properties: Record<string, ManagementValue> = {
    ExchangeVersion: '0.20 (15.0.0.0)',
    Name: mailbox.name,
    DistinguishedName: distinguishedNameOf(services, mailbox),
    Identity: mailboxIdentityText(services, mailbox),
    Guid: mailbox.guid,
    ObjectClass: objectClass(mailbox),
    WhenChanged: changed,
    WhenCreated: created,
    WhenChangedUTC: changed,
    WhenCreatedUTC: created,
    OrganizationId: '',
    OriginatingServer: services.server.fqdn,
    IsValid: true,
    ObjectState: 'Unchanged',
  };
  return properties;
}

function objectClass({ kind }: Recipient): readonly string[] {
  if (kind === 'group') return ['top', 'group'];
  return ['top', 'person', 'organizationalPerson', kind === 'contact' ? 'contact' : 'user'];
}

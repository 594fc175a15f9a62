import type { ManagementObject } from '@relais/management-contract';
import { isMailbox, type Recipient } from '../../../domain/directory/recipient.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { customAttributeProperties } from './custom-attributes.ts';
import { distinguishedNameOf, mailboxTail, organizationalUnit, proxyAddresses } from './mailbox-tail.ts';
import { personalProperties } from './personal-properties.ts';
import { addressOf, namesOf, recipientTypeDetails } from './recipient-parameters.ts';

export function recipientType(recipient: Recipient): string {
  const kind = recipientTypeDetails(recipient);
  return kind === 'SharedMailbox' ? 'UserMailbox' : kind;
}

/** As Get-Recipient prints it. */
export function recipientObject(services: ManagementServices, recipient: Recipient): ManagementObject {
  return {
    Alias: recipient.alias,
    ...personShown(services, recipient),
    DisplayName: recipient.displayName,
    EmailAddresses: proxyAddresses(recipient),
    ...(recipient.kind === 'contact' ? { ExternalEmailAddress: `SMTP:${recipient.externalEmailAddress}` } : {}),
    HiddenFromAddressListsEnabled: recipient.kind !== 'mailboxless' && recipient.hiddenFromAddressLists,
    PrimarySmtpAddress: recipient.emailAddresses[0] ?? addressOf(recipient) ?? '',
    RecipientType: recipientType(recipient),
    RecipientTypeDetails: recipientTypeDetails(recipient),
    ...('samAccountName' in recipient ? { SamAccountName: recipient.samAccountName } : {}),
    OrganizationalUnit: organizationalUnit(services),
    ...mailboxTail(services, recipient),
  };
}

/** What lists of people show beside the names: of each kind what it has, and the rest empty. */
function personShown(services: ManagementServices, recipient: Recipient): ManagementObject {
  const kept = recipient.kind === 'mailboxless' ? {} : recipient.otherProperties;
  const personal = personalProperties(services, kept);
  return {
    ...customAttributeProperties(kept),
    ...Object.fromEntries(
      [
        'FirstName',
        'LastName',
        'City',
        'Company',
        'CountryOrRegion',
        'Department',
        'Manager',
        'Office',
        'Phone',
        'PostalCode',
        'StateOrProvince',
        'Title',
      ].map((name) => [name, personal[name] ?? '']),
    ),
    Database: isMailbox(recipient) ? 'Mailbox Database' : '',
    ServerName: isMailbox(recipient) ? services.server.name.toLowerCase() : '',
    ManagedBy: recipient.kind === 'group' ? namesOf(services, recipient.managedBy) : [],
  };
}

/**
 * What the filter of a management scope may ask for: what Get-Recipient prints, whichever the kind, and the distinguished names of the groups
 * that name the recipient as a member.
 */
export function scopedObject(services: ManagementServices, recipient: Recipient): ManagementObject {
  return {
    ExternalEmailAddress: '',
    SamAccountName: '',
    UserPrincipalName: 'userPrincipalName' in recipient ? recipient.userPrincipalName : '',
    ...recipientObject(services, recipient),
    MemberOfGroup: groupsOf(services, recipient.guid),
  };
}

export function groupsOf(services: ManagementServices, guid: string): readonly string[] {
  return services.directory
    .groups()
    .filter(({ members }) => members.includes(guid))
    .map((group) => distinguishedNameOf(services, group));
}

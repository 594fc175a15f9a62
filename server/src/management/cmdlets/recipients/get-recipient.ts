import type { ManagementObject } from '@relais/management-contract';
import { isMailbox, type Recipient } from '../../../domain/directory/recipient.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { customAttributeProperties } from './custom-attributes.ts';
import { listParameters, selected } from './list-parameters.ts';
import { mailboxTail, organizationalUnit, proxyAddresses } from './mailbox-tail.ts';
import { personalProperties } from './personal-properties.ts';
import {
  addressOf,
  matchesRecipientAnr,
  matchRecipients,
  namesOf,
  recipientIdentity,
  recipientTypeDetails,
} from './recipient-parameters.ts';

const details = [
  'UserMailbox',
  'SharedMailbox',
  'MailContact',
  'MailUniversalDistributionGroup',
  'MailUniversalSecurityGroup',
];
const types = ['UserMailbox', 'MailContact', 'MailUniversalDistributionGroup', 'MailUniversalSecurityGroup'];
const values = (names: readonly string[]) => names.map((name) => ({ name }));

export const getRecipient = defineCmdlet({
  name: 'Get-Recipient',
  synopsis: { en: 'Shows whoever can be written to.', fr: 'Affiche tous ceux à qui on peut écrire.' },
  parameters: [
    {
      ...recipientIdentity(
        'A mailbox, group or contact, by name, alias, address, GUID or distinguished name.',
        'Une boîte aux lettres, un groupe ou un contact, par nom, alias, adresse, GUID ou nom unique.',
      ),
      nullable: true,
      wildcards: true,
    },
    ...listParameters,
    {
      name: 'RecipientType',
      type: { kind: 'enum', values: values(types) },
      list: true,
      help: { en: 'Only these kinds.', fr: 'Seulement ces types.' },
    },
    {
      name: 'RecipientTypeDetails',
      type: { kind: 'enum', values: values(details) },
      list: true,
      help: { en: 'Only these kinds, shared mailboxes apart.', fr: 'Seulement ces types, boîtes partagées à part.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-Recipient sales@contoso.com',
      explanation: { en: 'Whose address it is.', fr: 'À qui est cette adresse.' },
    },
  ],
  defaultColumns: ['Name', 'RecipientType'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients', 'User Options'],
  async *run(context, parameters) {
    const { services } = context;
    const anr = parameters.get<string>('Anr');
    const kinds = parameters.list<string>('RecipientType', []) ?? [];
    const wanted = parameters.list<string>('RecipientTypeDetails', []) ?? [];
    const found = matchRecipients(services, parameters.get<string | null>('Identity') ?? undefined)
      // An account without a mailbox cannot be written to: Get-User shows it.
      .filter((recipient) => recipient.kind !== 'mailboxless')
      .filter((recipient) => kinds.length === 0 || kinds.includes(recipientType(recipient)))
      .filter((recipient) => wanted.length === 0 || wanted.includes(recipientTypeDetails(recipient)));
    yield* selected(context, parameters, found, (recipient) =>
      anr === undefined || matchesRecipientAnr(recipient, anr) ? recipientObject(services, recipient) : null,
    );
  },
});

function recipientType(recipient: Recipient): string {
  const kind = recipientTypeDetails(recipient);
  return kind === 'SharedMailbox' ? 'UserMailbox' : kind;
}

function recipientObject(services: ManagementServices, recipient: Recipient): ManagementObject {
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

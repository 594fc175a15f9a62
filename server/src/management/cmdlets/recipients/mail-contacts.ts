import { shownChanges } from '../shown-changes.ts';
import { ByteSize, type ManagementObject, type ParameterDescription, Unlimited } from '@relais/management-contract';
import { mailTipIn } from '../../../domain/directory/mail-tip.ts';
import type { ContactChange, MailContact } from '../../../domain/directory/recipient.ts';
import { defaultDomain } from '../../directory-names.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { aliasFrom, withoutAccents } from './alias.ts';
import { changesAnything } from './changed-properties.ts';
import { chosenContacts, contactIdentity } from './chosen-contacts.ts';
import { changedAddresses } from './email-addresses-change.ts';
import { customAttributeChange, customAttributeProperties, customAttributes } from './custom-attributes.ts';
import { listParameters } from './list-parameters.ts';
import { givenMailTip, keptMailTip, mailTipParameters, mailTipProperties } from './mail-tip-parameters.ts';
import { mailboxTail, organizationalUnit, proxyAddresses } from './mailbox-tail.ts';
import {
  boolean,
  emailAddressPolicyEnabled,
  fromColumns,
  namesOf,
  people,
  references,
  requireRecipient,
  text,
} from './recipient-parameters.ts';

const properties: readonly ParameterDescription[] = [
  text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
  text('Alias', 'What its address here is made of.', 'Sert à former son adresse d’ici.', 64),
  text('FirstName', 'Given name.', 'Prénom.', 64),
  text('LastName', 'Family name.', 'Nom de famille.', 64),
  text('PrimarySmtpAddress', 'Its address here.', 'Son adresse d’ici.'),
];

export const newMailContact = defineCmdlet({
  name: 'New-MailContact',
  synopsis: {
    en: 'Makes a contact: somebody elsewhere with a place in the address list.',
    fr: 'Crée un contact : quelqu’un d’ailleurs, avec une place dans la liste d’adresses.',
  },
  parameters: [
    ...[
      {
        ...text('Name', 'A name that no other recipient has.', 'Un nom que ne porte aucun autre destinataire.', 64),
        mandatory: true,
        position: 1,
      },
      { ...text('ExternalEmailAddress', 'Where his mail goes.', 'Où va son courrier.'), mandatory: true },
      ...properties,
    ].map(fromColumns),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-MailContact -Name Partner -ExternalEmailAddress partner@fabrikam.com',
      explanation: {
        en: 'partner@ the default domain is passed on.',
        fr: 'partner@ le domaine par défaut est transféré.',
      },
    },
    {
      command: 'Import-Csv partners.csv | New-MailContact',
      explanation: {
        en: 'One for each line; the columns are called like the parameters.',
        fr: 'Un pour chaque ligne ; les colonnes portent les noms des paramètres.',
      },
    },
  ],
  defaultColumns: ['Name', 'Alias', 'RecipientTypeDetails'],
  roles: ['Mail Recipient Creation'],
  async *run(context, given) {
    const { services } = context;
    const name = given.get<string>('Name') ?? '';
    const alias = given.get<string>('Alias') ?? aliasFrom(name);
    const externalEmailAddress = plain(given.get<string>('ExternalEmailAddress') ?? '');
    const action = {
      en: `Creating mail contact "${name}" for ${externalEmailAddress}.`,
      fr: `Création du contact « ${name} » pour ${externalEmailAddress}.`,
    };
    if (!context.shouldProcess(action)) return;
    const contact = await services.directory.createContact({
      name,
      alias,
      externalEmailAddress,
      displayName: given.get<string>('DisplayName') ?? name,
      primarySmtpAddress:
        given.get<string>('PrimarySmtpAddress') ?? `${withoutAccents(alias)}@${defaultDomain(services)}`,
      otherProperties: names(given),
    });
    context.changed(name);
    yield contactObject(services, contact);
  },
});

export const getMailContact = defineCmdlet({
  name: 'Get-MailContact',
  synopsis: { en: 'Shows mail contacts.', fr: 'Affiche des contacts de messagerie.' },
  parameters: [{ ...contactIdentity, nullable: true, wildcards: true }, ...listParameters, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailContact P*',
      explanation: { en: 'Whose name begins with P.', fr: 'Dont le nom commence par P.' },
    },
  ],
  defaultColumns: ['Name', 'Alias', 'RecipientTypeDetails'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients'],
  async *run(context, given) {
    yield* chosenContacts(context, given, (contact) => contactObject(context.services, contact));
  },
});

export const setMailContact = defineCmdlet({
  name: 'Set-MailContact',
  synopsis: { en: 'Changes a mail contact.', fr: 'Modifie un contact de messagerie.' },
  parameters: [
    { ...contactIdentity, mandatory: true },
    text('Name', 'A new name.', 'Un nouveau nom.', 64),
    text('ExternalEmailAddress', 'Where his mail goes.', 'Où va son courrier.'),
    ...properties,
    {
      ...text(
        'EmailAddresses',
        'Addresses here; SMTP: marks the primary one.',
        'Adresses d’ici ; SMTP: désigne la principale.',
      ),
      list: true,
    },
    boolean('HiddenFromAddressListsEnabled', 'Hides it from address lists.', 'Le masque des listes d’adresses.'),
    boolean(
      'RequireSenderAuthenticationEnabled',
      '$true: only senders who have signed in.',
      '$true : seuls les expéditeurs authentifiés.',
    ),
    people('AcceptMessagesOnlyFrom', 'Only these may write to it.', 'Seuls ceux-ci peuvent lui écrire.'),
    people('RejectMessagesFrom', 'These may not write to it.', 'Ceux-ci ne peuvent pas lui écrire.'),
    people(
      'AcceptMessagesOnlyFromSendersOrMembers',
      'Only these, or members of these groups, may write to it.',
      'Seuls ceux-ci, ou les membres de ces groupes, peuvent lui écrire.',
    ),
    people(
      'RejectMessagesFromSendersOrMembers',
      'These, and members of these groups, may not write to it.',
      'Ceux-ci, et les membres de ces groupes, ne peuvent pas lui écrire.',
    ),
    {
      name: 'MaxReceiveSize',
      type: { kind: 'bytesize', unlimited: true },
      help: { en: 'Largest message to it.', fr: 'Taille maximale d’un message.' },
    },
    ...mailTipParameters,
    emailAddressPolicyEnabled,
    ...customAttributes,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-MailContact Partner -ExternalEmailAddress new@fabrikam.com',
      explanation: { en: 'He has moved.', fr: 'Il a changé d’adresse.' },
    },
  ],
  roles: ['Mail Recipients', 'Mail Recipient Creation'],
  async run(context, given) {
    const { services } = context;
    const contact = requireRecipient(services, given.get<string>('Identity') ?? '', 'contact');
    requireAuthority(context, contact);
    const change = contactChange(services, given, contact);
    if (!changesAnything<MailContact>(contact, change)) {
      context.warn({
        en: `The command completed successfully but no settings of '${contact.name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${contact.name} » n’a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting mail contact "${contact.name}".`,
      fr: `Modification du contact « ${contact.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const before = contactObject(services, contact);
    const after = await services.directory.updateContact(contact.guid, change);
    context.changed(contact.name, shownChanges(before, contactObject(services, after)));
  },
});

export const removeMailContact = defineCmdlet({
  name: 'Remove-MailContact',
  synopsis: { en: 'Removes a mail contact.', fr: 'Supprime un contact de messagerie.' },
  parameters: [{ ...contactIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-MailContact Partner', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles: ['Mail Recipient Creation'],
  async run(context, given) {
    const { services } = context;
    const contact = requireRecipient(services, given.get<string>('Identity') ?? '', 'contact');
    requireAuthority(context, contact);
    const action = {
      en: `Removing mail contact "${contact.name}".`,
      fr: `Suppression du contact « ${contact.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.removeRecipient(contact.guid);
    context.changed(contact.name);
  },
});

function contactChange(services: ManagementServices, given: BoundParameters, contact: MailContact): ContactChange {
  const change: { -readonly [K in keyof ContactChange]: ContactChange[K] } = {};
  const take = <K extends keyof ContactChange>(parameter: string, property: K): void => {
    if (given.has(parameter)) change[property] = given.get(parameter) as ContactChange[K];
  };
  take('Name', 'name');
  take('DisplayName', 'displayName');
  take('Alias', 'alias');
  take('HiddenFromAddressListsEnabled', 'hiddenFromAddressLists');
  take('RequireSenderAuthenticationEnabled', 'requireSenderAuthentication');
  if (given.has('ExternalEmailAddress'))
    change.externalEmailAddress = plain(given.get<string>('ExternalEmailAddress') ?? '');
  const emailAddresses = changedAddresses(given, contact.emailAddresses);
  if (emailAddresses !== undefined) change.emailAddresses = emailAddresses;
  for (const [parameter, property] of [
    ['AcceptMessagesOnlyFrom', 'acceptMessagesOnlyFrom'],
    ['AcceptMessagesOnlyFromSendersOrMembers', 'acceptMessagesOnlyFrom'],
    ['RejectMessagesFrom', 'rejectMessagesFrom'],
    ['RejectMessagesFromSendersOrMembers', 'rejectMessagesFrom'],
  ] as const) {
    const guids = references(services, given, parameter, change[property] ?? contact[property]);
    if (guids !== undefined) change[property] = guids;
  }
  if (given.has('MaxReceiveSize')) {
    const size = given.get<ByteSize | Unlimited>('MaxReceiveSize');
    change.maxReceiveSizeBytes = size instanceof ByteSize ? size.bytes : null;
  }
  const tip = givenMailTip(given, mailTipIn(contact.otherProperties));
  const kept = { ...names(given), ...keptMailTip(tip), ...customAttributeChange(given) };
  if (Object.keys(kept).length > 0) change.otherProperties = { ...contact.otherProperties, ...kept };
  return change;
}

function names(given: BoundParameters): MailContact['otherProperties'] {
  return Object.fromEntries(
    ['FirstName', 'LastName'].flatMap((name) => (given.has(name) ? [[name, given.get(name)] as const] : [])),
  );
}

function plain(address: string): string {
  return address.trim().replace(/^smtp:/i, '');
}

function contactObject(services: ManagementServices, contact: MailContact): ManagementObject {
  return {
    ExternalEmailAddress: `SMTP:${contact.externalEmailAddress}`,
    FirstName: (contact.otherProperties.FirstName as string | undefined) ?? '',
    LastName: (contact.otherProperties.LastName as string | undefined) ?? '',
    AcceptMessagesOnlyFromSendersOrMembers: namesOf(services, contact.acceptMessagesOnlyFrom),
    RejectMessagesFrom: namesOf(services, contact.rejectMessagesFrom),
    RejectMessagesFromSendersOrMembers: namesOf(services, contact.rejectMessagesFrom),
    RequireSenderAuthenticationEnabled: contact.requireSenderAuthentication,
    Alias: contact.alias,
    DisplayName: contact.displayName,
    EmailAddresses: proxyAddresses(contact),
    HiddenFromAddressListsEnabled: contact.hiddenFromAddressLists,
    ...mailTipProperties(mailTipIn(contact.otherProperties)),
    ...customAttributeProperties(contact.otherProperties),
    OrganizationalUnit: organizationalUnit(services),
    MaxReceiveSize: contact.maxReceiveSizeBytes === null ? Unlimited.value : new ByteSize(contact.maxReceiveSizeBytes),
    PrimarySmtpAddress: contact.emailAddresses[0] ?? contact.externalEmailAddress,
    RecipientType: 'MailContact',
    RecipientTypeDetails: 'MailContact',
    ...mailboxTail(services, contact),
  };
}

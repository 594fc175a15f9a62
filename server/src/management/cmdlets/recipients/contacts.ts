import type { ManagementObject } from '@relais/management-contract';
import type { MailContact } from '../../../domain/directory/recipient.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { chosenContacts, contactIdentity } from './chosen-contacts.ts';
import { listParameters } from './list-parameters.ts';
import { mailboxTail } from './mailbox-tail.ts';
import { personalChange, personalDifferences, personalParameters, personalProperties } from './personal-properties.ts';
import { requireRecipient, text } from './recipient-parameters.ts';

export const getContact = defineCmdlet({
  name: 'Get-Contact',
  synopsis: {
    en: 'Shows what is known of the persons behind contacts.',
    fr: 'Affiche ce que l’on sait des personnes derrière les contacts.',
  },
  parameters: [{ ...contactIdentity, nullable: true, wildcards: true }, ...listParameters, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-Contact -Filter "Company -eq \'Fabrikam\'" | Format-Table Name,Phone,Department',
      explanation: { en: 'Everybody there.', fr: 'Toutes les personnes de cette société.' },
    },
  ],
  defaultColumns: ['Name'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients'],
  async *run(context, given) {
    yield* chosenContacts(context, given, (contact) => contactObject(context.services, contact));
  },
});

export const setContact = defineCmdlet({
  name: 'Set-Contact',
  synopsis: {
    en: 'Changes what is known of the person behind a contact.',
    fr: 'Modifie ce que l’on sait de la personne derrière un contact.',
  },
  parameters: [
    { ...contactIdentity, mandatory: true },
    text('Name', 'A new name.', 'Un nouveau nom.', 64),
    text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
    ...personalParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-Contact Partner -Company Fabrikam -Phone 555-0100',
      explanation: { en: 'Where he works.', fr: 'Où il travaille.' },
    },
  ],
  roles: ['Mail Recipients', 'Mail Recipient Creation'],
  async run(context, given) {
    const { services } = context;
    const contact = requireRecipient(services, given.get<string>('Identity') ?? '', 'contact');
    requireAuthority(context, contact);
    const names = {
      ...(given.has('Name') ? { name: given.get<string>('Name') ?? '' } : {}),
      ...(given.has('DisplayName') ? { displayName: given.get<string>('DisplayName') ?? '' } : {}),
    };
    const differences = personalDifferences(contact.otherProperties, personalChange(services, given));
    const changed = (Object.keys(names) as (keyof typeof names)[]).filter((name) => names[name] !== contact[name]);
    if (changed.length + Object.keys(differences).length === 0) return context.warn(nothingModified(contact.name));
    const action = {
      en: `Setting contact "${contact.name}".`,
      fr: `Modification du contact « ${contact.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const otherProperties = {
      ...contact.otherProperties,
      ...Object.fromEntries(Object.entries(differences).map(([name, [, after]]) => [name, after])),
    };
    await services.directory.updateContact(contact.guid, { ...names, otherProperties });
    context.changed(contact.name, {
      ...Object.fromEntries(
        changed.map((name) => [name === 'name' ? 'Name' : 'DisplayName', [contact[name], names[name]] as const]),
      ),
      ...differences,
    });
  },
});

function contactObject(services: ManagementServices, contact: MailContact): ManagementObject {
  return {
    DisplayName: contact.displayName,
    ...personalProperties(services, contact.otherProperties),
    WindowsEmailAddress: contact.emailAddresses[0] ?? contact.externalEmailAddress,
    RecipientType: 'MailContact',
    RecipientTypeDetails: 'MailContact',
    ...mailboxTail(services, contact),
  };
}

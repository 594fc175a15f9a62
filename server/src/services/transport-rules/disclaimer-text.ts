import { textAsHtml } from '@relais/mime';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { MailContact } from '../../domain/directory/recipient.ts';

type Person = Mailbox | MailContact;

const other =
  (name: string) =>
  ({ otherProperties }: Person): string => {
    const value = otherProperties[name];
    return typeof value === 'string' ? value : '';
  };

/** What of its sender a disclaimer may name, between `%%` and `%%`, under Exchange's names. */
const attributes: Readonly<Record<string, (person: Person, directory: Directory) => string>> = {
  DisplayName: ({ displayName }) => displayName,
  FirstName: other('FirstName'),
  LastName: other('LastName'),
  Initials: other('Initials'),
  Name: ({ name }) => name,
  Email: ({ emailAddresses }) => emailAddresses[0] ?? '',
  UserLogonName: (person) => ('samAccountName' in person ? person.samAccountName : ''),
  UserPrincipalName: (person) => ('userPrincipalName' in person ? person.userPrincipalName : ''),
  Title: other('Title'),
  Company: other('Company'),
  Department: other('Department'),
  Office: other('Office'),
  Manager: (person, directory) => {
    const guid = other('Manager')(person);
    return guid === '' ? '' : (directory.findRecipient(guid)?.displayName ?? '');
  },
  PhoneNumber: other('Phone'),
  MobileNumber: other('MobilePhone'),
  HomePhoneNumber: other('HomePhone'),
  FaxNumber: other('Fax'),
  PagerNumber: other('Pager'),
  StreetAddress: other('StreetAddress'),
  City: other('City'),
  State: other('StateOrProvince'),
  ZipCode: other('PostalCode'),
  Country: other('CountryOrRegion'),
  Notes: other('Notes'),
  ...Object.fromEntries(
    Array.from({ length: 15 }, (_, at) => [`CustomAttribute${at + 1}`, other(`CustomAttribute${at + 1}`)]),
  ),
};

export const knownAttributes: readonly string[] = Object.keys(attributes);
const byName = new Map(Object.entries(attributes).map(([name, read]) => [name.toLowerCase(), read]));

const mark = /%%([A-Za-z][A-Za-z0-9]{0,63})%%/g;

/** Marks in a disclaimer that name nothing that is known. */
export function unknownAttributes(html: string): readonly string[] {
  return [...html.matchAll(mark)].flatMap(([, name = '']) => (byName.has(name.toLowerCase()) ? [] : [name]));
}

/** HTML of a rule with what is known of the sender in place of its marks; nothing where nothing is. */
export function disclaimerText(directory: Directory, html: string, authors: readonly string[]): string {
  const person = personOf(directory, authors[0] ?? '');
  return html.replaceAll(mark, (whole, name: string) => {
    const attribute = byName.get(name.toLowerCase());
    if (attribute === undefined) return whole;
    return person === null ? '' : textAsHtml(attribute(person, directory));
  });
}

function personOf(directory: Directory, address: string): Person | null {
  const found = directory.resolveRecipient(address);
  return found.kind === 'mailbox' ? found.mailbox : found.kind === 'contact' ? found.contact : null;
}

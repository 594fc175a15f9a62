import type { ManagementObject, ManagementValue, ParameterDescription } from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { lines, requireRecipient, text } from './recipient-parameters.ts';

/** What is known of a person besides his mailbox or address, by Exchange's property name. */
const texts: readonly ParameterDescription[] = [
  text('FirstName', 'Given name.', 'Prénom.', 64),
  text('LastName', 'Family name.', 'Nom de famille.', 64),
  text('Initials', 'Letters between the names.', 'Initiales.', 6),
  text('City', 'City.', 'Ville.', 128),
  text('Company', 'Company.', 'Société.', 64),
  text('CountryOrRegion', 'Country, by name or two letters.', 'Pays, par son nom ou en deux lettres.', 64),
  text('Department', 'Department.', 'Service.', 64),
  text('Fax', 'Fax number.', 'Numéro de télécopie.', 64),
  text('HomePhone', 'Telephone at home.', 'Téléphone personnel.', 64),
  text('MobilePhone', 'Mobile telephone.', 'Téléphone mobile.', 64),
  lines('Notes', 'Anything else.', 'Tout autre renseignement.', 1024),
  text('Office', 'Where he sits.', 'Bureau.', 128),
  text('Pager', 'Pager.', 'Récepteur de radiomessagerie.', 64),
  text('Phone', 'Telephone at work.', 'Téléphone professionnel.', 64),
  text('PostalCode', 'Postal code.', 'Code postal.', 40),
  text('StateOrProvince', 'State or province.', 'État ou province.', 128),
  lines('StreetAddress', 'Street and number.', 'Rue et numéro.', 1024),
  text('Title', 'What he is.', 'Fonction.', 128),
  text('WebPage', 'A page about him.', 'Page web.', 2048),
  text('SimpleDisplayName', 'His name in plain letters.', 'Son nom en caractères simples.', 256),
];

export const personalParameters: readonly ParameterDescription[] = [
  ...texts.map((parameter) => ({ ...parameter, nullable: true })),
  {
    name: 'Manager',
    type: { kind: 'identity', of: 'Recipient' },
    nullable: true,
    help: { en: 'Whom he reports to; $null: nobody.', fr: 'Son supérieur ; $null : personne.' },
  },
];

/** Of these parameters, for cmdlets that take only some. */
export function personalParametersNamed(...names: readonly string[]): readonly ParameterDescription[] {
  return personalParameters.filter(({ name }) => names.includes(name));
}

/** What was given, to be kept beside the rest; `$null` and an empty text take a property away. @throws CmdletError */
export function personalChange(
  services: ManagementServices,
  given: BoundParameters,
): Readonly<Record<string, unknown>> {
  const change: Record<string, unknown> = {};
  for (const { name } of texts) {
    if (!given.has(name)) continue;
    const value = (given.get<string | null>(name) ?? '').trim();
    change[name] = value === '' ? null : value;
  }
  if (given.has('Manager')) {
    const manager = given.get<string | null>('Manager') ?? '';
    change.Manager = manager === '' ? null : requireRecipient(services, manager).guid;
  }
  return change;
}

export function personalProperties(
  services: ManagementServices,
  kept: Readonly<Record<string, unknown>>,
): ManagementObject {
  const shown = texts.map(({ name }) => [name, (kept[name] ?? '') as ManagementValue] as const);
  const manager = typeof kept.Manager === 'string' ? services.directory.findRecipient(kept.Manager) : null;
  return { ...Object.fromEntries(shown), Manager: manager?.name ?? '' };
}

/** Each property with what it was and is. */
export function personalDifferences(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, readonly [unknown, unknown]>> {
  return Object.fromEntries(
    Object.entries(change)
      .filter(([name, value]) => (before[name] ?? null) !== value)
      .map(([name, value]) => [name, [before[name] ?? null, value] as const]),
  );
}

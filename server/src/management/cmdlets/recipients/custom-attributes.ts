import type { ManagementObject, ManagementValue, ParameterDescription } from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';

/** CustomAttribute1 to 15 of mailboxes, groups and contacts, for filters, scripts and disclaimers. */
export const customAttributes: readonly ParameterDescription[] = Array.from({ length: 15 }, (_, index) => ({
  name: `CustomAttribute${index + 1}`,
  type: { kind: 'string', maxLength: 1024 },
  nullable: true,
  help: { en: 'Anything, for filters and scripts.', fr: 'N’importe quoi, pour des filtres et des scripts.' },
}));

/** Those that were given, to be kept beside the rest; `$null` empties one. */
export function customAttributeChange(given: BoundParameters): Readonly<Record<string, string>> {
  return Object.fromEntries(
    customAttributes
      .filter(({ name }) => given.has(name))
      .map(({ name }) => [name, given.get<string | null>(name) ?? ''] as const),
  );
}

/** All fifteen, as Exchange prints them. */
export function customAttributeProperties(kept: Readonly<Record<string, unknown>>): ManagementObject {
  return Object.fromEntries(customAttributes.map(({ name }) => [name, (kept[name] ?? '') as ManagementValue]));
}

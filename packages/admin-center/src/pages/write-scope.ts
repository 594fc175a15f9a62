import type { ManagementObject } from '@relais/management-contract';
import type { Words } from '../language/words.ts';
import { textOf } from '../server/rows.ts';

/** A write scope as a choice: `Organization`, another relative one, `custom:` before the name of a management scope, or `several`. */
const wholeOrganization = 'Organization';
const several = 'several';
const custom = 'custom:';

/** The scope that the assignments of a role group have in common. */
export function scopeOf(assignments: readonly ManagementObject[]): string {
  const scopes = new Set(
    assignments.map((row) => {
      const name = textOf(row, 'CustomRecipientWriteScope');
      return name === '' ? textOf(row, 'RecipientWriteScope') : `${custom}${name}`;
    }),
  );
  if (scopes.size > 1) return several;
  return [...scopes][0] ?? wholeOrganization;
}

/** What can be chosen: everybody, each management scope, and what it is now. */
export function scopeChoices(
  scopes: readonly ManagementObject[],
  current: string,
  t: Words,
): readonly (readonly [value: string, label: string])[] {
  const choices: readonly (readonly [string, string])[] = [
    [wholeOrganization, t('roles.scopeOrganization')],
    ...scopes.map((row) => [`${custom}${textOf(row, 'Name')}`, textOf(row, 'Name')] as const),
  ];
  if (choices.some(([value]) => value === current)) return choices;
  const labels: Readonly<Record<string, string>> = {
    MyGAL: t('roles.scopeMyGal'),
    Self: t('roles.scopeSelf'),
    MyDistributionGroups: t('roles.scopeMyGroups'),
    [several]: t('roles.scopesDiffer'),
  };
  return [...choices, [current, labels[current] ?? current.replace(custom, '')]];
}

/** The parameter that says it; none where it is the usual one, unless `always`. */
export function scopeParameters(scope: string, always = false): Readonly<Record<string, string>> {
  if (scope.startsWith(custom)) return { CustomRecipientWriteScope: scope.slice(custom.length) };
  if (scope === several || (scope === wholeOrganization && !always)) return {};
  return { RecipientRelativeWriteScope: scope };
}

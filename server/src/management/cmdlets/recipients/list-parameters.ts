import {
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { parseFilter } from '../../engine/opath-filter.ts';

/** What Get- cmdlets of recipients have in common: which ones, in which order, how many. */
export const listParameters: readonly ParameterDescription[] = [
  {
    name: 'Anr',
    type: { kind: 'string', maxLength: 256 },
    help: {
      en: 'A beginning of the name, alias, display name or address.',
      fr: 'Le début du nom, de l’alias, du nom complet ou de l’adresse.',
    },
  },
  {
    name: 'Filter',
    type: { kind: 'string', maxLength: 10_000 },
    help: {
      en: 'A filter such as "PopEnabled -eq $false -and Name -like \'A*\'".',
      fr: "Un filtre tel que « PopEnabled -eq $false -and Name -like 'A*' ».",
    },
  },
  {
    name: 'ResultSize',
    type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
    defaultText: '1000',
    help: { en: 'How many at most; Unlimited for all.', fr: 'Combien au plus ; Unlimited pour tous.' },
  },
  {
    name: 'SortBy',
    type: { kind: 'string', maxLength: 64 },
    help: { en: 'A property to sort by.', fr: 'Une propriété de tri.' },
  },
  {
    name: 'OrganizationalUnit',
    type: { kind: 'string', maxLength: 256 },
    withoutEffect: true,
    help: {
      en: 'Accepted and without effect: there is one unit.',
      fr: "Accepté et sans effet : il n'y a qu'une unité.",
    },
  },
];

/**
 * Applies Filter, SortBy and ResultSize to objects; warns, in Exchange's words, when there are more. A filter may ask for
 * what `besides` gives of an object and nobody prints.
 */
export function* selected(
  context: CmdletContext,
  parameters: BoundParameters,
  objects: Iterable<ManagementObject>,
  besides: (object: ManagementObject) => ManagementObject = () => ({}),
): Generator<ManagementObject> {
  const filter = parameters.get<string>('Filter');
  const matches = filter === undefined ? () => true : parseFilter(filter);
  const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
  const most = limit instanceof Unlimited ? Number.POSITIVE_INFINITY : limit;
  let given = 0;
  for (const object of sorted(objects, parameters.get<string>('SortBy'))) {
    if (filter !== undefined && !matches({ ...object, ...besides(object) })) continue;
    if (given >= most) {
      context.warn({
        en: `There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.`,
        fr: "D'autres résultats sont disponibles. Pour les afficher, augmentez la valeur du paramètre ResultSize.",
      });
      return;
    }
    given += 1;
    yield object;
  }
}

function sorted(objects: Iterable<ManagementObject>, property: string | undefined): Iterable<ManagementObject> {
  if (property === undefined) return objects;
  const all = [...objects];
  const name = Object.keys(all[0] ?? {}).find((key) => key.toLowerCase() === property.toLowerCase());
  if (name === undefined) {
    if (all.length === 0) return all;
    throw new CmdletError({
      id: 'InvalidSortProperty',
      category: 'InvalidArgument',
      exception: 'ArgumentException',
      parameter: 'SortBy',
      target: property,
      text: {
        en: `There is no property "${property}" to sort by.`,
        fr: `Il n'y a pas de propriété « ${property} » pour le tri.`,
      },
    });
  }
  const key = (value: ManagementValue | undefined): string => String(value ?? '').toLowerCase();
  return all.sort((one, other) => (key(one[name]) < key(other[name]) ? -1 : Number(key(one[name]) > key(other[name]))));
}

import {
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import { TimeSlice } from '../../../domain/mail/time-slice.ts';
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
    type: { kind: 'string', maxLength: 10_000, lines: true },
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
      fr: 'Accepté et sans effet : il n’y a qu’une unité.',
    },
  },
];

/**
 * Applies Filter, SortBy and ResultSize to the objects of rows; warns, in Exchange's words, when there are more. An object is
 * made when its turn comes, and others run between: there may be 20,000. `objectOf` gives `null` for a row that is not meant.
 * A filter may ask for what `besides` gives of an object and nobody prints.
 */
export async function* selected<Row>(
  context: CmdletContext,
  parameters: BoundParameters,
  rows: Iterable<Row>,
  objectOf: (row: Row) => ManagementObject | null,
  besides: (object: ManagementObject) => ManagementObject = () => ({}),
): AsyncGenerator<ManagementObject, void, void> {
  const filter = parameters.get<string>('Filter');
  const matches = filter === undefined ? () => true : parseFilter(filter);
  const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
  const most = limit instanceof Unlimited ? Number.POSITIVE_INFINITY : limit;
  let given = 0;
  const property = parameters.get<string>('SortBy');
  const objects = objectsOf(rows, objectOf);
  for await (const object of property === undefined ? objects : await sorted(objects, property)) {
    if (filter !== undefined && !matches({ ...object, ...besides(object) })) continue;
    if (given >= most) {
      warnOfMoreResults(context);
      return;
    }
    given += 1;
    yield object;
  }
}

/** In Exchange's words. */
export function warnOfMoreResults(context: Pick<CmdletContext, 'warn'>): void {
  context.warn({
    en: `There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.`,
    fr: 'D’autres résultats sont disponibles. Pour les afficher, augmentez la valeur du paramètre ResultSize.',
  });
}

async function* objectsOf<Row>(
  rows: Iterable<Row>,
  objectOf: (row: Row) => ManagementObject | null,
): AsyncGenerator<ManagementObject> {
  const slice = new TimeSlice();
  for (const row of rows) {
    const object = objectOf(row);
    if (object !== null) yield object;
    await slice.rest();
  }
}

async function sorted(objects: AsyncIterable<ManagementObject>, property: string): Promise<Iterable<ManagementObject>> {
  const all: ManagementObject[] = [];
  for await (const object of objects) all.push(object);
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
        fr: `Il n’y a pas de propriété « ${property} » pour le tri.`,
      },
    });
  }
  // Each key once: made in every comparison it would cost ten times the sort.
  const keyed = all.map((object) => ({ key: keyOf(object[name]), object }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)));
  return keyed.map(({ object }) => object);
}

function keyOf(value: ManagementValue | undefined): string {
  return String(value ?? '').toLowerCase();
}

import {
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { parseFilter } from '../../engine/opath-filter.ts';

export const filterParameter: ParameterDescription = {
  name: 'Filter',
  type: { kind: 'string', maxLength: 10_000, lines: true },
  help: {
    en: 'A filter such as "Status -eq \'Retry\'" or "FromAddress -like \'*@contoso.com\'".',
    fr: "Un filtre tel que « Status -eq 'Retry' » ou « FromAddress -like '*@contoso.com' ».",
  },
};

/** What Get-Queue and Get-Message have in common. */
export const queueListParameters: readonly ParameterDescription[] = [
  filterParameter,
  {
    name: 'ResultSize',
    type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
    defaultText: '1000',
    help: { en: 'How many at most; Unlimited for all.', fr: 'Combien au plus ; Unlimited pour tous.' },
  },
  {
    name: 'BookmarkIndex',
    type: { kind: 'int', min: 1, max: 2_147_483_647 },
    defaultText: '1',
    help: { en: 'From which result on, counted from 1.', fr: 'À partir de quel résultat, compté depuis 1.' },
  },
  {
    name: 'SortOrder',
    type: { kind: 'string', maxLength: 64 },
    list: true,
    help: {
      en: 'Properties to sort by, each with + (ascending) or - before it: -MessageCount,+Identity.',
      fr: 'Propriétés de tri, précédées de + (croissant) ou - : -MessageCount,+Identity.',
    },
  },
];

/** The same of what comes one by one: without a sort order nothing is read beyond what is wanted. */
export async function* queueSelectionOf(
  parameters: BoundParameters,
  objects: AsyncIterable<ManagementObject>,
): AsyncGenerator<ManagementObject> {
  const filter = parameters.get<string>('Filter');
  const matches = filter === undefined ? () => true : parseFilter(filter);
  const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
  let left = limit instanceof Unlimited ? Number.POSITIVE_INFINITY : limit;
  let skipped = (parameters.get<number>('BookmarkIndex') ?? 1) - 1;
  if (sortOrder(parameters).length > 0) {
    const all: ManagementObject[] = [];
    for await (const object of objects) if (matches(object)) all.push(object);
    yield* queueSelection(parameters, all);
    return;
  }
  for await (const object of objects) {
    if (!matches(object)) continue;
    if (skipped > 0) {
      skipped -= 1;
      continue;
    }
    yield object;
    left -= 1;
    if (left <= 0) return;
  }
}

/** Filters, sorts and cuts, in this order. */
export function queueSelection(
  parameters: BoundParameters,
  objects: readonly ManagementObject[],
): readonly ManagementObject[] {
  const filter = parameters.get<string>('Filter');
  const matching = filter === undefined ? [...objects] : objects.filter(parseFilter(filter));
  for (const word of sortOrder(parameters).reverse()) sortBy(matching, word);
  const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
  const from = (parameters.get<number>('BookmarkIndex') ?? 1) - 1;
  return limit instanceof Unlimited ? matching.slice(from) : matching.slice(from, from + limit);
}

/** A list, or all in one string with commas, as Exchange's documents quote it. */
function sortOrder(parameters: BoundParameters): string[] {
  return (parameters.list<string>('SortOrder', []) ?? [])
    .flatMap((text) => text.split(','))
    .filter((word) => word.trim() !== '');
}

function sortBy(objects: ManagementObject[], word: string): void {
  const [, sign, wanted = ''] = /^([+-]?)\s*(.*)$/s.exec(word.trim()) ?? [];
  const name = Object.keys(objects[0] ?? {}).find((key) => key.toLowerCase() === wanted.toLowerCase());
  if (name === undefined) {
    if (objects.length === 0) return;
    throw new CmdletError({
      id: 'InvalidSortProperty',
      category: 'InvalidArgument',
      exception: 'ArgumentException',
      parameter: 'SortOrder',
      target: word.slice(0, 64),
      text: {
        en: `There is no property "${wanted.slice(0, 64)}" to sort by.`,
        fr: `Il n’y a pas de propriété « ${wanted.slice(0, 64)} » pour le tri.`,
      },
    });
  }
  const direction = sign === '-' ? -1 : 1;
  objects.sort((one, other) => direction * order(one[name] ?? null, other[name] ?? null));
}

function order(one: ManagementValue, other: ManagementValue): number {
  const key = (value: ManagementValue): number | string =>
    typeof value === 'number' ? value : value instanceof Date ? value.getTime() : String(value ?? '').toLowerCase();
  const [left, right] = [key(one), key(other)];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : Number(String(left) > String(right));
}

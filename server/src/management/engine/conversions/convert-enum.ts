import { EnumFlags, type EnumValue, type ManagementValue } from '@relais/management-contract';
import { type Conversion, converted, notThisType, type TypeOf, textOf } from './conversion.ts';

/** A name in any case, its number, another documented spelling, or an unambiguous beginning; several for flags. */
export function convertEnum(value: ManagementValue, type: TypeOf<'enum'>): Conversion {
  const words = wordsOf(value, type.flags === true);
  const found = words?.map((word) => findName(word, type.values)) ?? [null];
  if (found.includes(null) || found.length === 0 || (type.flags !== true && found.length > 1)) return unknownName(type);
  const names = found.filter((name) => name !== null);
  if (type.flags !== true) return converted(names[0] ?? null);
  const unique = type.values.map(({ name }) => name).filter((name) => names.includes(name) && name !== 'None');
  if (names.includes('None') && unique.length > 0) {
    return notThisType(
      'None stands alone: leave it out, or leave the others out.',
      'None doit rester seul : retirez-le, ou retirez les autres.',
    );
  }
  return converted(new EnumFlags(unique));
}

function wordsOf(value: ManagementValue, flags: boolean): readonly string[] | null {
  if (value instanceof EnumFlags) return value.names.length === 0 ? ['None'] : value.names;
  const values: readonly ManagementValue[] = Array.isArray(value) ? (value as readonly ManagementValue[]) : [value];
  const texts = values.map(textOf);
  if (texts.includes(null)) return null;
  const words = texts.filter((text) => text !== null);
  return flags ? words.flatMap((text) => text.split(',')).map((word) => word.trim()) : words.map((word) => word.trim());
}

function findName(word: string, values: readonly EnumValue[]): string | null {
  const wanted = word.toLowerCase();
  if (wanted === '') return null;
  const spelled = (candidate: EnumValue): readonly string[] => [candidate.name, ...(candidate.alsoKnownAs ?? [])];
  const exact = values.find((candidate) => spelled(candidate).some((name) => name.toLowerCase() === wanted));
  const numbered = values.find((candidate) => candidate.number !== undefined && String(candidate.number) === wanted);
  if (exact !== undefined || numbered !== undefined) return (exact ?? numbered)?.name ?? null;
  const starting = values.filter((candidate) => candidate.name.toLowerCase().startsWith(wanted));
  return starting.length === 1 ? (starting[0]?.name ?? null) : null;
}

function unknownName({ values, flags }: TypeOf<'enum'>): Conversion {
  const names = values.map(({ name, number }) => (number === undefined ? name : `${name} (${number})`)).join(', ');
  return flags === true
    ? notThisType(
        `One or more of these belong here, separated by commas: ${names}.`,
        `Il faut ici une ou plusieurs de ces valeurs, séparées par des virgules : ${names}.`,
      )
    : notThisType(`One of these belongs here: ${names}.`, `Il faut ici l’une de ces valeurs : ${names}.`);
}

import { ByteSize, type ManagementObject } from '@relais/management-contract';
import { numberText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import { listOf, valueOf } from '../server/rows.ts';
import { en } from './en.ts';
import type { Words } from './words.ts';

const known = new Set(Object.keys(en.values));

const isKnown = (name: string): name is keyof typeof en.values => known.has(name);

/** A value of an enumeration, as cmdlets say it, in the reader's words; what nobody has words for stands as it is. */
export function wordFor(name: string, t: Words): string {
  const key = name.replaceAll(' ', '-');
  return isKnown(key) ? t(`values.${key}`) : name;
}

/** A property as people read it: sizes in units, numbers grouped, yes and no, enumerations and their lists in words. */
export function valueText(row: ManagementObject | undefined, name: string, t: Words): string {
  const value = valueOf(row, name);
  if (value instanceof ByteSize) return sizeText(value.bytes);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  return listOf(row, name)
    .flatMap((entry) => entry.split(', '))
    .map((entry) => wordFor(entry, t))
    .join(', ');
}

import type { Language } from '@relais/management-contract';
import { localNumber } from '../runtime/culture.ts';
import { formatDate } from '../runtime/format-value.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { toText } from '../runtime/to-text.ts';
import { ScriptBlock, type Value } from '../runtime/values.ts';

/** How a list's property is shown: at most so many items (`$FormatEnumerationLimit`; below 0: all of them). */
export interface CellStyle {
  readonly language: Language;
  readonly listLimit: number;
}

/**
 * A property's value in Format-List and Format-Table: lists in braces, dates in the reader's form. Subjects, names and
 * replies are other people's text: what would move the cursor or colour the terminal is shown as a picture of itself.
 */
export function cellText(value: Value, style: CellStyle): string {
  return scalarText(value, style).replaceAll(/\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, pictureOf);
}

function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
}

/** The same of a value by itself: a script may well write in colour. */
export function scalarText(value: Value, style: CellStyle): string {
  if (Array.isArray(value))
    return inBraces(
      value.map((item) => itemText(item, style)),
      style,
    );
  if (value instanceof Hashtable)
    return inBraces(
      value.entries().map(([key]) => toText(key)),
      style,
    );
  return itemText(value, style);
}

function itemText(value: Value, style: CellStyle): string {
  if (value instanceof Date) return dateText(value, style.language);
  if (value instanceof ScriptBlock) return value.text.trim();
  if (typeof value === 'number') return localNumber(toText(value), style.language);
  return toText(value);
}

function inBraces(items: readonly string[], style: CellStyle): string {
  if (style.listLimit < 0 || items.length <= style.listLimit) return `{${items.join(', ')}}`;
  return `{${items.slice(0, style.listLimit).join(', ')}...}`;
}

/** `1/31/2026 5:05:00 PM`, `31/01/2026 17:05:00`. */
function dateText(value: Date, language: Language): string {
  return formatDate(value, 'G', language);
}

/** `Saturday, January 31, 2026 5:05:00 PM`, `samedi 31 janvier 2026 17:05:00`. */
export function longDateText(value: Date, language: Language): string {
  return formatDate(value, 'F', language);
}

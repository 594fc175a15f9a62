import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import { isNestedObject } from './conversions/shown-value.ts';

const invisible = /(?![\t\r\n])\p{Cc}/u;
const everyInvisible = new RegExp(invisible, 'gu');

/**
 * A text that comes from a stranger, a user or another server, as an administrator may print it: control characters colour,
 * clear and rename his terminal, so they are shown by their pictures (U+2400 and on) and do nothing. Line ends and tabs stay.
 */
export function visibleText(text: string): string {
  return invisible.test(text) ? text.replaceAll(everyInvisible, pictureOf) : text;
}

/** The same of all texts of an object; the object itself where there is nothing to change, as nearly always. */
export function visibleObject(object: ManagementObject): ManagementObject {
  let changed: Record<string, ManagementValue> | null = null;
  for (const name of Object.keys(object)) {
    const value = object[name] as ManagementValue;
    const visible = visibleValue(value);
    if (visible === value) continue;
    changed ??= { ...object };
    changed[name] = visible;
  }
  return changed ?? object;
}

function visibleValue(value: ManagementValue): ManagementValue {
  if (typeof value === 'string') return visibleText(value);
  if (Array.isArray(value)) {
    const given = value as readonly ManagementValue[];
    // A file of 8 MB is a list of as many numbers.
    const first = given.findIndex((one) => typeof one !== 'number' && visibleValue(one) !== one);
    return first === -1 ? value : given.map(visibleValue);
  }
  return isNestedObject(value) ? visibleObject(value) : value;
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

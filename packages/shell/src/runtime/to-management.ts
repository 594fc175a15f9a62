import { ListChange, type ManagementValue, ScriptText } from '@relais/management-contract';
import { Hashtable } from './hashtable.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { toMoment } from './universal-date.ts';
import { FormattedText, ScriptBlock, TypeReference, type Value } from './values.ts';

/**
 * A value as a cmdlet's parameter receives it: a script block as its text, `@{Add=…;Remove=…}` as a change of a list.
 * `asIdentity` sends an object as what names it rather than as all of its properties.
 */
export function toManagement(value: Value, asIdentity: boolean): ManagementValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => toManagement(item, asIdentity));
  if (value instanceof Date) return toMoment(value);
  if (value instanceof ScriptBlock) return new ScriptText(value.text);
  if (value instanceof Hashtable) return fromTable(value, asIdentity);
  if (value instanceof ShellObject) {
    if (asIdentity) return identityOf(value);
    return Object.fromEntries(value.entries().map(([name, held]) => [name, toManagement(held, false)]));
  }
  if (value instanceof TypeReference || value instanceof FormattedText) return toText(value);
  return value;
}

function fromTable(table: Hashtable, asIdentity: boolean): ManagementValue {
  const keys = table.entries().map(([key]) => toText(key).toLowerCase());
  if (keys.length > 0 && keys.every((key) => key === 'add' || key === 'remove')) {
    const items = (key: string): ManagementValue[] => {
      const held = table.get(key);
      const list = held === null ? [] : Array.isArray(held) ? held : [held];
      return list.map((item) => toManagement(item, asIdentity));
    };
    return new ListChange(items('Add'), items('Remove'));
  }
  return Object.fromEntries(table.entries().map(([key, held]) => [toText(key), toManagement(held, false)]));
}

function identityOf(value: ShellObject): ManagementValue {
  for (const name of ['Identity', 'Guid', 'PrimarySmtpAddress', 'Name', 'Value']) {
    const held = value.get(name);
    if (held !== undefined && held !== null) return toText(held);
  }
  return toText(value);
}

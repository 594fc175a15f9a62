import {
  ByteSize,
  Credential,
  EnumFlags,
  ListChange,
  ScriptText,
  SecureText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { EnumValue } from '../runtime/enum-type.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { toMoment } from '../runtime/universal-date.ts';
import type { Value } from '../runtime/values.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A value as JSON; below `depth` objects become their text, as ConvertTo-Json does. */
export function toJson(value: Value, depth: number): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : toText(value);
  if (value instanceof EnumValue) return value.number;
  if (value instanceof Date) return toMoment(value).toISOString();
  if (
    value instanceof TimeSpan ||
    value instanceof ByteSize ||
    value instanceof Unlimited ||
    value instanceof EnumFlags ||
    value instanceof SecureText ||
    value instanceof Credential ||
    value instanceof ScriptText ||
    value instanceof ListChange
  ) {
    return toText(value);
  }
  if (Array.isArray(value)) return depth < 0 ? toText(value) : value.map((item) => toJson(item, depth - 1));
  if (value instanceof Hashtable || value instanceof ShellObject) {
    if (depth < 0) return toText(value);
    const entries = value instanceof Hashtable ? value.entries() : value.entries();
    return Object.fromEntries(entries.map(([name, held]) => [toText(name), toJson(held, depth - 1)]));
  }
  return toText(value);
}

/** Parsed JSON as objects of the shell, or as hashtables; texts that are ISO dates stay texts. */
export function fromJson(parsed: unknown, asHashtable: boolean): Value {
  if (parsed === null || parsed === undefined) return null;
  if (typeof parsed === 'boolean' || typeof parsed === 'number' || typeof parsed === 'string') return parsed;
  if (Array.isArray(parsed)) return parsed.map((item) => fromJson(item, asHashtable));
  const held = asHashtable ? new Hashtable() : new ShellObject('System.Management.Automation.PSCustomObject');
  for (const [name, value] of Object.entries(parsed)) held.set(name, fromJson(value, asHashtable));
  return held;
}

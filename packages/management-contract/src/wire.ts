import { ByteSize } from './byte-size.ts';
import { TimeSpan } from './time-span.ts';
import {
  Credential,
  EnumFlags,
  ListChange,
  type ManagementObject,
  type ManagementValue,
  ScriptText,
  SecureText,
  Unlimited,
} from './values.ts';

/** Plain JSON; a typed value travels as `{"$type": "TimeSpan", "value": "…"}`. */
export type WireValue = null | boolean | number | string | WireValue[] | { [key: string]: WireValue };

/** Streamed records, and the words with them by which a caller says that he reads `base64`; an older server passes over these. */
export const streamedRecords = 'application/x-ndjson';
export const streamedWithBytes = `${streamedRecords}; bytes=base64`;

/** How a file's bytes travel: as a list of numbers, or as `{"$type": "ByteArray", "value": BASE64}` to who has said that he reads it. */
export type BytesOnWire = 'numbers' | 'base64';

/** The JSON form of a value for the streaming faces (shell, admin center); `fromWire` gives it back. */
export function toWire(value: ManagementValue, bytes: BytesOnWire = 'numbers'): WireValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof TimeSpan) return { $type: 'TimeSpan', value: value.milliseconds };
  if (value instanceof ByteSize) return { $type: 'ByteSize', value: value.bytes };
  if (value instanceof Unlimited) return { $type: 'Unlimited' };
  if (value instanceof EnumFlags) return { $type: 'Flags', value: [...value.names] };
  if (value instanceof Date) return { $type: 'DateTime', value: value.toISOString() };
  if (value instanceof SecureText) return { $type: 'SecureString', value: value.plainText };
  if (value instanceof Credential) {
    return { $type: 'Credential', userName: value.userName, password: value.password.plainText };
  }
  if (value instanceof ScriptText) return { $type: 'ScriptBlock', value: value.source };
  if (value instanceof ListChange)
    return {
      $type: 'ListChange',
      add: value.add.map((one) => toWire(one)),
      remove: value.remove.map((one) => toWire(one)),
    };
  if (isList(value)) {
    if (bytes === 'base64' && isOfBytes(value)) return { $type: 'ByteArray', value: base64Of(value) };
    return value.map((one) => toWire(one, bytes));
  }
  // A property that was taken away in memory, as JSON does it.
  const held = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(held.map(([name, one]) => [name, toWire(one, bytes)]));
}

function isList(value: readonly ManagementValue[] | ManagementObject): value is readonly ManagementValue[] {
  return Array.isArray(value);
}

/** Shorter ones are as well lists of numbers. */
const shortestBytes = 64;

function isOfBytes(value: readonly ManagementValue[]): value is readonly number[] {
  if (value.length < shortestBytes) return false;
  for (const one of value) if (typeof one !== 'number' || (one & 255) !== one) return false;
  return true;
}

/** So many are the arguments of a call. */
const atOnce = 8192;

function base64Of(given: readonly number[]): string {
  const bytes = Uint8Array.from(given);
  const texts: string[] = [];
  for (let first = 0; first < bytes.length; first += atOnce)
    texts.push(Reflect.apply(String.fromCharCode, null, bytes.subarray(first, first + atOnce)));
  return btoa(texts.join(''));
}

function bytesOfBase64(text: string): number[] {
  const binary = atob(text);
  // Grown one by one, or from an iterator, it costs three times as much.
  const bytes = Array<number>(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** @throws TypeError when the JSON names a type this version does not know or its value has another shape. */
export function fromWire(wire: unknown): ManagementValue {
  if (wire === null || wire === undefined) return null;
  if (typeof wire === 'boolean' || typeof wire === 'number' || typeof wire === 'string') return wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if (typeof wire !== 'object') throw new TypeError(`a ${typeof wire} is no management value`);
  const fields = wire as Record<string, unknown>;
  if (typeof fields.$type === 'string') return typedFromWire(fields.$type, fields);
  return Object.fromEntries(Object.entries(fields).map(([name, held]) => [name, fromWire(held)]));
}

function typedFromWire(type: string, fields: Record<string, unknown>): ManagementValue {
  switch (type) {
    case 'TimeSpan':
      return new TimeSpan(expectNumber(type, fields.value));
    case 'ByteSize':
      return new ByteSize(expectNumber(type, fields.value));
    case 'Unlimited':
      return Unlimited.value;
    case 'Flags':
      return new EnumFlags(expectList(type, fields.value).map((name) => expectText(type, name)));
    case 'DateTime': {
      const date = new Date(expectText(type, fields.value));
      if (Number.isNaN(date.getTime())) throw new TypeError(`"${String(fields.value)}" is not a date`);
      return date;
    }
    case 'SecureString':
      return new SecureText(expectText(type, fields.value));
    case 'Credential':
      return new Credential(expectText(type, fields.userName), new SecureText(expectText(type, fields.password)));
    case 'ByteArray':
      return bytesOfBase64(expectText(type, fields.value));
    case 'ScriptBlock':
      return new ScriptText(expectText(type, fields.value));
    case 'ListChange':
      return new ListChange(expectList(type, fields.add).map(fromWire), expectList(type, fields.remove).map(fromWire));
    default:
      throw new TypeError(`unknown value type "${type}"`);
  }
}

function expectNumber(type: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`a ${type} holds a number`);
  return value;
}

function expectText(type: string, value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`a ${type} holds text`);
  return value;
}

function expectList(type: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`a ${type} holds a list`);
  return value;
}

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

/** The JSON form of a value for the streaming faces (shell, admin center); `fromWire` gives it back. */
export function toWire(value: ManagementValue): WireValue {
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
    return { $type: 'ListChange', add: value.add.map(toWire), remove: value.remove.map(toWire) };
  if (isList(value)) return value.map(toWire);
  // A property that was taken away in memory, as JSON does it.
  const held = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(held.map(([name, one]) => [name, toWire(one)]));
}

function isList(value: readonly ManagementValue[] | ManagementObject): value is readonly ManagementValue[] {
  return Array.isArray(value);
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

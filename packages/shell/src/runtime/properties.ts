import {
  ByteSize,
  Credential,
  EnumFlags,
  ScriptText,
  SecureText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { DataTable } from './data-table.ts';
import { Grid } from './grid.ts';
import { Hashtable } from './hashtable.ts';
import { ShellObject } from './shell-object.ts';
import { textProperty } from './text-properties.ts';
import { typeNameOf } from './type-names.ts';
import { UniversalDate, withClock } from './universal-date.ts';
import { ScriptBlock, TypeReference, type Value } from './values.ts';

/** What `DayOfWeek` says, whatever the language. */
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A property by name in any case; `undefined` when the value has none of that name. */
export function propertyOf(value: Value, name: string): Value | undefined {
  if (value === null) return undefined;
  if (value instanceof ShellObject)
    return value.get(name) ?? (value.has(name) ? null : (countOf(name, 1) ?? objectMeta(value, name)));
  if (value instanceof Hashtable) return tableProperty(value, name);
  if (Array.isArray(value)) return listProperty(value, name);
  const wanted = name.toLowerCase();
  // A switch of a function is a truth value here.
  if (typeof value === 'boolean' && wanted === 'ispresent') return value;
  for (const [property, held] of propertiesOf(value)) if (property.toLowerCase() === wanted) return held;
  return (typeof value === 'string' ? textProperty(value, name) : undefined) ?? countOf(name, 1);
}

/** The properties of a value that is no object of its own, in the order in which Format-List prints them. */
export function propertiesOf(value: Value): readonly [string, Value][] {
  if (value instanceof ShellObject) return value.entries();
  if (value instanceof TimeSpan) return timeSpanProperties(value);
  if (value instanceof Date) return dateProperties(value);
  if (typeof value === 'string') return [['Length', value.length], ...proxyAddressProperties(value)];
  if (value instanceof ByteSize)
    return [
      ['IsUnlimited', false],
      ['Value', value],
    ];
  if (value instanceof Unlimited)
    return [
      ['IsUnlimited', true],
      ['Value', null],
    ];
  if (value instanceof EnumFlags) return [['value__', [...value.names]]];
  if (value instanceof Credential)
    return [
      ['UserName', value.userName],
      ['Password', value.password],
    ];
  if (value instanceof SecureText) return [['Length', value.plainText.length]];
  if (value instanceof ScriptText) return [['Source', value.source]];
  if (value instanceof Hashtable)
    return [
      ['Count', value.size],
      ['Keys', value.entries().map(([key]) => key)],
      ['Values', value.entries().map(([, held]) => held)],
    ];
  if (value instanceof TypeReference) {
    return [
      ['Name', value.name.split('.').at(-1) ?? value.name],
      ['FullName', value.name],
    ];
  }
  if (value instanceof ScriptBlock) return [['Ast', value.text]];
  if (typeof value === 'number') return [];
  return [];
}

/** The names that `Format-List *` and Get-Member see. */
export function propertyNames(value: Value): readonly string[] {
  return value instanceof ShellObject ? value.names() : propertiesOf(value).map(([name]) => name);
}

function countOf(name: string, count: number): Value | undefined {
  const wanted = name.toLowerCase();
  return wanted === 'count' || wanted === 'length' ? count : undefined;
}

function objectMeta(value: ShellObject, name: string): Value | undefined {
  if (name.toLowerCase() !== 'psobject') return undefined;
  const properties = value.entries().map(([property, held]) => ShellObject.custom({ Name: property, Value: held }));
  return ShellObject.custom({ Properties: properties, TypeNames: [typeNameOf(value)] });
}

function tableProperty(table: Hashtable, name: string): Value | undefined {
  if (table.has(name)) return table.get(name);
  const wanted = name.toLowerCase();
  for (const [property, held] of propertiesOf(table)) if (property.toLowerCase() === wanted) return held;
  return undefined;
}

/** A list's own count, else the property of each of its items. */
function listProperty(list: readonly Value[], name: string): Value | undefined {
  const own = countOf(name, list.length);
  if (own !== undefined) return own;
  if (list instanceof DataTable) {
    const held = tablePart(list, name.toLowerCase());
    if (held !== undefined) return held;
  }
  if (name.toLowerCase() === 'rank') return list instanceof Grid ? list.lengths.length : 1;
  const found = list.flatMap((item): Value[] => {
    const held = propertyOf(item, name);
    return held === undefined || held === null ? [] : Array.isArray(held) ? held : [held];
  });
  if (found.length === 0) return undefined;
  return found.length === 1 ? found[0] : found;
}

function tablePart(table: DataTable, name: string): Value | undefined {
  switch (name) {
    case 'rows':
      return table;
    case 'columns':
      return table.columns;
    case 'tablename':
      return table.name;
    default:
      return undefined;
  }
}

function timeSpanProperties(value: TimeSpan): readonly [string, Value][] {
  const total = value.milliseconds;
  const whole = (unit: number): number => Math.trunc(total / unit);
  return [
    ['Days', whole(86_400_000)],
    ['Hours', whole(3_600_000) % 24],
    ['Minutes', whole(60_000) % 60],
    ['Seconds', whole(1000) % 60],
    ['Milliseconds', Math.trunc(total % 1000)],
    ['Ticks', Math.round(total * 10_000)],
    ['TotalDays', total / 86_400_000],
    ['TotalHours', total / 3_600_000],
    ['TotalMinutes', total / 60_000],
    ['TotalSeconds', total / 1000],
    ['TotalMilliseconds', total],
  ];
}

function dateProperties(value: Date): readonly [string, Value][] {
  const midnight = new Date(value.getFullYear(), value.getMonth(), value.getDate());
  const yearDay = Math.round((midnight.getTime() - new Date(value.getFullYear(), 0, 1).getTime()) / 86_400_000) + 1;
  return [
    ['Date', withClock(value, midnight.getTime())],
    ['Day', value.getDate()],
    ['DayOfWeek', dayNames[value.getDay()] ?? ''],
    ['DayOfYear', yearDay],
    ['Hour', value.getHours()],
    ['Kind', value instanceof UniversalDate ? 'Utc' : 'Local'],
    ['Millisecond', value.getMilliseconds()],
    ['Minute', value.getMinutes()],
    ['Month', value.getMonth() + 1],
    ['Second', value.getSeconds()],
    ['Ticks', value.getTime() * 10_000 + 621_355_968_000_000_000],
    ['TimeOfDay', new TimeSpan(value.getTime() - midnight.getTime())],
    ['Year', value.getFullYear()],
  ];
}

/** What scripts ask of Exchange's proxy addresses (`SMTP:a@contoso.com`), which here are texts. */
function proxyAddressProperties(value: string): readonly [string, Value][] {
  const [, prefix, address] = /^(smtp|sip|x400|x500|eum):(.+)$/is.exec(value) ?? [];
  if (prefix === undefined || address === undefined) return [];
  return [
    ['PrefixString', prefix],
    ['AddressString', address],
    ['ProxyAddressString', value],
    ['IsPrimaryAddress', prefix === prefix.toUpperCase()],
    ...(prefix.toLowerCase() === 'smtp' ? [['SmtpAddress', address] as [string, Value]] : []),
  ];
}

import {
  ByteSize,
  Credential,
  type Language,
  parseByteSize,
  parseTimeSpan,
  SecureText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { nearestWord } from '../language/nearest-word.ts';
import { insteadOfType } from './absent-types.ts';
import { toBoolean } from './convert-boolean.ts';
import { parseDate } from './convert-date.ts';
import { roundHalfEven, toNumber } from './convert-number.ts';
import { cultureNamed, languageOf } from './culture-object.ts';
import { Hashtable } from './hashtable.ts';
import { dayNames } from './properties.ts';
import { parseXml } from './parse-xml.ts';
import { PatternObject } from './pattern-object.ts';
import { Reference } from './reference.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { SortedTable } from './sorted-table.ts';
import { newSortedTable } from './sorted-table-methods.ts';
import { toText } from './to-text.ts';
import { fullTypeName, knownTypeNames, typeNameOf } from './type-names.ts';
import { ValueSet } from './value-set.ts';
import { ScriptBlock, TypeReference, type Value } from './values.ts';
import { WaitingLine } from './waiting-line.ts';
import { newPrincipal } from './windows-identity.ts';
import { XmlNode } from './xml-node.ts';

const integerRanges: Readonly<Record<string, readonly [number, number]>> = {
  'System.Int32': [-2_147_483_648, 2_147_483_647],
  'System.Int16': [-32_768, 32_767],
  'System.Int64': [-(2 ** 63), 2 ** 63],
  'System.UInt16': [0, 65_535],
  'System.UInt32': [0, 4_294_967_295],
  'System.UInt64': [0, 2 ** 64],
  'System.Byte': [0, 255],
  'System.SByte': [-128, 127],
};

/** @throws OperationError when there is no such type, with the nearest name. */
export function requireType(written: string): string {
  const full = fullTypeName(written);
  if (full !== null) return full;
  const instead = insteadOfType(written);
  const near = nearestWord(written.replace(/^System\./i, ''), knownTypeNames);
  const hint = instead !== null ? ` ${instead.en}` : near === null ? '' : ` Did you mean [${near}]?`;
  throw operationError('TypeNotFound', `Unable to find type [${written}].${hint}`, 'InvalidOperation', written);
}

/** `[type]value`; `now` gives the day of a time alone. @throws OperationError when the value cannot become one. */
export function castTo(written: string, value: Value, now?: () => Date): Value {
  const type = requireType(written);
  if (type.endsWith('[]')) return castList(type.slice(0, -2), value, now);
  const range = integerRanges[type];
  if (range !== undefined) return castInteger(type, range, value);
  switch (type) {
    case 'System.String':
      return toText(value);
    case 'System.Char':
      return castChar(value);
    case 'System.Double':
    case 'System.Single':
    case 'System.Decimal':
      return toNumber(value, type);
    case 'System.Boolean':
    case 'System.Management.Automation.SwitchParameter':
      return toBoolean(value);
    case 'System.DateTime':
      return castDate(value, now);
    case 'System.TimeSpan':
      return castTimeSpan(value);
    case 'Microsoft.Exchange.Data.ByteQuantifiedSize':
      return castSize(value);
    case 'Microsoft.Exchange.Data.Unlimited':
      return toText(value).toLowerCase() === 'unlimited' ? Unlimited.value : value;
    case 'System.Object':
    case 'System.Object[]':
      return value;
    case 'System.Array':
    case 'System.Collections.ArrayList':
      return Array.isArray(value) ? [...value] : value === null ? [] : [value];
    case 'System.Collections.Hashtable':
    case 'System.Collections.Specialized.OrderedDictionary':
      if (value instanceof Hashtable) return value;
      break;
    case 'System.Collections.Generic.HashSet`1':
      return value instanceof ValueSet ? value : new ValueSet(Array.isArray(value) ? value : [value], false);
    case 'System.Collections.Generic.Queue`1':
    case 'System.Collections.Generic.Stack`1':
      return value instanceof WaitingLine
        ? value
        : new WaitingLine(Array.isArray(value) ? value : [value], type.includes('Stack'));
    case 'System.Collections.SortedList':
      if (value instanceof Hashtable) return value instanceof SortedTable ? value : newSortedTable([value]);
      break;
    case 'System.Management.Automation.PSCustomObject':
      return castObject(value);
    case 'System.Void':
      return null;
    case 'System.Guid':
      return castGuid(value);
    case 'System.Security.SecureString':
      if (value instanceof SecureText) return value;
      break;
    case 'System.Management.Automation.PSCredential':
      if (value instanceof Credential) return value;
      break;
    case 'System.Management.Automation.ScriptBlock':
      if (value instanceof ScriptBlock) return value;
      break;
    case 'System.Management.Automation.PSReference':
      if (value instanceof Reference) return value;
      break;
    case 'System.Globalization.CultureInfo':
      return languageOf(value) === null ? cultureNamed(toText(value)) : value;
    case 'System.Text.RegularExpressions.Regex':
      return value instanceof PatternObject ? value : new PatternObject(toText(value));
    case 'System.Xml.XmlDocument':
      return castXml(value);
    case 'System.Security.Principal.WindowsPrincipal':
      return newPrincipal(value);
    // The values of an enumeration are texts here.
    case 'System.Security.Principal.WindowsBuiltInRole':
    case 'System.ServiceProcess.ServiceControllerStatus':
    case 'System.ServiceProcess.ServiceStartMode':
    case 'System.Net.Mail.MailPriority':
    case 'System.Uri':
    case 'System.Version':
    case 'System.Net.IPAddress':
    case 'System.Net.Mail.MailAddress':
      return toText(value);
    default:
      if (/exception$/i.test(type)) return ShellObject.custom({ Message: toText(value), InnerException: null }, type);
  }
  throw cannotConvert(value, type);
}

/** Whether `-is [type]` holds. */
export function isOfType(value: Value, written: string): boolean {
  const type = requireType(written);
  if (value === null) return false;
  const own = typeNameOf(value);
  if (type === 'System.Object' || own === type) return true;
  if (type === 'System.Array' || type === 'System.Collections.ArrayList') return Array.isArray(value);
  if (typeof value === 'number' && (type === 'System.Double' || type === 'System.Int64' || type === 'System.Decimal')) {
    return type === 'System.Double' ? !Number.isInteger(value) : false;
  }
  if (/exception$/i.test(type) && value instanceof ShellObject) {
    return (
      own.split('.').at(-1)?.toLowerCase() === type.split('.').at(-1)?.toLowerCase() || type === 'System.Exception'
    );
  }
  return false;
}

function castList(element: string, value: Value, now?: () => Date): Value {
  const items =
    element === 'System.Char' && typeof value === 'string'
      ? [...value]
      : Array.isArray(value)
        ? value
        : value === null
          ? []
          : [value];
  return items.map((item) => castTo(element, item, now));
}

function castInteger(type: string, [low, high]: readonly [number, number], value: Value): number {
  // `[int](Get-Date).DayOfWeek`: days have numbers in .NET, and are texts here.
  const day = typeof value === 'string' ? dayNames.indexOf(value) : -1;
  const number = day === -1 ? roundHalfEven(toNumber(value, type)) : day;
  if (number >= low && number <= high) return number;
  throw operationError(
    'InvalidCastIConvertible',
    `Cannot convert value "${toText(value)}" to type "${type}". Error: "Value was either too large or too small for ${type}."`,
    'InvalidArgument',
  );
}

function castChar(value: Value): string {
  if (typeof value === 'number') return String.fromCharCode(value);
  const text = toText(value);
  if (text.length === 1) return text;
  throw cannotConvert(value, 'System.Char', 'String must be exactly one character long.');
}

/** A text's date in a culture: `[datetime]'…'` is of the invariant one, `[datetime]::Parse('…')` and parameters of the session's. */
export function castDate(value: Value, now?: () => Date, language?: Language): Date {
  if (value instanceof Date) return value;
  const date = parseDate(toText(value), now, language);
  if (date !== null) return date;
  throw cannotConvert(value, 'System.DateTime', 'String was not recognized as a valid DateTime.');
}

function castTimeSpan(value: Value): TimeSpan {
  if (value instanceof TimeSpan) return value;
  // A bare number is ticks of 100 ns in .NET; only the servers' parameters read seconds.
  if (typeof value === 'number') return new TimeSpan(value / 10_000);
  const text = toText(value).trim();
  const days = /^(-?)(\d{1,8})$/.exec(text);
  if (days !== null) return new TimeSpan(Number(text) * 86_400_000);
  const span = parseTimeSpan(text);
  if (span !== null) return span;
  throw cannotConvert(value, 'System.TimeSpan', `String '${text}' was not recognized as a valid TimeSpan.`);
}

function castSize(value: Value): ByteSize {
  if (value instanceof ByteSize) return value;
  const size = typeof value === 'number' ? new ByteSize(value) : parseByteSize(toText(value));
  if (size !== null) return size;
  throw cannotConvert(
    value,
    'Microsoft.Exchange.Data.ByteQuantifiedSize',
    'A size is a number with B, KB, MB, GB or TB.',
  );
}

function castObject(value: Value): Value {
  if (!(value instanceof Hashtable)) return value;
  const object = new ShellObject('System.Management.Automation.PSCustomObject');
  for (const [key, held] of value.entries()) object.set(toText(key), held);
  return object;
}

/** Lines of a file are one text. */
function castXml(value: Value): XmlNode | null {
  if (value === null || value instanceof XmlNode) return value;
  const text = Array.isArray(value) ? value.map(toText).join('\n') : toText(value);
  try {
    return parseXml(text);
  } catch (cause) {
    throw cannotConvert(text.slice(0, 80), 'System.Xml.XmlDocument', (cause as Error).message);
  }
}

function castGuid(value: Value): string {
  const text = toText(value).replaceAll(/[{}]/g, '').toLowerCase();
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text)) return text;
  throw cannotConvert(
    value,
    'System.Guid',
    'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).',
  );
}

function cannotConvert(value: Value, type: string, reason?: string): Error {
  const given = value instanceof TypeReference ? `[${value.name}]` : toText(value);
  const because = reason === undefined ? '' : ` Error: "${reason}"`;
  return operationError(
    'InvalidCast',
    `Cannot convert value "${given}" to type "${type}".${because}`,
    'InvalidArgument',
    given,
  );
}

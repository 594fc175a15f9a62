import { randomUUID } from 'node:crypto';
import { TimeSpan } from '@relais/management-contract';
import { nearestWord } from '../language/nearest-word.ts';
import { padded } from './bounded-text.ts';
import { areEqual, sortOrder } from './compare.ts';
import { castDate, castTo, requireType } from './cast.ts';
import { newCredential, newTimeSpan } from './constructed-values.ts';
import { parseDate, parseDateExact } from './convert-date.ts';
import { roundHalfEven, toNumber } from './convert-number.ts';
import { languageOf } from './culture-object.ts';
import { DataTable, newColumn } from './data-table.ts';
import { fileTimeEpoch } from './date-methods.ts';
import { readEnvironment, writeEnvironment } from './environment.ts';
import { formatComposite } from './format-value.ts';
import { Grid, gridType } from './grid.ts';
import { Hashtable } from './hashtable.ts';
import { writeReference } from './reference.ts';
import { regexMembers } from './regex-members.ts';
import { memberOf } from './member-name.ts';
import { operationError, OperationError } from './shell-error.ts';
import { directoryMembers, fileMembers } from './file-members.ts';
import { newSortedTable } from './sorted-table-methods.ts';
import { list, number, type StaticMember, type StaticSurroundings, text } from './static-member.ts';
import { systemMembers } from './system-members.ts';
import { encodingObjects } from './text-encodings.ts';
import { toText } from './to-text.ts';
import { toUniversal, UniversalDate } from './universal-date.ts';
import { newValueSet } from './value-set.ts';
import type { Value } from './values.ts';
import { newWaitingLine } from './waiting-line.ts';
import { emptyDocument } from './xml-node.ts';

const span =
  (unit: number): StaticMember =>
  (given) =>
    new TimeSpan(Math.round(number(given) * unit));

/** `$true`, or a word such as `OrdinalIgnoreCase`, behind what is compared. */
const ignoresCase = (given: readonly Value[]): boolean =>
  given.some((option) => /^(?:true|\w*ignorecase)$/i.test(toText(option)));

/** Years below 100 are themselves here. */
function dayOf(year: number, month: number, day: number): Date {
  const date = new Date(2000, month - 1, day);
  date.setFullYear(year);
  return date;
}

/** `TryParse`: whether a text is one, which then stands behind `[ref]`; else 0 or nothing does. */
function triesToParse(type: string): StaticMember {
  return (given) => {
    let parsed: Value = null;
    try {
      if (text(given).trim() !== '') parsed = castTo(type, text(given));
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
    }
    writeReference(given.at(-1), parsed ?? (type === 'guid' ? '00000000-0000-0000-0000-000000000000' : 0));
    return parsed !== null;
  };
}

const members: Readonly<Record<string, Readonly<Record<string, StaticMember>>>> = {
  'System.Math': {
    Abs: (given) => Math.abs(number(given)),
    Ceiling: (given) => Math.ceil(number(given)),
    Floor: (given) => Math.floor(number(given)),
    Truncate: (given) => Math.trunc(number(given)),
    Sqrt: (given) => Math.sqrt(number(given)),
    Pow: (given) => number(given) ** number(given, 1),
    Max: (given) => Math.max(number(given), number(given, 1)),
    Min: (given) => Math.min(number(given), number(given, 1)),
    Sign: (given) => Math.sign(number(given)),
    Log: (given) => (given.length > 1 ? Math.log(number(given)) / Math.log(number(given, 1)) : Math.log(number(given))),
    Log10: (given) => Math.log10(number(given)),
    Exp: (given) => Math.exp(number(given)),
    Round: (given) => {
      if (typeof given[1] === 'number' && (given[1] < 0 || given[1] > 15))
        throw operationError(
          'ArgumentOutOfRangeException',
          'Rounding digits must be between 0 and 15, inclusive.',
          'NotSpecified',
        );
      const scale = 10 ** (typeof given[1] === 'number' ? given[1] : 0);
      const scaled = Number((number(given) * scale).toPrecision(15));
      const isAway = given.length > 1 && toText(given.at(-1) ?? null).toLowerCase() === 'awayfromzero';
      return (isAway ? Math.sign(scaled) * Math.round(Math.abs(scaled)) : roundHalfEven(scaled)) / scale;
    },
    PI: () => Math.PI,
    E: () => Math.E,
  },
  'System.TimeSpan': {
    FromDays: span(86_400_000),
    FromHours: span(3_600_000),
    FromMinutes: span(60_000),
    FromSeconds: span(1000),
    FromMilliseconds: span(1),
    FromTicks: span(1 / 10_000),
    Parse: (given) => castTo('timespan', text(given)),
    Zero: () => new TimeSpan(0),
    new: (given) => newTimeSpan(given),
  },
  'System.DateTime': {
    Now: (_, around) => around.now(),
    UtcNow: (_, around) => toUniversal(around.now()),
    Today: (_, around) => new Date(around.now().setHours(0, 0, 0, 0)),
    Parse: (given, around) => castDate(text(given), around.now, languageOf(given[1]) ?? around.language),
    FromFileTime: (given) => new Date(number(given) / 10_000 - fileTimeEpoch),
    SpecifyKind: (given) => {
      const [date] = given;
      if (!(date instanceof Date))
        throw operationError('InvalidCast', 'SpecifyKind wants a date and a kind.', 'InvalidArgument');
      return /^utc$/i.test(text(given, 1)) ? new UniversalDate(date) : new Date(date);
    },
    ParseExact: (given, around) => {
      const date = parseDateExact(text(given), text(given, 1), around.now);
      if (date !== null) return date;
      throw operationError(
        'FormatException',
        `"${text(given)}" is no date in the format "${text(given, 1)}".`,
        'InvalidArgument',
        text(given),
      );
    },
    IsLeapYear: (given) => new Date(number(given), 1, 29).getMonth() === 1,
    DaysInMonth: (given) => new Date(number(given), number(given, 1), 0).getDate(),
    new: (given) =>
      new Date(
        number(given),
        number(given, 1) - 1,
        number(given, 2),
        given.length > 3 ? number(given, 3) : 0,
        given.length > 4 ? number(given, 4) : 0,
        given.length > 5 ? number(given, 5) : 0,
      ),
    TryParse: (given, around) => {
      const date = parseDate(text(given), around.now, around.language);
      writeReference(given.at(-1), date ?? dayOf(1, 1, 1));
      return date !== null;
    },
    TryParseExact: (given, around) => {
      const date = parseDateExact(text(given), text(given, 1), around.now);
      writeReference(given.at(-1), date ?? dayOf(1, 1, 1));
      return date !== null;
    },
    MinValue: () => dayOf(1, 1, 1),
    MaxValue: () => dayOf(9999, 12, 31),
  },
  'System.String': {
    IsNullOrEmpty: (given) => text(given) === '',
    IsNullOrWhiteSpace: (given) => text(given).trim() === '',
    Join: (given) => list(given, 1).map(toText).join(text(given)),
    Concat: (given) => given.map(toText).join(''),
    Format: (given, around) => {
      const language = languageOf(given[0]);
      return language === null
        ? formatComposite(text(given), list(given, 1), around.language)
        : formatComposite(text(given, 1), list(given, 2), language);
    },
    Empty: () => '',
    Compare: (given) =>
      ignoresCase(given.slice(2))
        ? Math.sign(text(given).localeCompare(text(given, 1), 'en', { sensitivity: 'accent' }))
        : Math.sign(text(given).localeCompare(text(given, 1), 'en')),
    Equals: (given) =>
      ignoresCase(given.slice(2))
        ? text(given).toLowerCase() === text(given, 1).toLowerCase()
        : text(given) === text(given, 1),
    new: (given) =>
      given.length > 1 ? padded('', number(given, 1), 'end', text(given)) : list(given, 0).map(toText).join(''),
  },
  'System.Guid': {
    NewGuid: () => randomUUID(),
    Empty: () => '00000000-0000-0000-0000-000000000000',
    Parse: (given) => castTo('guid', text(given)),
    TryParse: triesToParse('guid'),
  },
  'System.Environment': {
    NewLine: () => '\n',
    MachineName: (_, around) => readEnvironment(around.environment, 'COMPUTERNAME') ?? '',
    // Desktop and documents are of a person's machine: scripts put reports there, and find them in the person's folder.
    GetFolderPath: (_, around) => readEnvironment(around.environment, 'USERPROFILE') ?? '',
    UserName: (_, around) => readEnvironment(around.environment, 'USERNAME') ?? '',
    GetEnvironmentVariable: (given, around) => readEnvironment(around.environment, text(given)),
    SetEnvironmentVariable: (given, around) => {
      // Of the machine and of the user there is nothing to set here: a later session would not see it.
      if (given.length > 2 && !/^process$/i.test(text(given, 2)))
        throw operationError(
          'EnvironmentReadOnly',
          `Environment variables of the ${text(given, 2)} cannot be changed from this shell; those of the session ("Process") can.`,
          'PermissionDenied',
        );
      writeEnvironment(around.environment, text(given), text(given, 1));
      return null;
    },
  },
  'System.Convert': {
    ToBase64String: (given) => Buffer.from(list(given, 0).map((item) => toNumber(item))).toString('base64'),
    FromBase64String: (given) => [...Buffer.from(text(given), 'base64')],
    ToInt32: (given) => castTo('int', given[0] ?? null),
    ToInt64: (given) => castTo('long', given[0] ?? null),
    ToString: (given) => text(given),
    ToBoolean: (given) => castTo('bool', given[0] ?? null),
    ToDouble: (given) => castTo('double', given[0] ?? null),
    ToDateTime: (given, around) => castDate(given[0] ?? null, around.now, around.language),
  },
  'System.IO.File': fileMembers,
  'System.IO.Directory': directoryMembers,
  'System.IO.Path': {
    GetTempPath: (_, around) => `${temporaryFolder(around.environment)}/`,
    GetTempFileName: (_, around) =>
      `${temporaryFolder(around.environment)}/tmp${randomUUID().slice(0, 8).toUpperCase()}.tmp`,
    GetRandomFileName: () => `${randomUUID().slice(0, 8)}.${randomUUID().slice(0, 3)}`,
    GetFileName: (given) => text(given).split(/[\\/]/).at(-1) ?? '',
    GetExtension: (given) => /\.[^.\\/]*$/.exec(text(given))?.[0] ?? '',
    GetFileNameWithoutExtension: (given) => (text(given).split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, ''),
    GetDirectoryName: (given) => text(given).replace(/[\\/][^\\/]*$/, ''),
    Combine: (given) => combinedPath(given.map(toText)),
  },
  'System.Text.RegularExpressions.Regex': regexMembers,
  'System.Text.RegularExpressions.RegexOptions': {
    None: () => 'None',
    IgnoreCase: () => 'IgnoreCase',
    Multiline: () => 'Multiline',
    Singleline: () => 'Singleline',
  },
  'System.MidpointRounding': { ToEven: () => 'ToEven', AwayFromZero: () => 'AwayFromZero' },
  'System.Text.Encoding': encodingObjects,
  'System.Int32': {
    MaxValue: () => 2_147_483_647,
    MinValue: () => -2_147_483_648,
    Parse: (given) => castTo('int', text(given)),
    TryParse: triesToParse('int'),
  },
  'System.Int64': {
    MaxValue: () => 2 ** 63,
    MinValue: () => -(2 ** 63),
    Parse: (given) => castTo('long', text(given)),
    TryParse: triesToParse('long'),
  },
  'System.Double': {
    MaxValue: () => Number.MAX_VALUE,
    MinValue: () => -Number.MAX_VALUE,
    Parse: (given) => castTo('double', text(given)),
    TryParse: triesToParse('double'),
  },
  'System.Char': {
    IsDigit: (given) => /^\p{Nd}/u.test(text(given)),
    IsLetter: (given) => /^\p{L}/u.test(text(given)),
    IsUpper: (given) => /^\p{Lu}/u.test(text(given)),
    IsLower: (given) => /^\p{Ll}/u.test(text(given)),
    IsWhiteSpace: (given) => /^\s/.test(text(given)),
    ToUpper: (given) => text(given).toUpperCase(),
    ToLower: (given) => text(given).toLowerCase(),
  },
  'System.Boolean': { Parse: (given) => text(given).toLowerCase() === 'true' },
  'System.Array': {
    Reverse: (given) => {
      if (Array.isArray(given[0])) given[0].reverse();
      return null;
    },
    Sort: (given) => {
      if (Array.isArray(given[0])) given[0].sort((left, right) => sortOrder(left, right));
      return null;
    },
    IndexOf: (given) => list(given, 0).findIndex((item) => areEqual(item, given[1] ?? null, true)),
  },
  'System.Collections.ArrayList': { new: (given) => (Array.isArray(given[0]) ? [...given[0]] : []) },
  'System.Collections.Hashtable': { new: () => new Hashtable() },
  'System.Collections.Specialized.OrderedDictionary': { new: () => new Hashtable() },
  'System.Data.DataTable': { new: (given) => new DataTable(text(given), castTo) },
  'System.Data.DataColumn': { new: (given) => newColumn(given) },
  'System.Management.Automation.PSCredential': { new: (given) => newCredential(given) },
  'System.StringSplitOptions': { None: () => 'None', RemoveEmptyEntries: () => 'RemoveEmptyEntries' },
  ...systemMembers,
  'System.StringComparison': {
    OrdinalIgnoreCase: () => 'OrdinalIgnoreCase',
    Ordinal: () => 'Ordinal',
    CurrentCultureIgnoreCase: () => 'CurrentCultureIgnoreCase',
  },
  'System.StringComparer': {
    OrdinalIgnoreCase: () => 'OrdinalIgnoreCase',
    Ordinal: () => 'Ordinal',
    CurrentCulture: () => 'CurrentCulture',
    CurrentCultureIgnoreCase: () => 'CurrentCultureIgnoreCase',
    InvariantCulture: () => 'InvariantCulture',
    InvariantCultureIgnoreCase: () => 'InvariantCultureIgnoreCase',
  },
  'System.Collections.Generic.HashSet`1': { new: newValueSet },
  'System.Collections.Generic.Queue`1': { new: newWaitingLine(false) },
  'System.Collections.Generic.Stack`1': { new: newWaitingLine(true) },
  'System.Collections.SortedList': { new: newSortedTable },
  'System.Xml.XmlDocument': { new: () => emptyDocument() },
};

/** `[type]::Name` or `[type]::Name(…)`. @throws OperationError when the type or the member is unknown. */
export async function staticMember(
  written: string,
  name: string,
  given: readonly Value[],
  around: StaticSurroundings,
): Promise<Value> {
  const type = requireType(written);
  const known = members[type];
  const member = known === undefined ? undefined : memberOf(known, name);
  if (member !== undefined) return await member(given, around);
  if (name.toLowerCase() === 'new' && gridType(type) !== null) return new Grid(given.map((one) => toNumber(one)));
  if (name.toLowerCase() === 'new') return castTo(written, given[0] ?? null);
  const near = nearestWord(name, Object.keys(known ?? {}));
  const hint = near === null ? '' : ` Did you mean "${near}"?`;
  throw operationError(
    'MethodNotFound',
    `[${written}] has no static member named '${name}' here.${hint}`,
    'InvalidOperation',
    name,
  );
}

/** An absolute part begins anew; paths of Windows are put together with `\`. */
function combinedPath(parts: readonly string[]): string {
  const separator = parts.some((part) => part.includes('\\') || /^[A-Za-z]:/.test(part)) ? '\\' : '/';
  return parts.reduce((whole, part) => {
    if (part === '') return whole;
    if (whole === '' || /^(?:[\\/]|[A-Za-z]:)/.test(part)) return part;
    return /[\\/:]$/.test(whole) ? whole + part : whole + separator + part;
  }, '');
}

/** Where `$env:TEMP` points, without a separator at its end. */
function temporaryFolder(environment: ReadonlyMap<string, string>): string {
  return (readEnvironment(environment, 'TEMP') ?? '/tmp').replace(/[\\/]+$/, '');
}

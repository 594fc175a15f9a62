import { randomUUID } from 'node:crypto';
import { Credential, SecureText, TimeSpan } from '@relais/management-contract';
import { nearestWord } from '../language/nearest-word.ts';
import { castTo, requireType } from './cast.ts';
import { parseDate } from './convert-date.ts';
import { roundHalfEven, toNumber } from './convert-number.ts';
import type { FileAccess } from './file-access.ts';
import { formatComposite } from './format-value.ts';
import { Hashtable } from './hashtable.ts';
import { regularExpression, replacementText } from './regular-expression.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** What static members may reach outside. */
export interface StaticSurroundings {
  readonly files: FileAccess | null;
  readonly now: () => Date;
  readonly environment: ReadonlyMap<string, string>;
}

type StaticMember = (given: readonly Value[], around: StaticSurroundings) => Value | Promise<Value>;

const number = (given: readonly Value[], at = 0): number => toNumber(given[at] ?? null);
const text = (given: readonly Value[], at = 0): string => toText(given[at] ?? null);
const list = (given: readonly Value[], at: number): readonly Value[] => {
  const value = given[at] ?? null;
  return Array.isArray(value) ? value : given.slice(at);
};

const span =
  (unit: number): StaticMember =>
  (given) =>
    new TimeSpan(Math.round(number(given) * unit));

function requireFiles(around: StaticSurroundings): FileAccess {
  if (around.files !== null) return around.files;
  throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied');
}

const encoding: Readonly<Record<string, StaticMember>> = {
  getbytes: (given) => [...Buffer.from(text(given), 'utf8')],
  getstring: (given) => Buffer.from(list(given, 0).map((item) => toNumber(item))).toString('utf8'),
};

const members: Readonly<Record<string, Readonly<Record<string, StaticMember>>>> = {
  'System.Math': {
    abs: (given) => Math.abs(number(given)),
    ceiling: (given) => Math.ceil(number(given)),
    floor: (given) => Math.floor(number(given)),
    truncate: (given) => Math.trunc(number(given)),
    sqrt: (given) => Math.sqrt(number(given)),
    pow: (given) => number(given) ** number(given, 1),
    max: (given) => Math.max(number(given), number(given, 1)),
    min: (given) => Math.min(number(given), number(given, 1)),
    sign: (given) => Math.sign(number(given)),
    log: (given) => (given.length > 1 ? Math.log(number(given)) / Math.log(number(given, 1)) : Math.log(number(given))),
    log10: (given) => Math.log10(number(given)),
    exp: (given) => Math.exp(number(given)),
    round: (given) => {
      const scale = 10 ** (given.length > 1 ? number(given, 1) : 0);
      return roundHalfEven(Number((number(given) * scale).toPrecision(15))) / scale;
    },
    pi: () => Math.PI,
    e: () => Math.E,
  },
  'System.TimeSpan': {
    fromdays: span(86_400_000),
    fromhours: span(3_600_000),
    fromminutes: span(60_000),
    fromseconds: span(1000),
    frommilliseconds: span(1),
    fromticks: span(1 / 10_000),
    parse: (given) => castTo('timespan', text(given)),
    zero: () => new TimeSpan(0),
    new: (given) => newTimeSpan(given),
  },
  'System.DateTime': {
    now: (_, around) => around.now(),
    utcnow: (_, around) => around.now(),
    today: (_, around) => new Date(around.now().setHours(0, 0, 0, 0)),
    parse: (given) => castTo('datetime', text(given)),
    parseexact: (given) => castTo('datetime', text(given)),
    isleapyear: (given) => new Date(number(given), 1, 29).getMonth() === 1,
    daysinmonth: (given) => new Date(number(given), number(given, 1), 0).getDate(),
    new: (given) =>
      new Date(
        number(given),
        number(given, 1) - 1,
        number(given, 2),
        given.length > 3 ? number(given, 3) : 0,
        given.length > 4 ? number(given, 4) : 0,
        given.length > 5 ? number(given, 5) : 0,
      ),
    tryparse: (given) => parseDate(text(given)) !== null,
  },
  'System.String': {
    isnullorempty: (given) => text(given) === '',
    isnullorwhitespace: (given) => text(given).trim() === '',
    join: (given) => list(given, 1).map(toText).join(text(given)),
    concat: (given) => given.map(toText).join(''),
    format: (given) => formatComposite(text(given), list(given, 1)),
    empty: () => '',
    compare: (given) => Math.sign(text(given).localeCompare(text(given, 1), 'en')),
    equals: (given) => text(given) === text(given, 1),
    new: (given) => (given.length > 1 ? text(given).repeat(number(given, 1)) : list(given, 0).map(toText).join('')),
  },
  'System.Guid': {
    newguid: () => randomUUID(),
    empty: () => '00000000-0000-0000-0000-000000000000',
    parse: (given) => castTo('guid', text(given)),
  },
  'System.Environment': {
    newline: () => '\n',
    machinename: (_, around) => around.environment.get('COMPUTERNAME') ?? '',
    username: (_, around) => around.environment.get('USERNAME') ?? '',
    getenvironmentvariable: (given, around) => around.environment.get(text(given)) ?? null,
  },
  'System.Convert': {
    tobase64string: (given) => Buffer.from(list(given, 0).map((item) => toNumber(item))).toString('base64'),
    frombase64string: (given) => [...Buffer.from(text(given), 'base64')],
    toint32: (given) => castTo('int', given[0] ?? null),
    toint64: (given) => castTo('long', given[0] ?? null),
    tostring: (given) => text(given),
    toboolean: (given) => castTo('bool', given[0] ?? null),
    todouble: (given) => castTo('double', given[0] ?? null),
    todatetime: (given) => castTo('datetime', given[0] ?? null),
  },
  'System.IO.File': {
    readallbytes: async (given, around) => [...(await requireFiles(around).readBytes(text(given)))],
    readalltext: async (given, around) => await requireFiles(around).readText(text(given)),
    readalllines: async (given, around) => lines(await requireFiles(around).readText(text(given))),
    exists: async (given, around) => await requireFiles(around).exists(text(given)),
    writealltext: async (given, around) => {
      await requireFiles(around).write(text(given), text(given, 1));
      return null;
    },
    writeallbytes: async (given, around) => {
      await requireFiles(around).write(
        text(given),
        Uint8Array.from(list(given, 1), (item) => toNumber(item)),
      );
      return null;
    },
  },
  'System.IO.Path': {
    getfilename: (given) => text(given).split(/[\\/]/).at(-1) ?? '',
    getextension: (given) => /\.[^.\\/]*$/.exec(text(given))?.[0] ?? '',
    getfilenamewithoutextension: (given) => (text(given).split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, ''),
    getdirectoryname: (given) => text(given).replace(/[\\/][^\\/]*$/, ''),
    combine: (given) =>
      given
        .map(toText)
        .join('/')
        .replaceAll(/\/{2,}/g, '/'),
  },
  'System.Text.RegularExpressions.Regex': {
    ismatch: (given) => regularExpression(text(given, 1), '').test(text(given)),
    replace: (given) => text(given).replace(regularExpression(text(given, 1), 'g'), replacementText(text(given, 2))),
    split: (given) => text(given).split(regularExpression(text(given, 1), '')),
    escape: (given) => text(given).replaceAll(/[\\*+?|{[()^$.# ]/g, '\\$&'),
    match: (given) => {
      const found = regularExpression(text(given, 1), '').exec(text(given));
      return ShellObject.custom({
        Success: found !== null,
        Value: found?.[0] ?? '',
        Groups: found === null ? [] : [...found].map((group) => ShellObject.custom({ Value: group ?? '' })),
      });
    },
    matches: (given) =>
      [...text(given).matchAll(regularExpression(text(given, 1), 'g'))].map((found) =>
        ShellObject.custom({ Value: found[0], Index: found.index }),
      ),
  },
  'System.Text.Encoding': {
    utf8: () => ShellObject.custom({ EncodingName: 'Unicode (UTF-8)', BodyName: 'utf-8' }, 'System.Text.UTF8Encoding'),
    ascii: () => ShellObject.custom({ EncodingName: 'US-ASCII', BodyName: 'us-ascii' }, 'System.Text.UTF8Encoding'),
    unicode: () => ShellObject.custom({ EncodingName: 'Unicode', BodyName: 'utf-16' }, 'System.Text.UTF8Encoding'),
  },
  'System.Int32': {
    maxvalue: () => 2_147_483_647,
    minvalue: () => -2_147_483_648,
    parse: (given) => castTo('int', text(given)),
  },
  'System.Int64': {
    maxvalue: () => 2 ** 63,
    minvalue: () => -(2 ** 63),
    parse: (given) => castTo('long', text(given)),
  },
  'System.Double': {
    maxvalue: () => Number.MAX_VALUE,
    minvalue: () => -Number.MAX_VALUE,
    parse: (given) => castTo('double', text(given)),
  },
  'System.Char': {
    isdigit: (given) => /^\p{Nd}/u.test(text(given)),
    isletter: (given) => /^\p{L}/u.test(text(given)),
    isupper: (given) => /^\p{Lu}/u.test(text(given)),
    islower: (given) => /^\p{Ll}/u.test(text(given)),
    iswhitespace: (given) => /^\s/.test(text(given)),
    toupper: (given) => text(given).toUpperCase(),
    tolower: (given) => text(given).toLowerCase(),
  },
  'System.Boolean': { parse: (given) => text(given).toLowerCase() === 'true' },
  'System.Collections.ArrayList': { new: () => [] },
  'System.Collections.Hashtable': { new: () => new Hashtable() },
  'System.Management.Automation.PSCredential': { new: (given) => newCredential(given) },
  'System.StringComparison': {
    ordinalignorecase: () => 'OrdinalIgnoreCase',
    ordinal: () => 'Ordinal',
    currentcultureignorecase: () => 'CurrentCultureIgnoreCase',
  },
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
  const member =
    known !== undefined && Object.hasOwn(known, name.toLowerCase()) ? known[name.toLowerCase()] : undefined;
  if (member !== undefined) return await member(given, around);
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

/** The methods of `[System.Text.Encoding]::UTF8`. `undefined` for other objects and names. */
export function encodingMethod(
  target: Value,
  name: string,
  given: readonly Value[],
  around: StaticSurroundings,
): Value | Promise<Value> | undefined {
  if (!(target instanceof ShellObject) || target.typeName !== 'System.Text.UTF8Encoding') return undefined;
  return encoding[name.toLowerCase()]?.(given, around);
}

export function newTimeSpan(given: readonly Value[]): TimeSpan {
  const parts = given.map((item) => toNumber(item));
  const [days, hours, minutes, seconds] = parts.length === 4 ? parts : [0, ...parts];
  if (parts.length === 1) return new TimeSpan((parts[0] ?? 0) / 10_000);
  return new TimeSpan(((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000);
}

export function newCredential(given: readonly Value[]): Credential {
  const password = given[1] ?? null;
  if (password instanceof SecureText) return new Credential(text(given), password);
  throw operationError(
    'InvalidCredential',
    'A credential is made of a user name and a SecureString (ConvertTo-SecureString).',
    'InvalidArgument',
  );
}

function lines(content: string): string[] {
  const all = content.split(/\r?\n/);
  if (all.at(-1) === '') all.pop();
  return all;
}

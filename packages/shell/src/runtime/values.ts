import {
  ByteSize,
  Credential,
  EnumFlags,
  ListChange,
  type ManagementObject,
  type ManagementValue,
  ScriptText,
  SecureText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import type { ScriptBody } from '../language/nodes.ts';
import type { Hashtable } from './hashtable.ts';
import { ShellObject } from './shell-object.ts';
import { toUniversal } from './universal-date.ts';

/** What a variable, a property or the pipeline can hold. */
export type Value =
  | null
  | boolean
  | number
  | string
  | TimeSpan
  | ByteSize
  | Unlimited
  | EnumFlags
  | Date
  | SecureText
  | Credential
  | ScriptText
  | ListChange
  | Value[]
  | Hashtable
  | ShellObject
  | ScriptBlock
  | TypeReference
  | FormattedText;

/** A script's text, kept for the positions in error messages. */
export interface Source {
  readonly text: string;
  /** `null` for what was typed or given with -Command. */
  readonly file: string | null;
}

export class ScriptBlock {
  readonly body: ScriptBody;
  /** What stands between the braces. */
  readonly text: string;
  readonly source: Source;
  constructor(body: ScriptBody, text: string, source: Source) {
    this.body = body;
    this.text = text;
    this.source = source;
  }
}

/** `[TimeSpan]` as a value. */
export class TypeReference {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What Format-List and its kin put into the pipeline: lines that only a printer can use. */
export class FormattedText {
  readonly lines: (width: number) => readonly string[];
  constructor(lines: (width: number) => readonly string[]) {
    this.lines = lines;
  }
}

/** What a cmdlet gave, with nested objects as objects of the shell. */
function fromManagement(value: ManagementValue): Value {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: ManagementValue) => fromManagement(item));
  if (
    value instanceof TimeSpan ||
    value instanceof ByteSize ||
    value instanceof Unlimited ||
    value instanceof EnumFlags ||
    value instanceof Date ||
    value instanceof SecureText ||
    value instanceof Credential ||
    value instanceof ScriptText ||
    value instanceof ListChange
  ) {
    return value;
  }
  return objectFromManagement(value as ManagementObject, 'System.Management.Automation.PSCustomObject');
}

export function objectFromManagement(
  fields: ManagementObject,
  typeName: string,
  defaultColumns?: readonly string[],
): ShellObject {
  const object = new ShellObject(typeName, defaultColumns);
  // `WhenCreatedUTC` and its kin are on the clock of UTC.
  for (const [name, value] of Object.entries(fields))
    object.set(name, value instanceof Date && /UTC$/i.test(name) ? toUniversal(value) : fromManagement(value));
  return object;
}

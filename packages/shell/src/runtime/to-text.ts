import type {
  ByteSize,
  Credential,
  EnumFlags,
  ListChange,
  ScriptText,
  SecureText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { ClassInstance } from './class-type.ts';
import { ErrorValue } from './error-value.ts';
import { Hashtable } from './hashtable.ts';
import { numberText } from './number-text.ts';
import { PatternObject } from './pattern-object.ts';
import { ShellObject } from './shell-object.ts';
import { TextBuilder } from './text-builder.ts';
import { FormattedText, ScriptBlock, TypeReference, type Value } from './values.ts';
import { WrittenObject } from './written-object.ts';
import { XmlNode } from './xml-node.ts';

/** The text of a value in strings and comparisons; dates in the invariant form `01/31/2026 17:05:00`. */
export function toText(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value))
    return value.map((item) => (Array.isArray(item) ? 'System.Object[]' : toText(item))).join(' ');
  if (value instanceof Date) return invariantDate(value);
  if (value instanceof Hashtable) return 'System.Collections.Hashtable';
  if (value instanceof ErrorValue) return value.message;
  if (value instanceof ShellObject) return objectText(value);
  if (value instanceof ScriptBlock) return value.text;
  if (value instanceof TypeReference) return value.name;
  if (value instanceof FormattedText) return 'Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData';
  return plainText(value);
}

function plainText(
  value: TimeSpan | ByteSize | Unlimited | EnumFlags | SecureText | Credential | ScriptText | ListChange,
): string {
  return value.toString();
}

function objectText(value: ShellObject): string {
  if (value instanceof PatternObject) return value.pattern;
  if (value instanceof TextBuilder || value instanceof WrittenObject) return value.text;
  if (value instanceof XmlNode) return value.name;
  if (value instanceof ClassInstance) return value.isException ? toText(value.get('Message') ?? null) : value.typeName;
  if (value.typeName === 'System.Globalization.CultureInfo') return toText(value.get('Name') ?? null);
  if (value.typeName.startsWith('System.Text.RegularExpressions.')) return toText(value.get('Value') ?? null);
  if (value.typeName === 'System.Version')
    return ['Major', 'Minor', 'Build', 'Revision'].map((part) => toText(value.get(part) ?? null)).join('.');
  if (value.typeName === 'System.Management.Automation.PathInfo') return toText(value.get('Path') ?? null);
  if (value.typeName === 'System.Management.Automation.ErrorCategoryInfo') return categoryText(value);
  if (value.typeName === 'Microsoft.PowerShell.Commands.MatchInfo') return matchText(value);
  if (value.typeName === 'System.Management.Automation.PSCustomObject') {
    return `@{${value
      .entries()
      .map(([name, held]) => `${name}=${toText(held)}`)
      .join('; ')}}`;
  }
  for (const name of ['Identity', 'Name', 'Message', 'Value']) {
    const held = value.get(name);
    if (held !== undefined && held !== null && !(held instanceof ShellObject)) return toText(held);
  }
  return value.typeName;
}

/** `ObjectNotFound: (nobody:String) [Get-Mailbox], ManagementObjectNotFoundException`. */
function categoryText(info: ShellObject): string {
  const part = (name: string): string => toText(info.get(name) ?? null);
  const target = `(${part('TargetName')}:${part('TargetType')})`;
  return `${part('Category')}: ${target} [${part('Activity')}], ${part('Reason')}`;
}

/** `users.csv:3:carla` for what was found in a file, the line alone for what came through the pipeline. */
function matchText(match: ShellObject): string {
  const [path, number, line] = ['Path', 'LineNumber', 'Line'].map((name) => toText(match.get(name) ?? null));
  return path === 'InputStream' ? (line ?? '') : `${path}:${number}:${line}`;
}

function invariantDate(value: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${two(value.getMonth() + 1)}/${two(value.getDate())}/${String(value.getFullYear()).padStart(4, '0')}`;
  return `${day} ${two(value.getHours())}:${two(value.getMinutes())}:${two(value.getSeconds())}`;
}

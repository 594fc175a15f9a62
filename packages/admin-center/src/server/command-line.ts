import {
  ByteSize,
  Credential,
  EnumFlags,
  ListChange,
  type ManagementValue,
  SecureText,
  TimeSpan,
} from '@relais/management-contract';

export interface Command {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, ManagementValue>>;
}

/** The line that does the same in the shell; secrets are asked for there, never shown. */
export function commandLine({ cmdlet, parameters }: Command): string {
  const words = Object.entries(parameters).map(([name, value]) =>
    // A file's content is nothing to read, and may be a key.
    name === 'FileData'
      ? `-${name} ([System.IO.File]::ReadAllBytes("certificate.pfx"))`
      : name === 'Confirm' || name === 'WhatIf'
        ? `-${name}:${valueText(value)}`
        : `-${name} ${valueText(value)}`,
  );
  return [cmdlet, ...words].join(' ');
}

function valueText(value: ManagementValue): string {
  if (value === null) return '$null';
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Date) return quoted(value.toISOString());
  if (value instanceof TimeSpan) return value.toString();
  if (value instanceof ByteSize) return sizeText(value.bytes);
  if (value instanceof SecureText) return '(Read-Host -AsSecureString)';
  if (value instanceof Credential) return `(Get-Credential ${quoted(value.userName)})`;
  if (value instanceof EnumFlags) return value.names.join(',') || 'None';
  if (value instanceof ListChange) {
    const part = (name: string, values: readonly ManagementValue[]): string[] =>
      values.length === 0 ? [] : [`${name}=${values.map(expressionText).join(',')}`];
    return `@{${[...part('Add', value.add), ...part('Remove', value.remove)].join(';')}}`;
  }
  if (Array.isArray(value)) return value.length === 0 ? '$null' : value.map(valueText).join(',');
  return String(value);
}

/** `36MB`: a number in the shell, in the largest unit that leaves it whole. */
function sizeText(bytes: number): string {
  const power = [4, 3, 2, 1].find((one) => bytes > 0 && bytes % 1024 ** one === 0) ?? 0;
  return `${bytes / 1024 ** power}${['', 'KB', 'MB', 'GB', 'TB'][power]}`;
}

/** In a hash table a bare word would be a command to run. */
function expressionText(value: ManagementValue): string {
  return typeof value === 'string' ? inQuotes(value) : valueText(value);
}

/** A bare word where it stays what it is: not a number, and no parameter. */
function quoted(text: string): string {
  const isWord = /^[\w.\\/][\w.\\/@-]*$/.test(text);
  const isNumber = /^(?:0x[\da-f]+|\d*\.?\d*(?:e[+-]?\d+)?(?:[kmgtp]b)?[dl]?)$/i.test(text);
  return isWord && !isNumber ? text : inQuotes(text);
}

const escapes: Readonly<Record<string, string>> = { '\n': '`n', '\r': '`r', '\t': '`t', '\0': '`0', '\u001b': '`e' };

/** What a word processor makes of quotes ends a text too, as in PowerShell. */
function inQuotes(text: string): string {
  const escaped = text
    .replaceAll(/[`"$\u201c\u201d\u201e]/g, '`$&')
    .replaceAll(/[\n\r\t\0\u001b]/g, (character) => escapes[character] ?? character);
  return `"${escaped}"`;
}

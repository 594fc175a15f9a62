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
  if (value instanceof ByteSize) return String(value.bytes);
  if (value instanceof SecureText) return '(Read-Host -AsSecureString)';
  if (value instanceof Credential) return `(Get-Credential ${quoted(value.userName)})`;
  if (value instanceof EnumFlags) return value.names.join(',') || 'None';
  if (value instanceof ListChange) {
    const part = (name: string, values: readonly ManagementValue[]): string[] =>
      values.length === 0 ? [] : [`${name}=${values.map(valueText).join(',')}`];
    return `@{${[...part('Add', value.add), ...part('Remove', value.remove)].join(';')}}`;
  }
  if (Array.isArray(value)) return value.length === 0 ? '$null' : value.map(valueText).join(',');
  return String(value);
}

function quoted(text: string): string {
  return /^[\w.\\/-][\w.\\/@-]*$/.test(text)
    ? text
    : `"${text.replaceAll('`', '``').replaceAll('"', '`"').replaceAll('$', '`$')}"`;
}

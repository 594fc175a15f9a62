import { Credential, EnumFlags, ListChange, type ManagementValue, SecureText } from '@relais/management-contract';
import { isNestedObject } from './conversions/shown-value.ts';

/** A parameter's value as the audit log keeps it: text, without secrets. */
export function auditText(value: ManagementValue): string {
  if (value === null) return '$null';
  if (value instanceof SecureText) return '********';
  if (value instanceof Credential) return `${value.userName} (********)`;
  if (value instanceof ListChange) {
    const part = (name: string, members: readonly ManagementValue[]): string[] =>
      members.length === 0 ? [] : [`${name}=${members.map(auditText).join(',')}`];
    return `@{${[...part('Add', value.add), ...part('Remove', value.remove)].join(';')}}`;
  }
  if (Array.isArray(value)) return (value as readonly ManagementValue[]).map(auditText).join(', ');
  if (value instanceof Date) return value.toISOString();
  if (value instanceof EnumFlags) return value.toString();
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isNestedObject(value)) return '(object)';
  const text = String(value);
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

import { ByteSize, type ManagementObject, type ManagementValue, TimeSpan } from '@relais/management-contract';

/** The first of `names` that the object has, as text; empty for none. */
export function textOf(row: ManagementObject | undefined, ...names: readonly string[]): string {
  const value = valueOf(row, ...names);
  if (value === null) return '';
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}

export function valueOf(row: ManagementObject | undefined, ...names: readonly string[]): ManagementValue {
  for (const name of names) {
    const value = row?.[name];
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

export function listOf(row: ManagementObject | undefined, ...names: readonly string[]): readonly string[] {
  const value = valueOf(row, ...names);
  if (value === null) return [];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && 'names' in value && Array.isArray(value.names)) return value.names.map(String);
  return [String(value)];
}

export function isOn(row: ManagementObject | undefined, ...names: readonly string[]): boolean {
  return valueOf(row, ...names) === true;
}

/** Seconds of a time span, bytes of a size, a number as it is; `null` for anything else and for Unlimited. */
export function amountOf(row: ManagementObject | undefined, ...names: readonly string[]): number | null {
  const value = valueOf(row, ...names);
  if (typeof value === 'number') return value;
  if (value instanceof TimeSpan) return value.totalSeconds;
  if (value instanceof ByteSize) return value.bytes;
  return null;
}

export function dateOf(row: ManagementObject | undefined, ...names: readonly string[]): Date | null {
  const value = valueOf(row, ...names);
  if (value instanceof Date) return value;
  if (typeof value === 'number') return new Date(value);
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value);
  return null;
}

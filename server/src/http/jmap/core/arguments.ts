import type { Arguments } from './method.ts';
import { invalidArguments, MethodError } from './method-error.ts';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws MethodError when the account is missing or not the caller's own. */
export function requireAccount(args: Arguments, accountId: string): void {
  if (typeof args.accountId !== 'string') throw invalidArguments('accountId must be the id of an account.');
  if (args.accountId !== accountId) throw new MethodError('accountNotFound');
}

export function optionalIds(args: Arguments, name: string): readonly string[] | null {
  const value = args[name];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((id) => typeof id === 'string')) {
    throw invalidArguments(`${name} must be an array of ids or null.`);
  }
  return value as string[];
}

export function optionalStrings(args: Arguments, name: string): readonly string[] | null {
  const value = args[name];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) {
    throw invalidArguments(`${name} must be an array of strings or null.`);
  }
  return value as string[];
}

export function optionalString(args: Arguments, name: string): string | null {
  const value = args[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalidArguments(`${name} must be a string or null.`);
  return value;
}

export function requiredString(args: Arguments, name: string): string {
  const value = optionalString(args, name);
  if (value === null) throw invalidArguments(`${name} must be a string.`);
  return value;
}

export function booleanArgument(args: Arguments, name: string): boolean {
  const value = args[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalidArguments(`${name} must be true or false.`);
  return value;
}

export function optionalInt(args: Arguments, name: string, least: number): number | null {
  const value = args[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw invalidArguments(`${name} must be a whole number of at least ${least}.`);
  }
  return value;
}

export function optionalRecord(args: Arguments, name: string): Record<string, unknown> | null {
  const value = args[name];
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) throw invalidArguments(`${name} must be an object or null.`);
  return value;
}

import type { CommandScanner } from '../command-scanner.ts';
import { argumentError } from '../syntax-error.ts';

const digits = /\d{1,20}/y;
const largest32 = 0xffff_ffff;
const largest63 = 2n ** 63n - 1n;

/** `number`: 0..2^32-1 (RFC 3501 §9). */
export function readNumber(scanner: CommandScanner, what: string): number {
  const value = Number(scanner.require(digits, what));
  if (value > largest32) throw argumentError(`${what} is ${value}, above 4294967295`);
  return value;
}

/** `nz-number`: 1..2^32-1. */
export function readPositiveNumber(scanner: CommandScanner, what: string): number {
  const value = readNumber(scanner, what);
  if (value === 0) throw argumentError(`${what} must not be 0`);
  return value;
}

/**
 * A 63-bit number (modseq of RFC 7162 §7, number64 of RFC 9051). What a double cannot hold becomes the largest that it
 * can: nothing here is as large, and clients bring the mod-sequences of the server that they had before.
 */
export function readNumber64(scanner: CommandScanner, what: string): number {
  const text = scanner.require(digits, what);
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  if (BigInt(text) > largest63) throw argumentError(`${what} is ${text}, above ${largest63}`);
  return Number.MAX_SAFE_INTEGER;
}

import { toNumber } from './convert-number.ts';
import type { Value } from './values.ts';

/** `[byte[]]` as a list of numbers. An iterator over a file of 8 MB costs ten times what this does. */
export function listOfBytes(bytes: Uint8Array): number[] {
  const list = Array<number>(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) list[index] = bytes[index] ?? 0;
  return list;
}

/** @throws OperationError for what is no number. */
export function bytesOfList(list: readonly Value[]): Uint8Array {
  const bytes = new Uint8Array(list.length);
  for (let index = 0; index < bytes.length; index += 1) {
    const item = list[index];
    bytes[index] = typeof item === 'number' ? item : toNumber(item ?? null);
  }
  return bytes;
}

import { operationError } from './shell-error.ts';

/** Characters of a text, or items of a list, that one operation may make. */
export const mostRepeated = 10_000_000;

/** @throws OperationError for a text that would be longer than this shell holds. */
function requireLength(length: number): void {
  if (Number.isFinite(length) && length <= mostRepeated) return;
  throw operationError(
    'ArgumentOutOfRange',
    `A text of ${length} characters is more than this shell holds (${mostRepeated}).`,
    'InvalidArgument',
  );
}

/** `PadLeft` and `PadRight`. @throws OperationError */
export function padded(text: string, width: number, side: 'start' | 'end', filler = ' '): string {
  requireLength(width);
  return side === 'start' ? text.padStart(width, filler) : text.padEnd(width, filler);
}

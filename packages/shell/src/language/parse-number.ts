import { isWordCharacter } from './characters.ts';
import type { Expression } from './nodes.ts';
import type { Scanner } from './scanner.ts';

const numberForm = /(?:0x([0-9a-f]+)|(\d+(?:\.(?!\.)\d*)?|\.\d+)(e[+-]?\d+)?)(?:[dl])?(kb|mb|gb|tb|pb)?/iy;
const suffixes: Readonly<Record<string, number>> = { kb: 1, mb: 2, gb: 3, tb: 4, pb: 5 };

/** A number with an optional size suffix (`10MB`, `0x1F`, `1.5e3`), or `null` when none stands here whole. */
export function parseNumber(scanner: Scanner): Expression | null {
  const start = scanner.offset;
  const sign = scanner.peek() === '-' ? -1 : 1;
  numberForm.lastIndex = start + (sign === -1 ? 1 : 0);
  const match = numberForm.exec(scanner.source);
  if (match === null) return null;
  const end = numberForm.lastIndex;
  if (isWordCharacter(scanner.source[end] ?? '')) return null;
  const [, hexadecimal, decimal, exponent = '', suffix = ''] = match;
  const plain = hexadecimal === undefined ? Number(`${decimal}${exponent}`) : Number.parseInt(hexadecimal, 16);
  scanner.offset = end;
  const value = sign * plain * 1024 ** (suffixes[suffix.toLowerCase()] ?? 0);
  return { kind: 'number', value, text: scanner.source.slice(start, end), extent: { start, end } };
}

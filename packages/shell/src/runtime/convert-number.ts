import { ByteSize, TimeSpan } from '@relais/management-contract';
import { EnumValue } from './enum-type.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

const textForm = /^([+-]?)(?:0x([0-9a-f]+)|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)(kb|mb|gb|tb|pb)?$/i;
const powers: Readonly<Record<string, number>> = { kb: 1, mb: 2, gb: 3, tb: 4, pb: 5 };

/** The number that a value is or says, or `null`. An empty text and `$null` are 0. */
export function tryNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof ByteSize) return value.bytes;
  if (value instanceof TimeSpan) return null;
  if (value instanceof EnumValue) return value.number;
  if (Array.isArray(value)) return value.length === 1 ? tryNumber(value[0] ?? null) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (text === '') return 0;
  const match = textForm.exec(text.replaceAll(/(?<=\d),(?=\d{3}(?:\D|$))/g, ''));
  if (match === null) return null;
  const [, sign, hexadecimal, decimal, exponent = '', suffix = ''] = match;
  const plain = hexadecimal === undefined ? Number(`${decimal}${exponent}`) : Number.parseInt(hexadecimal, 16);
  return (sign === '-' ? -plain : plain) * 1024 ** (powers[suffix.toLowerCase()] ?? 0);
}

/** @throws OperationError when the value says no number. */
export function toNumber(value: Value, type = 'System.Double'): number {
  const number = tryNumber(value);
  if (number !== null) return number;
  throw operationError(
    'InvalidCastFromStringToInteger',
    `Cannot convert value "${toText(value)}" to type "${type}". Error: "Input string was not in a correct format."`,
    'InvalidArgument',
  );
}

/** Rounds halves to the even neighbour, as .NET's conversions do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

import { ByteSize, EnumFlags, parseByteSize, parseTimeSpan, TimeSpan, Unlimited } from '@relais/management-contract';
import { toBoolean } from './convert-boolean.ts';
import { parseDate } from './convert-date.ts';
import { tryNumber } from './convert-number.ts';
import { EnumValue } from './enum-type.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { typeNameOf } from './type-names.ts';
import type { Value } from './values.ts';

/** `-eq`: the right side is converted to the left side's type; texts compare without case unless asked. `now`: the day of a time alone. */
export function areEqual(left: Value, right: Value, caseSensitive = false, now?: () => Date): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left === 'boolean') return left === toBoolean(right);
  if (typeof left === 'string') return sameText(left, toText(right), caseSensitive);
  if (typeof left === 'number' && typeof right === 'string' && right.trim() === '') return left === 0;
  const order = typedOrder(left, right, now);
  if (order !== null) return order === 0;
  if (typeof left === 'number') return false;
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) return false;
  if (left instanceof EnumFlags) return sameText(toText(left), toText(right), false);
  return typeof right === 'object' && typeNameOf(left) !== typeNameOf(right)
    ? false
    : sameText(toText(left), toText(right), caseSensitive);
}

/** Negative, 0 or positive. @throws OperationError when the two cannot be brought into an order. */
export function compareOrder(left: Value, right: Value, caseSensitive = false, now?: () => Date): number {
  if (left === null || right === null)
    return left === right ? 0 : left === null ? (isNegative(right) ? 1 : -1) : isNegative(left) ? -1 : 1;
  const order = typedOrder(left, right, now);
  if (order !== null) return order;
  if (typeof left === 'number' || left instanceof TimeSpan || left instanceof Date || left instanceof ByteSize) {
    const type = typeNameOf(left);
    throw operationError(
      'ComparisonFailure',
      `Could not compare "${toText(left)}" to "${toText(right)}". Error: "Cannot convert value "${toText(right)}" to type "${type}"."`,
    );
  }
  return textOrder(toText(left), toText(right), caseSensitive);
}

/** The order for Sort-Object, which never fails: unlike things by their text, `$null` first. */
export function sortOrder(left: Value, right: Value, caseSensitive = false): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  const sameKind = typeof left === typeof right || (typeof left === 'object' && typeof right === 'object');
  const order = sameKind ? typedOrder(left, right) : null;
  return order ?? textOrder(toText(left), toText(right), caseSensitive);
}

function isNegative(value: Value): boolean {
  return typeof value === 'number' && value < 0;
}

function typedOrder(left: Value, right: Value, now?: () => Date): number | null {
  const unlimited = unlimitedOrder(left, right);
  if (unlimited !== null) return unlimited;
  if (typeof left === 'number') {
    const other = right instanceof TimeSpan || right instanceof Date ? null : tryNumber(right);
    return other === null ? null : left - other;
  }
  if (typeof left === 'boolean') return Number(left) - Number(toBoolean(right));
  if (left instanceof EnumValue) {
    const other = typeof right === 'string' ? (left.type.parsed(right)?.number ?? null) : tryNumber(right);
    return other === null ? null : left.number - other;
  }
  if (left instanceof TimeSpan) {
    const span = right instanceof TimeSpan ? right : typeof right === 'string' ? parseTimeSpan(right) : null;
    return span === null ? null : left.milliseconds - span.milliseconds;
  }
  if (left instanceof ByteSize) {
    const size =
      right instanceof ByteSize
        ? right.bytes
        : typeof right === 'number'
          ? right
          : (parseByteSize(toText(right))?.bytes ?? null);
    return size === null ? null : left.bytes - size;
  }
  if (left instanceof Date) {
    const date = right instanceof Date ? right : parseDate(toText(right), now);
    return date === null ? null : left.getTime() - date.getTime();
  }
  return null;
}

/** `Unlimited` is above every number and size. */
function unlimitedOrder(left: Value, right: Value): number | null {
  const isUnlimited = (value: Value): boolean =>
    value instanceof Unlimited || (typeof value === 'string' && value.toLowerCase() === 'unlimited');
  const isAmount = (value: Value): boolean =>
    value instanceof Unlimited || value instanceof ByteSize || typeof value === 'number';
  if (!(left instanceof Unlimited || right instanceof Unlimited)) return null;
  if (isUnlimited(left) && isUnlimited(right)) return 0;
  if (isUnlimited(left) && (isAmount(right) || tryNumber(right) !== null)) return 1;
  if (isUnlimited(right) && isAmount(left)) return -1;
  return null;
}

function sameText(left: string, right: string, caseSensitive: boolean): boolean {
  return caseSensitive ? left === right : left.toLowerCase() === right.toLowerCase();
}

const ignoringCase = new Intl.Collator('en', { sensitivity: 'accent' });
const exact = new Intl.Collator('en');

function textOrder(left: string, right: string, caseSensitive: boolean): number {
  return (caseSensitive ? exact : ignoringCase).compare(left, right);
}

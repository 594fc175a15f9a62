import { ByteSize, TimeSpan } from '@relais/management-contract';
import { castTo } from './cast.ts';
import { mostRepeated } from './bounded-text.ts';
import { toNumber, tryNumber } from './convert-number.ts';
import { parseDate } from './convert-date.ts';
import { Hashtable } from './hashtable.ts';
import { OperationError, operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { typeNameOf } from './type-names.ts';
import { withClock } from './universal-date.ts';
import { ScriptBlock, type Value } from './values.ts';

/** `+ - * / %`; the left side decides what is meant. @throws OperationError */
export function calculate(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '*':
      return multiply(left, right);
    case '/':
    case '%': {
      if (left instanceof TimeSpan || left instanceof ByteSize) return divideAmount(operator, left, right);
      const divisor = operand(operator, left, right);
      if (divisor === 0) throw dividedByZero();
      const dividend = operand(operator, right, left);
      return operator === '/' ? dividend / divisor : dividend % divisor;
    }
    default:
      throw operationError('UnknownOperator', `"${operator}" is no operator of arithmetic.`);
  }
}

function add(left: Value, right: Value): Value {
  if (left === null) return right;
  if (typeof left === 'string') return left + toText(right);
  if (Array.isArray(left)) return Array.isArray(right) ? [...left, ...right] : [...left, right];
  if (left instanceof Hashtable) return mergeTables(left, right);
  const span = left instanceof TimeSpan || left instanceof Date ? spanOf(right) : null;
  if (left instanceof TimeSpan && span !== null) return new TimeSpan(left.milliseconds + span.milliseconds);
  if (left instanceof Date && span !== null) return withClock(left, left.getTime() + span.milliseconds);
  if (left instanceof ByteSize) return new ByteSize(left.bytes + operand('+', left, right));
  if (typeof left === 'number' || typeof left === 'boolean') return toNumber(left) + operand('+', left, right);
  if (right !== null && typeof right === 'object') throw noOperator('+', left);
  if (left instanceof ScriptBlock || left instanceof Date) throw noOperator('+', left);
  return toText(left) + toText(right);
}

/** A time span, or a text that is written as one. */
function spanOf(value: Value): TimeSpan | null {
  if (value instanceof TimeSpan) return value;
  return typeof value === 'string' && /^-?(\d+\.)?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(value.trim())
    ? (castTo('timespan', value) as TimeSpan)
    : null;
}

function subtract(left: Value, right: Value): Value {
  const span = left instanceof TimeSpan || left instanceof Date ? spanOf(right) : null;
  if (left instanceof TimeSpan && span !== null) return new TimeSpan(left.milliseconds - span.milliseconds);
  if (left instanceof Date && span !== null) return withClock(left, left.getTime() - span.milliseconds);
  if (left instanceof Date) {
    const date = right instanceof Date ? right : parseDate(toText(right));
    if (date === null) throw noOperator('-', left);
    return new TimeSpan(left.getTime() - date.getTime());
  }
  if (left instanceof ByteSize) return new ByteSize(left.bytes - operand('-', left, right));
  return operand('-', right, left) - operand('-', left, right);
}

function multiply(left: Value, right: Value): Value {
  if (left === null) return null;
  if (typeof left === 'string' || Array.isArray(left)) {
    const times = Math.round(operand('*', left, right));
    if (times < 0 || times * left.length > mostRepeated) {
      throw operationError(
        'ArgumentOutOfRange',
        `Repeating ${times} times makes more than this shell holds.`,
        'InvalidArgument',
      );
    }
    if (typeof left === 'string') return left.repeat(times);
    return Array.from({ length: times }, () => left).flat(1);
  }
  if (left instanceof TimeSpan) return new TimeSpan(left.milliseconds * operand('*', left, right));
  if (left instanceof ByteSize) return new ByteSize(left.bytes * operand('*', left, right));
  return operand('*', right, left) * operand('*', left, right);
}

function divideAmount(operator: string, left: TimeSpan | ByteSize, right: Value): Value {
  const own = left instanceof TimeSpan ? left.milliseconds : left.bytes;
  const other = right instanceof TimeSpan ? right.milliseconds : operand(operator, left, right);
  if (other === 0) throw dividedByZero();
  const result = operator === '/' ? own / other : own % other;
  return left instanceof TimeSpan && !(right instanceof TimeSpan) ? new TimeSpan(result) : result;
}

/** The number of `value`, the partner of `other`. */
function operand(operator: string, other: Value, value: Value): number {
  if (Array.isArray(value) || value instanceof Hashtable) throw noOperator(operator, other);
  const number = tryNumber(value);
  if (number !== null) return number;
  return toNumber(value, other === null ? 'System.Int32' : typeNameOf(other));
}

function mergeTables(left: Hashtable, right: Value): Hashtable {
  if (!(right instanceof Hashtable)) {
    throw operationError('AddHashTableToNonHashTable', 'A hash table can only be added to another hash table.');
  }
  const merged = new Hashtable();
  for (const [key, value] of [...left.entries(), ...right.entries()]) {
    if (merged.has(key))
      throw operationError('DuplicateKey', `Item has already been added. Key in dictionary: '${toText(key)}'.`);
    merged.set(key, value);
  }
  return merged;
}

function dividedByZero(): OperationError {
  return new OperationError({
    id: 'RuntimeException',
    category: 'NotSpecified',
    message: 'Attempted to divide by zero.',
    exception: 'System.DivideByZeroException',
    reason: 'RuntimeException',
  });
}

function noOperator(operator: string, left: Value): Error {
  const names: Readonly<Record<string, string>> = {
    '+': 'op_Addition',
    '-': 'op_Subtraction',
    '*': 'op_Multiply',
    '/': 'op_Division',
    '%': 'op_Modulus',
  };
  return operationError(
    'MethodNotFound',
    `Method invocation failed because [${typeNameOf(left)}] does not contain a method named '${names[operator] ?? operator}'.`,
  );
}

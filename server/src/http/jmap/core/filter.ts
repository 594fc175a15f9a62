import { isRecord } from './arguments.ts';
import { invalidArguments, MethodError } from './method-error.ts';

export type Test<T> = (one: T) => boolean;

/**
 * A filter (RFC 8620 §5.5) as one test; `conditionTest` gives that of one condition, and refuses those that it does not know.
 * @throws MethodError 'invalidArguments', 'unsupportedFilter'
 */
export function filterTest<T>(filter: unknown, conditionTest: (name: string, value: unknown) => Test<T>): Test<T> {
  if (filter === undefined || filter === null) return () => true;
  if (!isRecord(filter)) throw invalidArguments('filter must be an object or null.');
  if (filter.operator === undefined) {
    const tests = Object.entries(filter).map(([name, value]) => conditionTest(name, value));
    return (one) => tests.every((test) => test(one));
  }
  const { operator, conditions } = operatorIn(filter);
  const tests = conditions.map((condition) => {
    if (!isRecord(condition)) throw invalidArguments('Each condition of a filter operator is an object.');
    return filterTest(condition, conditionTest);
  });
  if (operator === 'AND') return (one) => tests.every((test) => test(one));
  if (operator === 'OR') return (one) => tests.some((test) => test(one));
  return (one) => !tests.some((test) => test(one));
}

/** A filter that has an operator. @throws MethodError 'invalidArguments', 'unsupportedFilter' */
export function operatorIn(filter: Readonly<Record<string, unknown>>): {
  readonly operator: 'AND' | 'OR' | 'NOT';
  readonly conditions: readonly unknown[];
} {
  const { operator, conditions, ...others } = filter;
  if (operator !== 'AND' && operator !== 'OR' && operator !== 'NOT') {
    throw new MethodError('unsupportedFilter', `${String(operator)} is no operator; AND, OR and NOT are.`);
  }
  if (!Array.isArray(conditions)) throw invalidArguments('A filter operator has an array of conditions.');
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw invalidArguments(`${other} belongs into a condition of its own, beside the operator's.`);
  return { operator, conditions };
}

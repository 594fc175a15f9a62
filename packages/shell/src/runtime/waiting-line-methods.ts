import { areEqual } from './compare.ts';
import { operationError } from './shell-error.ts';
import type { Value } from './values.ts';
import type { WaitingLine } from './waiting-line.ts';

/** @throws OperationError when nothing waits. */
function first(line: WaitingLine): Value {
  if (line.length > 0) return line[0] ?? null;
  throw operationError('InvalidOperationException', line.isStack ? 'Stack empty.' : 'Queue empty.', 'NotSpecified');
}

const take = (line: WaitingLine): Value => {
  const item = first(line);
  line.shift();
  return item;
};
const put = (line: WaitingLine, given: readonly Value[]): Value => {
  line.put(given[0] ?? null);
  return null;
};

type Methods = Readonly<Record<string, (line: WaitingLine, given: readonly Value[]) => Value>>;

const both: Methods = {
  Peek: first,
  Clear: (line) => {
    line.length = 0;
    return null;
  },
  Contains: (line, given) => line.some((item) => areEqual(item, given[0] ?? null, true)),
  ToArray: (line) => [...line],
  TrimExcess: () => null,
};
const queueMethods: Methods = { Enqueue: put, Dequeue: take, ...both };
const stackMethods: Methods = { Push: put, Pop: take, ...both };

export function waitingLineMethods(line: WaitingLine): Methods {
  return line.isStack ? stackMethods : queueMethods;
}

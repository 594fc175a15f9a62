import { isRecord } from './arguments.ts';
import type { Arguments } from './method.ts';
import { invalidArguments, MethodError } from './method-error.ts';

export type Invocation = readonly [name: string, args: Record<string, unknown>, callId: string];

/** How many characters references may still stand for: each may name the largest answer again. */
export interface ReferenceBudget {
  left: number;
}

/** Arguments with every `#name` replaced by what it refers to (RFC 8620 §3.7). */
export function resolveReferences(args: Arguments, before: readonly Invocation[], budget: ReferenceBudget): Arguments {
  const resolved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    if (!name.startsWith('#')) {
      resolved[name] = value;
      continue;
    }
    const plain = name.slice(1);
    if (plain in args) throw invalidArguments(`${plain} is given both as a value and as a reference.`);
    const referenced = resolve(value, before);
    budget.left -= JSON.stringify(referenced)?.length ?? 0;
    if (budget.left < 0) throw new MethodError('requestTooLarge', 'The result references stand for too much together.');
    resolved[plain] = referenced;
  }
  return resolved;
}

function resolve(reference: unknown, before: readonly Invocation[]): unknown {
  if (!isRecord(reference)) throw new MethodError('invalidResultReference', 'A reference is an object.');
  const { resultOf, name, path } = reference;
  const answer = before.find(([, , callId]) => callId === resultOf);
  if (answer === undefined || answer[0] !== name || typeof path !== 'string' || !path.startsWith('/')) {
    throw new MethodError(
      'invalidResultReference',
      `There is no answer ${String(name)} of the call ${String(resultOf)}.`,
    );
  }
  const tokens = path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  return walk(answer[1], tokens);
}

/** A JSON pointer (RFC 6901) in which `*` maps over an array, flattening arrays of arrays by one level. */
function walk(value: unknown, tokens: readonly string[]): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return value;
  if (Array.isArray(value)) {
    if (token === '*') return value.map((item) => walk(item, rest)).flat(1);
    const index = /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : -1;
    if (index >= 0 && index < value.length) return walk(value[index], rest);
  } else if (isRecord(value) && Object.hasOwn(value, token)) return walk(value[token], rest);
  throw new MethodError('invalidResultReference', `The path has no ${token}.`);
}

import type { Given } from '../runtime/given.ts';
import type { Value } from '../runtime/values.ts';

/** What a builtin works on: the piped object, or the items of -InputObject when nothing is piped. */
export function inputItems(input: Value | undefined, given: Given): readonly Value[] {
  if (input !== undefined) return [input];
  return given.has('InputObject') ? given.list('InputObject') : [];
}

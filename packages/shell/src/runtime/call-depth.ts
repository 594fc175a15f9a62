import { operationError } from './shell-error.ts';

const deepestCalls = 400;

/** The depth of what a function or block calls. @throws OperationError when they call themselves without end. */
export function deeper(context: { readonly depth: number }): number {
  if (context.depth < deepestCalls) return context.depth + 1;
  throw operationError(
    'CallDepthOverflow',
    `The script failed due to call depth overflow: functions call one another more than ${deepestCalls} deep.`,
  );
}

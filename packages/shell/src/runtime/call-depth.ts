import { PipelineStopped } from './control-signals.ts';

const deepestCalls = 400;

/** The depth of what a function or block calls. @throws PipelineStopped, which no catch block takes, when they call themselves without end. */
export function deeper(context: { readonly depth: number }): number {
  if (context.depth < deepestCalls) return context.depth + 1;
  throw new PipelineStopped(
    `The script failed due to call depth overflow: functions call one another more than ${deepestCalls} deep.`,
  );
}

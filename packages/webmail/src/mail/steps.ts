/** Many messages are changed some hundred at a time: each step is one request, and what it did is known before the next. */
export const mostInStep = 500;

export interface Step {
  readonly ids: readonly string[];
  /** Changes these. @throws whatever kept it from being known what was done. */
  run(ids: readonly string[]): Promise<StepResult>;
}

export interface StepResult {
  readonly done: readonly string[];
  /** No longer there; nothing is left to do. */
  readonly gone: readonly string[];
  /** Why the others were not changed; `null`: there are none. */
  readonly refusal: Error | null;
}

/** How fast steps follow one another, and who hears of them. */
export interface Pace {
  /** Ends the work before its next step. */
  readonly signal: AbortSignal;
  onProgress(done: number): void;
  /** Something went wrong: whether what is left of the step is tried again. */
  again(cause: unknown): Promise<boolean>;
}

export interface Outcome {
  readonly done: ReadonlySet<string>;
  readonly gone: number;
  /** What ended it early; `null`: nothing did, or it was stopped. */
  readonly failure: unknown;
}

/** Takes one step after the other. What was done is told however it ends, so that none of it is done in silence. */
export async function runSteps(steps: readonly Step[], pace: Pace): Promise<Outcome> {
  const done = new Set<string>();
  let gone = 0;
  for (const step of steps) {
    let left = step.ids;
    while (left.length > 0) {
      if (pace.signal.aborted) return { done, gone, failure: null };
      let failure: unknown;
      try {
        const result = await step.run(left);
        for (const id of result.done) done.add(id);
        gone += result.gone.length;
        const ended = new Set([...result.done, ...result.gone]);
        left = left.filter((id) => !ended.has(id));
        failure = result.refusal;
      } catch (cause) {
        failure = cause;
      }
      pace.onProgress(done.size + gone);
      if (left.length === 0 || (await pace.again(failure))) continue;
      return { done, gone, failure: pace.signal.aborted ? null : failure };
    }
  }
  return { done, gone, failure: null };
}

/** Without waiting for anything: what goes wrong ends it. */
export const atOnce: Pace = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  again: () => Promise.resolve(false),
};

export function inSteps(ids: readonly string[], run: Step['run']): readonly Step[] {
  return Array.from({ length: Math.ceil(ids.length / mostInStep) }, (_, at) => ({
    ids: ids.slice(at * mostInStep, (at + 1) * mostInStep),
    run,
  }));
}

import { useCallback, useState } from 'react';
import { useRun } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import type { Outcome } from '../server/invoke.ts';

export interface Steps {
  /** Runs the commands one after the other; `null` when they were stopped on the way. @throws what refused */
  readonly run: (commands: readonly Command[]) => Promise<Outcome | null>;
  /** While several commands run. */
  readonly progress: { readonly done: number; readonly total: number; readonly onStop: () => void } | null;
}

/** Commands on many objects: how far they are, and the way to stop; what is done stays done. */
export function useSteps(): Steps {
  const runAll = useRun();
  const [progress, setProgress] = useState<Steps['progress']>(null);
  const run = useCallback(
    async (commands: readonly Command[]) => {
      const stopping = new AbortController();
      try {
        const outcome = await runAll(commands, {
          signal: stopping.signal,
          onStep: (done) => {
            if (commands.length > 1) setProgress({ done, total: commands.length, onStop: () => stopping.abort() });
          },
        });
        return stopping.signal.aborted ? null : outcome;
      } finally {
        setProgress(null);
      }
    },
    [runAll],
  );
  return { run, progress };
}

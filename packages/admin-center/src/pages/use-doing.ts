import { useCallback, useState } from 'react';
import { type Steps, useSteps } from '../form/use-steps.ts';
import type { Command } from '../server/command-line.ts';

export interface Doing {
  /** Runs the commands one after the other; what refuses is kept in `refused`. */
  readonly go: (commands: readonly Command[]) => Promise<void>;
  readonly refused: Error | null;
  /** Of several commands, while they run. */
  readonly progress: Steps['progress'];
  /** What became of several that did not all succeed. */
  readonly report: Steps['report'];
  readonly forgetReport: Steps['forgetReport'];
}

/** Commands that buttons of a list run at once, on one object or on many. */
export function useDoing(): Doing {
  const { run, progress, report, forgetReport } = useSteps();
  const [refused, setRefused] = useState<Error | null>(null);
  const go = useCallback(
    async (commands: readonly Command[]) => {
      setRefused(null);
      try {
        await run(commands);
      } catch (cause) {
        setRefused(cause instanceof Error ? cause : new Error(String(cause)));
      }
    },
    [run],
  );
  return { go, refused, progress, report, forgetReport };
}

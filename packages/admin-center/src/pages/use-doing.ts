import { useCallback, useState } from 'react';
import { useRun } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';

export interface Doing {
  /** Runs the commands one after the other; what refuses is kept in `refused`. */
  readonly go: (commands: readonly Command[]) => Promise<void>;
  readonly refused: Error | null;
  /** Of several commands, while they run. */
  readonly progress: { readonly done: number; readonly total: number; readonly stop: () => void } | null;
}

/** Commands that buttons of a list run at once, on one object or on many. */
export function useDoing(): Doing {
  const run = useRun();
  const [refused, setRefused] = useState<Error | null>(null);
  const [progress, setProgress] = useState<Doing['progress']>(null);
  const go = useCallback(
    async (commands: readonly Command[]) => {
      setRefused(null);
      const stopping = new AbortController();
      try {
        await run(commands, {
          signal: stopping.signal,
          onStep: (done) => {
            if (commands.length > 1) setProgress({ done, total: commands.length, stop: () => stopping.abort() });
          },
        });
      } catch (cause) {
        setRefused(cause instanceof Error ? cause : new Error(String(cause)));
      }
      setProgress(null);
    },
    [run],
  );
  return { go, refused, progress };
}

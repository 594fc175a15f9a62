import { useCallback, useRef, useState } from 'react';
import { type Steps, useSteps } from '../form/use-steps.ts';
import type { Command } from '../server/command-line.ts';

export interface Doing {
  /** Runs the commands one after the other; what refuses is kept in `refused`. Pressed twice, they run once. */
  readonly go: (commands: readonly Command[]) => Promise<void>;
  readonly isBusy: boolean;
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
  const [inHand, setInHand] = useState(0);
  const running = useRef(new Set<string>());
  const go = useCallback(
    async (commands: readonly Command[]) => {
      const name = JSON.stringify(commands);
      if (running.current.has(name)) return;
      running.current.add(name);
      setInHand((before) => before + 1);
      setRefused(null);
      try {
        await run(commands);
      } catch (cause) {
        setRefused(cause instanceof Error ? cause : new Error(String(cause)));
      } finally {
        running.current.delete(name);
        setInHand((before) => before - 1);
      }
    },
    [run],
  );
  return { go, isBusy: inHand > 0, refused, progress, report, forgetReport };
}

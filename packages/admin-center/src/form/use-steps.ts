import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useCmdlets } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import type { Outcome } from '../server/invoke.ts';
import { type BulkReport, runEach } from './run-each.ts';

export interface Steps {
  /**
   * Runs the commands one after the other. Of several objects, one that is refused does not keep the others from being
   * changed: what became of each is in `report`, and the outcome is `null` when some were refused or it was stopped.
   * @throws what refused, of a single command
   */
  readonly run: (commands: readonly Command[]) => Promise<Outcome | null>;
  /** While several commands run. */
  readonly progress: { readonly done: number; readonly total: number; readonly onStop: () => void } | null;
  /** What became of the last several that did not all succeed. */
  readonly report: BulkReport | null;
  readonly forgetReport: () => void;
}

/** Commands on many objects: how far they are, the way to stop, and which were refused; what is done stays done. */
export function useSteps(): Steps {
  const runAll = useRun();
  const client = useQueryClient();
  const cmdlets = useCmdlets();
  const [progress, setProgress] = useState<Steps['progress']>(null);
  const [report, setReport] = useState<BulkReport | null>(null);
  const run = useCallback(
    async (commands: readonly Command[]) => {
      setReport(null);
      if (commands.length < 2) return runAll(commands);
      const stopping = new AbortController();
      const onStop = (): void => stopping.abort();
      try {
        const told = await runEach(client, cmdlets, commands, {
          signal: stopping.signal,
          onStep: (done) => setProgress({ done, total: commands.length, onStop }),
        });
        if (told.failures.length === 0 && told.notTried.length === 0) return told.outcome;
        setReport(told);
        return null;
      } finally {
        setProgress(null);
      }
    },
    [client, cmdlets, runAll],
  );
  const forgetReport = useCallback(() => setReport(null), []);
  return { run, progress, report, forgetReport };
}

import type { CmdletDescription, ErrorRecord, ManagementObject } from '@relais/management-contract';
import { isSessionOver } from '@relais/browser-frame/server/request.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useWords } from '../language/words.ts';
import { useCmdlets, withoutQuestions } from './cmdlets.ts';
import { type Command, commandLine } from './command-line.ts';
import { CmdletError, invoke, type Outcome } from './invoke.ts';
import { lookAgain } from './list-rows.ts';

export interface RunOptions {
  /** How many commands are done. */
  readonly onStep?: (done: number) => void;
  /** Stops before the next command; what is done stays done. */
  readonly signal?: AbortSignal;
}

/** Some of the commands were run, then one was refused (`cause`). Its message says both. */
export class HalfDone extends Error {
  constructor(message: string, cause: Error) {
    super(message, { cause });
    this.name = 'HalfDone';
  }
}

/**
 * Runs commands one after the other, asks nothing (the page has asked), and makes every list look again. Before the first of several, those
 * after it are shown to the server by -WhatIf: what would be refused for a right or for what was typed is refused before anything was done.
 * @throws HalfDone when one was refused after others were done
 */
export function useRun(): (commands: readonly Command[], options?: RunOptions) => Promise<Outcome> {
  const cmdlets = useCmdlets();
  const client = useQueryClient();
  const t = useWords();
  return useCallback(
    async (commands, { onStep, signal } = {}) => {
      const rows: ManagementObject[] = [];
      const warnings: string[] = [];
      const whatIf: string[] = [];
      let done = 0;
      try {
        for (const command of commands.slice(1)) await foresee(command, cmdlets);
        for (const command of commands) {
          if (signal?.aborted === true) break;
          onStep?.(done);
          const outcome = await invoke(command.cmdlet, withoutQuestions(command, cmdlets));
          rows.push(...outcome.rows);
          warnings.push(...outcome.warnings);
          whatIf.push(...outcome.whatIf);
          done += 1;
        }
      } catch (cause) {
        if (done === 0 || !(cause instanceof Error) || isSessionOver(cause)) throw cause;
        const lines = (some: readonly Command[]): string => some.map(commandLine).join('; ');
        throw new HalfDone(
          t('form.halfDone', {
            reason: cause.message,
            done: lines(commands.slice(0, done)),
            left: lines(commands.slice(done)),
          }),
          cause,
        );
      } finally {
        await lookAgain(client);
      }
      return { rows, warnings, whatIf };
    },
    [client, cmdlets, t],
  );
}

/** @throws CmdletError for what no command before it can change */
async function foresee(command: Command, cmdlets: ReadonlyMap<string, CmdletDescription> | undefined): Promise<void> {
  const asks = cmdlets?.get(command.cmdlet.toLowerCase())?.supportsShouldProcess === true;
  if (!asks || command.parameters['WhatIf'] === true) return;
  try {
    await invoke(command.cmdlet, { ...command.parameters, WhatIf: true }, { isUnlogged: true });
  } catch (cause) {
    if (!(cause instanceof CmdletError) || isFinal(cause.record)) throw cause;
  }
}

/** Whether what is refused stays so whatever was done before it. An object that is not there yet may be made by then. */
function isFinal({ category, id }: ErrorRecord): boolean {
  return category === 'PermissionDenied' || /^Parameter|^MissingMandatory/.test(id);
}

import type { CmdletDescription, ManagementObject } from '@relais/management-contract';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import type { QueryClient } from '@tanstack/react-query';
import { withoutQuestions } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { invoke, type Outcome } from '../server/invoke.ts';
import { lookAgain } from '../server/list-rows.ts';

export interface Failure {
  readonly command: Command;
  readonly message: string;
}

/** What became of commands on several objects. */
export interface BulkReport {
  readonly total: number;
  readonly failures: readonly Failure[];
  /** Those that were not begun: somebody stopped, or the server no longer answers. */
  readonly notTried: readonly Command[];
  /** Why the rest was not tried, when nobody stopped it. */
  readonly brokenBy: Error | null;
  readonly outcome: Outcome;
}

/** A page that draws itself anew for each of 20,000 would be what takes the time. */
const saidEveryMs = 100;

/**
 * Runs each command, also after one was refused; what the others say is no reason against it. Ends when the server does not
 * take calls any more (it is gone, or the session is over): 20,000 refusals for one reason help nobody.
 */
export async function runEach(
  client: QueryClient,
  cmdlets: ReadonlyMap<string, CmdletDescription> | undefined,
  commands: readonly Command[],
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (done: number) => void },
): Promise<BulkReport> {
  const rows: ManagementObject[] = [];
  const warnings = new Set<string>();
  const whatIf: string[] = [];
  const failures: Failure[] = [];
  let brokenBy: Error | null = null;
  let begun = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  try {
    for (const command of commands) {
      if (signal.aborted) break;
      if (performance.now() - saidAt > saidEveryMs) {
        onStep(begun);
        saidAt = performance.now();
      }
      try {
        const outcome = await invoke(command.cmdlet, withoutQuestions(command, cmdlets));
        rows.push(...outcome.rows);
        for (const text of outcome.warnings) warnings.add(text);
        whatIf.push(...outcome.whatIf);
      } catch (cause) {
        if (cause instanceof RequestError && (cause.status === 0 || cause.status === 401)) {
          brokenBy = cause;
          break;
        }
        failures.push({ command, message: cause instanceof Error ? cause.message : String(cause) });
      }
      begun += 1;
    }
  } finally {
    // Whoever waits for the lists of a server that is gone waits in vain.
    if (brokenBy === null) await lookAgain(client);
    else void lookAgain(client);
  }
  return {
    total: commands.length,
    failures,
    notTried: commands.slice(begun),
    brokenBy,
    outcome: { rows, warnings: [...warnings], whatIf },
  };
}

/** What a command is about: the object that a report names. */
export function objectOf({ parameters }: Command): string {
  const named = ['Identity', 'Name', 'Thumbprint', 'Server']
    .map((name) => parameters[name])
    .find((one) => one !== undefined);
  return String(named ?? '');
}

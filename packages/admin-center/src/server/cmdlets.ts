import type { CmdletDescription, ManagementObject, ParameterDescription } from '@relais/management-contract';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Command } from './command-line.ts';
import { invoke, type Outcome } from './invoke.ts';
import { lookAgain } from './list-rows.ts';
import { request } from '@relais/browser-frame/server/request.ts';

const cmdletsQuery = queryOptions({
  queryKey: ['cmdlets'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const answer = (await (await request('/adminapi/beta/-/Cmdlets')).json()) as {
      value: readonly CmdletDescription[];
    };
    return new Map(answer.value.map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]));
  },
});

/** The cmdlets that this person may run, by lower-case name; `undefined` until they are known. */
export function useCmdlets(): ReadonlyMap<string, CmdletDescription> | undefined {
  return useQuery(cmdletsQuery).data;
}

/** Whether this person may run the cmdlet, with that parameter. */
export type May = (cmdlet: string, parameter?: string) => boolean;

export function useMay(): May {
  const cmdlets = useCmdlets();
  return useCallback(
    (cmdlet, parameter) => {
      const found = cmdlets?.get(cmdlet.toLowerCase());
      return found !== undefined && (parameter === undefined || parameterOf(found, parameter) !== undefined);
    },
    [cmdlets],
  );
}

export function parameterOf(cmdlet: CmdletDescription | undefined, name: string): ParameterDescription | undefined {
  return cmdlet?.parameters.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase());
}

/** What asks for the rows of a Get- cmdlet. */
export function rowsQuery(cmdlet: string, parameters: Command['parameters']) {
  return queryOptions({
    queryKey: ['rows', cmdlet, parameters],
    queryFn: async ({ signal }) => (await invoke(cmdlet, parameters, { signal })).rows as readonly ManagementObject[],
  });
}

/** The rows of a Get- cmdlet, kept until something changes. */
export function useRows(
  cmdlet: string,
  parameters: Command['parameters'] = {},
  options: { enabled?: boolean; everyMs?: number } = {},
) {
  return useQuery({
    ...rowsQuery(cmdlet, parameters),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
  });
}

export interface RunOptions {
  /** How many commands are done. */
  readonly onStep?: (done: number) => void;
  /** Stops before the next command; what is done stays done. */
  readonly signal?: AbortSignal;
}

/** Runs commands one after the other, asks nothing (the page has asked), and makes every list look again. */
export function useRun(): (commands: readonly Command[], options?: RunOptions) => Promise<Outcome> {
  const cmdlets = useCmdlets();
  const client = useQueryClient();
  return useCallback(
    async (commands, { onStep, signal } = {}) => {
      const rows: ManagementObject[] = [];
      const warnings: string[] = [];
      const whatIf: string[] = [];
      try {
        for (const [done, command] of commands.entries()) {
          if (signal?.aborted === true) break;
          onStep?.(done);
          const outcome = await invoke(command.cmdlet, withoutQuestions(command, cmdlets));
          rows.push(...outcome.rows);
          warnings.push(...outcome.warnings);
          whatIf.push(...outcome.whatIf);
        }
      } finally {
        await lookAgain(client);
      }
      return { rows, warnings, whatIf };
    },
    [client, cmdlets],
  );
}

/** Values that complete what is typed for a parameter; none when the server has no answer. */
export async function complete(cmdlet: string, parameter: string, prefix: string): Promise<readonly string[]> {
  const query = new URLSearchParams({ cmdlet, parameter, prefix });
  try {
    const answer = await request(`/adminapi/beta/-/Complete?${query.toString()}`);
    return ((await answer.json()) as { value: readonly string[] }).value;
  } catch {
    // Completion only helps; what is typed is checked when it is saved.
    return [];
  }
}

/** The page has asked; the cmdlet need not. */
export function withoutQuestions(
  command: Command,
  cmdlets: ReadonlyMap<string, CmdletDescription> | undefined,
): Command['parameters'] {
  const asks = cmdlets?.get(command.cmdlet.toLowerCase())?.confirmsByDefault === true;
  return asks ? { ...command.parameters, Confirm: false } : command.parameters;
}

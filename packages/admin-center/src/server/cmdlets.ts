import type { CmdletDescription, ManagementObject, ParameterDescription } from '@relais/management-contract';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Command } from './command-line.ts';
import { invoke, type Outcome } from './invoke.ts';
import { request } from './request.ts';

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

/** The rows of a Get- cmdlet, kept until something changes. */
export function useRows(
  cmdlet: string,
  parameters: Command['parameters'] = {},
  options: { enabled?: boolean; everyMs?: number } = {},
) {
  return useQuery({
    queryKey: ['rows', cmdlet, parameters],
    queryFn: async ({ signal }) => (await invoke(cmdlet, parameters, signal)).rows as readonly ManagementObject[],
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
  });
}

/** Runs commands one after the other, asks nothing (the page has asked), and makes every list look again. */
export function useRun(): (commands: readonly Command[]) => Promise<Outcome> {
  const cmdlets = useCmdlets();
  const client = useQueryClient();
  return useCallback(
    async (commands) => {
      const rows: ManagementObject[] = [];
      const warnings: string[] = [];
      const whatIf: string[] = [];
      try {
        for (const command of commands) {
          const outcome = await invoke(command.cmdlet, withoutQuestions(command, cmdlets));
          rows.push(...outcome.rows);
          warnings.push(...outcome.warnings);
          whatIf.push(...outcome.whatIf);
        }
      } finally {
        await client.invalidateQueries({ queryKey: ['rows'] });
      }
      return { rows, warnings, whatIf };
    },
    [client, cmdlets],
  );
}

function withoutQuestions(
  command: Command,
  cmdlets: ReadonlyMap<string, CmdletDescription> | undefined,
): Command['parameters'] {
  const asks = cmdlets?.get(command.cmdlet.toLowerCase())?.confirmsByDefault === true;
  return asks ? { ...command.parameters, Confirm: false } : command.parameters;
}

import type { CmdletDescription, ManagementObject, ParameterDescription } from '@relais/management-contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { use, useCallback, useMemo } from 'react';
import type { Command } from './command-line.ts';
import { invoke } from './invoke.ts';
import { OutsideScopeContext, withoutRefused } from './outside-context.ts';
import { request } from '@relais/browser-frame/server/request.ts';

const noScopes: readonly string[] = [];

const cmdletsQuery = queryOptions({
  queryKey: ['cmdlets'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const answer = (await (await request('/adminapi/beta/-/Cmdlets')).json()) as {
      value: readonly CmdletDescription[];
      '@adminapi.writeScopes'?: readonly string[];
    };
    return {
      byName: new Map(answer.value.map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet])),
      writeScopes: answer['@adminapi.writeScopes'] ?? noScopes,
    };
  },
});

/**
 * The cmdlets that this person may run, by lower-case name; `undefined` until they are known. Where it is about one recipient, those
 * that his write scopes let him run on it.
 */
export function useCmdlets(): ReadonlyMap<string, CmdletDescription> | undefined {
  const cmdlets = useQuery(cmdletsQuery).data?.byName;
  const outside = use(OutsideScopeContext);
  return useMemo(
    () => (outside === null || cmdlets === undefined ? cmdlets : withoutRefused(cmdlets, outside.cmdlets)),
    [cmdlets, outside],
  );
}

/** What keeps this person from changing everybody; empty when nothing does. */
export function useWriteScopes(): readonly string[] {
  return useQuery(cmdletsQuery).data?.writeScopes ?? noScopes;
}

/** Whether this person may run the cmdlet, with that parameter. */
export type May = (cmdlet: string, parameter?: string) => boolean;

export function useMay(): May {
  return useMayOf(useCmdlets());
}

/** The same on other objects than the one that the dialog is about. */
export function useMayElsewhere(): May {
  return useMayOf(useQuery(cmdletsQuery).data?.byName);
}

function useMayOf(cmdlets: ReadonlyMap<string, CmdletDescription> | undefined): May {
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

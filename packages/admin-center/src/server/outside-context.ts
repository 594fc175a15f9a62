import type { CmdletDescription, OutsideWriteScope } from '@relais/management-contract';
import { createContext } from 'react';

/** Of the object that a dialog is about: what this person's write scopes take from him there. */
export interface OutsideScope {
  readonly cmdlets: OutsideWriteScope['cmdlets'];
  /** Names of his write scopes. */
  readonly scopes: readonly string[];
}

/** `null`: everything that he may run, he may run on it. */
export const OutsideScopeContext = createContext<OutsideScope | null>(null);

/** The cmdlets as they are left for that object. */
export function withoutRefused(
  cmdlets: ReadonlyMap<string, CmdletDescription>,
  refused: OutsideWriteScope['cmdlets'],
): ReadonlyMap<string, CmdletDescription> {
  return new Map(
    [...cmdlets].flatMap(([key, cmdlet]) => {
      const lost = refused[cmdlet.name];
      if (lost === undefined) return [[key, cmdlet] as const];
      if (lost === null) return [];
      const parameters = cmdlet.parameters.filter(({ name }) => !lost.includes(name));
      return [[key, { ...cmdlet, parameters }] as const];
    }),
  );
}

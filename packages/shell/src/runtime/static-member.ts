import type { Language } from '@relais/management-contract';
import { toNumber } from './convert-number.ts';
import type { FileAccess } from './file-access.ts';
import { toText } from './to-text.ts';
import type { ScriptBlock, Value } from './values.ts';

/** What static members may reach outside. */
export interface StaticSurroundings {
  readonly files: FileAccess | null;
  readonly now: () => Date;
  readonly environment: Map<string, string>;
  readonly language: Language;
  /** Prints as Write-Host does. */
  readonly print: (text: string) => void;
  /** Runs a script block that was given as what .NET calls a delegate. */
  readonly call: (block: ScriptBlock, given: readonly Value[]) => Promise<Value>;
}

/** What `[type]::Name` or `[type]::Name(…)` gives. */
export type StaticMember = (given: readonly Value[], around: StaticSurroundings) => Value | Promise<Value>;

/** What was given at a place, as what the member wants. */
export const number = (given: readonly Value[], at = 0): number => toNumber(given[at] ?? null);
export const text = (given: readonly Value[], at = 0): string => toText(given[at] ?? null);
export const list = (given: readonly Value[], at: number): readonly Value[] => {
  const value = given[at] ?? null;
  return Array.isArray(value) ? value : given.slice(at);
};

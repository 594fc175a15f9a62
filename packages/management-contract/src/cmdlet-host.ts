import type { CmdletDescription } from './cmdlet-description.ts';
import type { Language } from './localised-text.ts';
import type { OutputRecord } from './records.ts';
import type { ManagementValue } from './values.ts';

export interface CmdletCall {
  readonly cmdlet: string;
  /** By parameter name (full names; the host also takes aliases and unambiguous prefixes). */
  readonly parameters: Readonly<Record<string, ManagementValue>>;
  readonly language?: Language;
}

/** A recipient whom the caller may not change with each cmdlet that he has. */
export interface OutsideWriteScope {
  /** As it was asked for. */
  readonly recipient: string;
  /** Full names of cmdlets, each with the parameters that do not reach the recipient; `null`: the whole cmdlet does not. */
  readonly cmdlets: Readonly<Record<string, readonly string[] | null>>;
}

/** Where cmdlets run: the server in process, its socket, or HTTPS. The shell and the tests speak to this only. */
export interface CmdletHost {
  /** The cmdlets and parameters that the caller may use; the rest does not exist for him. */
  describe(): Promise<readonly CmdletDescription[]>;
  invoke(call: CmdletCall, signal?: AbortSignal): AsyncIterable<OutputRecord>;
  /** Values that would complete `prefix` for a parameter (identities, enum names); at most 50. */
  complete?(cmdlet: string, parameter: string, prefix: string): Promise<readonly string[]>;
  /** Names of the write scopes that keep the caller from changing everybody; none for whom nothing does. */
  writeScopes?(): readonly string[];
  /** Those of these recipients (any identity) whom the caller may not change with everything that he has. Who is not found is not named. */
  outsideWriteScope?(recipients: readonly string[]): readonly OutsideWriteScope[];
}

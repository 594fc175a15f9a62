import type { CmdletDescription, Language, LocalisedText, ManagementObject } from '@relais/management-contract';
import type { BoundParameters } from './bound-parameters.ts';
import type { ManagementCaller } from './caller.ts';
import type { CmdletError } from './cmdlet-error.ts';
import type { ManagementServices } from './services.ts';

/** What a running cmdlet may do besides yielding objects. Records appear in the order of the calls. */
export interface CmdletContext {
  readonly services: ManagementServices;
  readonly caller: ManagementCaller;
  readonly language: Language;
  readonly signal: AbortSignal;
  /** The registry, for cmdlets about cmdlets. */
  readonly cmdlets: readonly Cmdlet[];
  warn(text: LocalisedText): void;
  verbose(text: LocalisedText): void;
  progress(activity: LocalisedText, status: string, percent: number | null): void;
  /** A refusal of one object among several; the cmdlet goes on. */
  error(error: CmdletError): void;
  /**
   * Whether to go on with a change: `false` under `-WhatIf`, and when the caller must be asked first. `action` is a
   * whole sentence ("Removing the mailbox …"); `consequences` are said with it, under `-WhatIf` and when asking.
   */
  shouldProcess(action: LocalisedText, consequences?: readonly LocalisedText[]): boolean;
  /** For the audit log: what was changed, and how. */
  changed(object: string, properties?: Readonly<Record<string, readonly [before: unknown, after: unknown]>>): void;
}

/** A cmdlet: its outside, and what it does and puts out. Binding, authorisation and audit are the engine's. */
export interface Cmdlet extends CmdletDescription {
  /** Parameters that only some of `roles` hold; the others are held by all of them. */
  readonly parameterRoles?: Readonly<Record<string, readonly string[]>>;
  /** Its objects carry no RunspaceId: cmdlets of Windows rather than Exchange. */
  readonly plainObjects?: boolean;
  /** Cmdlets that put nothing out are plain async functions. */
  run(
    context: CmdletContext,
    parameters: BoundParameters,
  ): AsyncGenerator<ManagementObject, void, void> | Promise<void>;
}

/** Checks the literal's type where it stands. */
export function defineCmdlet(cmdlet: Cmdlet): Cmdlet {
  return cmdlet;
}

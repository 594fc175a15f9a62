import type { LocalisedText } from '@relais/management-contract';
import type { Extent } from '../language/extent.ts';
import type { ParameterSetNode } from '../language/nodes.ts';
import type { Context, Emit, Engine } from './engine.ts';
import type { ErrorFacts } from './error-value.ts';
import type { Value } from './values.ts';

/** A value on its way into a parameter, with the word as it was written when it was a plain one. */
export interface GivenValue {
  readonly value: Value;
  readonly written: string | null;
}

/** What the binder must know of a parameter, whoever it belongs to. */
export interface Bindable {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly isSwitch: boolean;
  /** From 0; `null` when it is only given by name. */
  readonly position: number | null;
  readonly isMandatory: boolean;
  readonly fromPipeline: boolean;
  readonly fromPropertyName: boolean;
  /** Its parameter sets, with what it is in each; absent or empty: it is in all of them. */
  readonly sets?: readonly ParameterSetNode[];
  /** Takes all that no other positional parameter takes. */
  readonly takesRest: boolean;
  /** Converts, or refuses with an OperationError. */
  readonly convert: (given: GivenValue) => Value;
  /** How the type is called in messages. */
  readonly typeName: string;
}

export type Bound = ReadonlyMap<string, Value>;

/** A command that can stand in a pipeline. */
export interface Command {
  readonly name: string;
  readonly parameters: readonly Bindable[];
  readonly supportsShouldProcess: boolean;
  /** Arguments that no parameter takes are its own matter (functions' `$args`). */
  readonly takesUnknownArguments: boolean;
  /** [CmdletBinding(DefaultParameterSetName = …)]. */
  readonly defaultSet?: string | null;
  /** What stands behind the id in FullyQualifiedErrorId; the name when absent. */
  readonly origin?: string;
  /** Piped objects that fill none of its parameters are errors. */
  readonly refusesUnboundInput: boolean;
  start(invocation: Invocation): Processor;
}

/** A running command: `process` once for each object of the pipeline, or once without one when nothing is piped. */
export interface Processor {
  begin?(): Promise<void>;
  /** `bound` holds the parameters, those from the pipeline included; `input` is `undefined` when nothing is piped. */
  process?(input: Value | undefined, bound: Bound): Promise<void>;
  end?(): Promise<void>;
}

export interface Invocation {
  readonly engine: Engine;
  readonly context: Context;
  readonly commandName: string;
  readonly extent: Extent;
  readonly bound: Bound;
  /** `$PSCmdlet.ParameterSetName`. */
  readonly parameterSet: string;
  /** Arguments that no parameter took. */
  readonly rest: readonly Value[];
  readonly isPiped: boolean;
  /** Nothing behind it in the pipeline can end it before its input does. */
  readonly takesAll: boolean;
  readonly common: CommonParameters;
  readonly emit: Emit;
  /** An error after which the command goes on. */
  writeError(facts: ErrorFacts): void;
  warn(text: string): void;
  verbose(text: string): void;
  note(text: LocalisedText): void;
  /** Makes `$?` false after the pipeline. */
  markFailed(): void;
  /** Ends what stands before this command in the pipeline. */
  stopUpstream(): never;
}

export type ErrorAction = 'Continue' | 'SilentlyContinue' | 'Stop' | 'Ignore' | 'Inquire';

/** The parameters that every command has (about_CommonParameters). */
export interface CommonParameters {
  readonly errorAction: ErrorAction;
  /** -ErrorAction Continue was written: an error of a cmdlet ends nothing, also in a try block and where the preference is Stop. */
  readonly goesOnAsked: boolean;
  readonly warningAction: ErrorAction;
  readonly verbose: boolean;
  /** Whether Write-Information is shown. */
  readonly informationAction: ErrorAction;
  readonly whatIf: boolean | null;
  readonly confirm: boolean | null;
  readonly outVariable: string | null;
  readonly errorVariable: string | null;
  readonly warningVariable: string | null;
  readonly pipelineVariable: string | null;
}

import type { CmdletDescription, CmdletHost, Language } from '@relais/management-contract';
import type { Extent } from '../language/extent.ts';
import type { Expression, PipelineNode, Statement } from '../language/nodes.ts';
import type { Breather } from './breather.ts';
import type { Budget } from './budget.ts';
import type { Builtin } from './builtin.ts';
import type { ClassType } from './class-type.ts';
import type { EnumType } from './enum-type.ts';
import type { ErrorFacts, ErrorValue } from './error-value.ts';
import type { FileAccess } from './file-access.ts';
import type { SendMail } from './outgoing-mail.ts';
import type { Scope } from './scope.ts';
import type { Transcript } from './transcript.ts';
import type { ScriptBlock, Source, Value } from './values.ts';

export type Emit = (value: Value) => Promise<void>;

/** What people see beside the output, and what they are asked. */
export interface ShellFace {
  error(record: ErrorValue): void;
  warning(text: string): void;
  verbose(text: string): void;
  /** Write-Host and what `-WhatIf` says. */
  host(text: string): void;
  /** What a slip was taken to mean. */
  note(text: string): void;
  progress(activity: string, status: string, percent: number | null): void;
  /** A line from the person; `null` when nobody is there to answer. */
  ask(prompt: string, hidden?: boolean): Promise<string | null>;
  clear(): void;
  /** Shows a long text a screen at a time, where there is a terminal. */
  readonly page?: (text: string) => Promise<void>;
  /** Prints what is held back for the width of a table, before something else appears. */
  settle(): void;
  readonly width: number;
  /** Whether long lines break at the width (a terminal) or run on. */
  readonly wraps: boolean;
  readonly language: Language;
}

/** Where a running statement stands: its variables, its output, what stops it. */
export interface Context {
  readonly scope: Scope;
  readonly emit: Emit;
  readonly face: ShellFace;
  readonly signal: AbortSignal;
  /** Ctrl-C once more: stops also what puts things in order after the first. */
  readonly lastSignal: AbortSignal;
  readonly source: Source;
  /** A try block around it will take errors that end a statement. */
  readonly isGuarded: boolean;
  /** How many functions and blocks are running within one another. */
  readonly depth: number;
  /** In a method of a class: where `return` puts its value; what the method outputs besides is nobody's. */
  readonly returned?: Emit | undefined;
}

/** A script's arguments behind a command, evaluated. */
export interface EvaluatedElement {
  readonly kind: 'parameter' | 'argument';
  /** The parameter's name; empty for an argument. */
  readonly name: string;
  /** `undefined` for a parameter without `:value`. */
  readonly value: Value | undefined;
  /** The word as written when it was a plain word or number: `007` stays `007` for a text. */
  readonly written: string | null;
  readonly extent: Extent;
}

export interface BlockOptions {
  readonly arguments?: readonly Value[];
  /** Values by parameter name. */
  readonly named?: ReadonlyMap<string, Value>;
  /** `$_`. */
  readonly item?: Value;
  /** `$this`: whose method or property the block is. */
  readonly self?: Value;
  readonly input?: readonly Value[];
  /** Runs in the caller's own scope, as ForEach-Object's blocks do. */
  readonly sharesScope?: boolean;
  readonly emit?: Emit;
}

/** The interpreter, as its parts see it. */
export interface Engine {
  readonly session: Session;
  /** The shell's own commands by name in lower case. */
  readonly builtins: ReadonlyMap<string, Builtin>;
  evaluate(node: Expression, context: Context): Promise<Value>;
  /** Runs statements; what they output goes to `context.emit`. */
  execute(statements: readonly Statement[], context: Context): Promise<void>;
  executeOne(statement: Statement, context: Context): Promise<void>;
  /** A statement's output as one value: nothing is `$null`, more than one thing is a list. */
  valueOf(statement: Statement, context: Context): Promise<Value>;
  /** A statement's output, item by item. */
  collect(statement: Statement, context: Context): Promise<Value[]>;
  runPipeline(node: PipelineNode, context: Context): Promise<void>;
  runBlock(block: ScriptBlock, context: Context, options?: BlockOptions): Promise<void>;
  /** Runs a command by name, as if it stood in a pipeline of its own; whether it reported no error. */
  runCommand(
    name: string,
    elements: readonly EvaluatedElement[],
    context: Context,
    input?: readonly Value[],
  ): Promise<boolean>;
  /** Reports an error that does not end the statement. */
  report(facts: ErrorFacts, context: Context, extent: Extent): void;
}

/** What lives as long as the console: the server, functions, aliases, history, preferences. */
export interface Session {
  readonly host: CmdletHost;
  readonly files: FileAccess | null;
  /** `null` where nothing may be sent. */
  readonly sendMail: SendMail | null;
  readonly language: Language;
  /** What `$env:` reads and writes; it is the session's own. */
  readonly environment: Map<string, string>;
  readonly global: Scope;
  readonly functions: Map<string, FunctionDefinition>;
  /** Classes and enumerations that scripts declared, by name in lower case. */
  readonly types: Map<string, ClassType | EnumType>;
  readonly aliases: Map<string, string>;
  readonly errors: Value[];
  readonly history: HistoryEntry[];
  /** Those that are being written, the last begun at the end. */
  readonly transcripts: Transcript[];
  readonly budget: Budget;
  readonly breather: Breather;
  readonly now: () => Date;
  readonly random: () => number;
  /** The server's cmdlets, asked once. */
  descriptions(signal: AbortSignal): Promise<ReadonlyMap<string, CmdletDescription>>;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly isFilter: boolean;
  readonly block: ScriptBlock;
}

export interface HistoryEntry {
  readonly line: string;
  readonly startedAt: Date;
}

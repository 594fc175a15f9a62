import type { Extent } from './extent.ts';

/** What has a value. Names are kept as written; comparison is the runtime's. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly extent: Extent }
  | { readonly kind: 'string'; readonly value: string; readonly bare: boolean; readonly extent: Extent }
  | { readonly kind: 'expandable'; readonly parts: readonly (string | Expression)[]; readonly extent: Extent }
  | { readonly kind: 'variable'; readonly name: string; readonly scope: string | null; readonly extent: Extent }
  | { readonly kind: 'splat'; readonly name: string; readonly extent: Extent }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly extent: Extent }
  | { readonly kind: 'array'; readonly statements: readonly Statement[]; readonly extent: Extent }
  | { readonly kind: 'sub-expression'; readonly statements: readonly Statement[]; readonly extent: Extent }
  | { readonly kind: 'parenthesis'; readonly statement: Statement; readonly extent: Extent }
  | { readonly kind: 'hashtable'; readonly entries: readonly HashtableEntry[]; readonly extent: Extent }
  | { readonly kind: 'script-block'; readonly body: ScriptBody; readonly text: string; readonly extent: Extent }
  | { readonly kind: 'type'; readonly name: string; readonly extent: Extent }
  | { readonly kind: 'cast'; readonly type: string; readonly operand: Expression; readonly extent: Extent }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression; readonly extent: Extent }
  | {
      readonly kind: 'increment';
      readonly by: 1 | -1;
      readonly prefix: boolean;
      readonly operand: Expression;
      readonly extent: Extent;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly extent: Extent;
    }
  | {
      readonly kind: 'member';
      readonly target: Expression;
      readonly name: string | Expression;
      readonly isStatic: boolean;
      readonly extent: Extent;
    }
  | {
      readonly kind: 'call';
      readonly target: Expression;
      readonly name: string | Expression;
      readonly isStatic: boolean;
      readonly arguments: readonly Expression[];
      readonly extent: Extent;
    }
  | { readonly kind: 'index'; readonly target: Expression; readonly index: Expression; readonly extent: Extent };

export interface HashtableEntry {
  readonly key: Expression;
  readonly value: Statement;
}

/** One word, parameter or splatted variable behind a command's name. */
export type CommandElement =
  | { readonly kind: 'parameter'; readonly name: string; readonly value: Expression | null; readonly extent: Extent }
  | { readonly kind: 'argument'; readonly value: Expression; readonly extent: Extent };

export type StreamName = 'output' | 'error' | 'warning' | 'verbose' | 'information' | 'all';

/** `>file`, `2>>file`, `2>&1`; a merge has no target. */
export interface Redirection {
  readonly from: StreamName;
  readonly append: boolean;
  readonly target: Expression | null;
  readonly extent: Extent;
}

export interface CommandNode {
  readonly kind: 'command';
  /** `call` is `&`, `dot` is `.` (runs in the caller's scope). */
  readonly invocation: 'name' | 'call' | 'dot';
  readonly name: Expression;
  readonly elements: readonly CommandElement[];
  readonly redirections: readonly Redirection[];
  readonly extent: Extent;
}

export interface ExpressionNode {
  readonly kind: 'expression';
  readonly expression: Expression;
  readonly redirections: readonly Redirection[];
  readonly extent: Extent;
}

export interface PipelineNode {
  readonly kind: 'pipeline';
  readonly elements: readonly (CommandNode | ExpressionNode)[];
  readonly extent: Extent;
}

export interface IfClause {
  readonly condition: Statement;
  readonly body: readonly Statement[];
}

export interface SwitchClause {
  /** `null` is `default`. */
  readonly test: Expression | null;
  readonly body: readonly Statement[];
}

export interface CatchClause {
  readonly types: readonly string[];
  readonly body: readonly Statement[];
}

export type SwitchMatching = 'exact' | 'wildcard' | 'regex';

export type Statement =
  | PipelineNode
  | {
      readonly kind: 'assignment';
      readonly operator: string;
      readonly target: Expression;
      readonly value: Statement;
      readonly extent: Extent;
    }
  | {
      readonly kind: 'if';
      readonly clauses: readonly IfClause[];
      readonly otherwise: readonly Statement[] | null;
      readonly extent: Extent;
    }
  | {
      readonly kind: 'while';
      readonly label: string | null;
      readonly condition: Statement;
      readonly body: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'do';
      readonly label: string | null;
      readonly until: boolean;
      readonly condition: Statement;
      readonly body: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'for';
      readonly label: string | null;
      readonly initial: Statement | null;
      readonly condition: Statement | null;
      readonly step: Statement | null;
      readonly body: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'foreach';
      readonly label: string | null;
      readonly variable: string;
      readonly items: Statement;
      readonly body: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'switch';
      readonly label: string | null;
      readonly matching: SwitchMatching;
      readonly caseSensitive: boolean;
      /** With -File: the path of the file whose lines are looked at. */
      readonly subject: Statement | { readonly kind: 'file'; readonly path: Expression };
      readonly clauses: readonly SwitchClause[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly isFilter: boolean;
      readonly body: ScriptBody;
      readonly text: string;
      readonly extent: Extent;
    }
  | {
      readonly kind: 'class';
      readonly name: string;
      readonly base: string | null;
      readonly properties: readonly PropertyNode[];
      readonly methods: readonly MethodNode[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'enum';
      readonly name: string;
      /** [Flags()]: its values can be combined. */
      readonly isFlags: boolean;
      readonly members: readonly EnumMemberNode[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'return' | 'throw' | 'exit';
      readonly value: Statement | null;
      readonly extent: Extent;
    }
  | { readonly kind: 'break' | 'continue'; readonly label: string | null; readonly extent: Extent }
  | {
      readonly kind: 'trap';
      /** `null`: every error. */
      readonly type: string | null;
      readonly body: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly catches: readonly CatchClause[];
      readonly ending: readonly Statement[] | null;
      readonly extent: Extent;
    };

export interface EnumMemberNode {
  readonly name: string;
  readonly value: Expression | null;
}

/** `hidden [int]$Count = 0` in a class; attributes ask of its values what they ask of a parameter's. */
export interface PropertyNode {
  readonly parameter: ParameterNode;
  readonly isStatic: boolean;
  readonly isHidden: boolean;
}

/** `[string] Name([int]$a) { … }` in a class; a constructor has the name of the class. */
export interface MethodNode {
  readonly name: string;
  readonly type: string | null;
  readonly isStatic: boolean;
  readonly isHidden: boolean;
  readonly parameters: readonly ParameterNode[];
  /** `: base(…)`. */
  readonly baseArguments: readonly Expression[] | null;
  readonly body: readonly Statement[];
}

/** What an attribute asks of a parameter's value. */
export type Validation =
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'length' | 'count'; readonly least: number; readonly most: number }
  | { readonly kind: 'not-null' | 'not-empty' }
  | { readonly kind: 'script'; readonly block: Expression };

/** What a parameter is within one parameter set. */
export interface ParameterSetNode {
  readonly name: string;
  readonly mandatory: boolean;
  readonly position: number | null;
  readonly fromPipeline: boolean;
  readonly fromPropertyName: boolean;
}

/** A parameter of a function or script, with what its attributes say. */
export interface ParameterNode {
  readonly name: string;
  readonly type: string | null;
  readonly initial: Expression | null;
  readonly mandatory: boolean;
  readonly position: number | null;
  readonly fromPipeline: boolean;
  readonly fromPropertyName: boolean;
  readonly aliases: readonly string[];
  readonly validValues: readonly string[] | null;
  readonly validRange: readonly [number, number] | null;
  /** [ValidatePattern()], [ValidateLength()] and their kin, in the order in which they stand. */
  readonly validations: readonly Validation[];
  /** The sets of [Parameter(ParameterSetName = …)]; none: it is in every set. */
  readonly sets: readonly ParameterSetNode[];
  /** Has a [Parameter()] attribute. */
  readonly isAttributed: boolean;
  readonly extent: Extent;
}

/** What stands between the braces of a script block, or in a file. */
export interface ScriptBody {
  /** Declared with [CmdletBinding()] or [Parameter()]: what its parameters do not take is an error. */
  readonly isAdvanced: boolean;
  /** [CmdletBinding(SupportsShouldProcess)]: has -WhatIf and -Confirm. */
  readonly supportsShouldProcess: boolean;
  readonly parameters: readonly ParameterNode[] | null;
  /** [CmdletBinding(DefaultParameterSetName = …)]. */
  readonly defaultSet: string | null;
  readonly begin: readonly Statement[] | null;
  readonly process: readonly Statement[] | null;
  readonly end: readonly Statement[];
}

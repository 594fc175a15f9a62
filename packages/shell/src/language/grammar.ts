import type { Expression, ScriptBody, Statement } from './nodes.ts';
import type { Scanner } from './scanner.ts';

/** The rules that refer to one another; each stands in a file of its own and receives the others through this. */
export interface Grammar {
  /** Statements up to `closing` (not taken) or the end of the source when it is empty. */
  statements(scanner: Scanner, closing: string): readonly Statement[];
  statement(scanner: Scanner): Statement;
  /** `{ … }` of a control statement. */
  block(scanner: Scanner, after: string): readonly Statement[];
  /** The inside of a script block up to `}` or the end. */
  body(scanner: Scanner, closing: string): ScriptBody;
  expression(scanner: Scanner, options?: ExpressionOptions): Expression;
  primary(scanner: Scanner): Expression;
}

export interface ExpressionOptions {
  /** Operators that bind less are left to the caller. */
  readonly atLeast?: number;
  /** `false` inside a method's parentheses, where a comma separates arguments. */
  readonly comma?: boolean;
}

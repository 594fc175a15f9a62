import type { Statement } from '../language/nodes.ts';
import { LoopSignal } from './control-signals.ts';
import type { Context, Engine } from './engine.ts';
import { matchingCatch } from './execute-statement.ts';
import { Scope } from './scope.ts';
import type { ShellError } from './shell-error.ts';

type Trap = Statement & { readonly kind: 'trap' };

/** The traps of a block; they are in force for all its statements, wherever they stand in it. */
export function trapsOf(statements: readonly Statement[]): readonly Trap[] {
  return statements.filter((statement) => statement.kind === 'trap');
}

/**
 * Runs the trap that takes an error. After `continue` the block goes on with its next statement, without a word of the error;
 * after the end of the trap the error is shown first. @throws the error itself after `break`, and where no trap takes it.
 */
export async function runTrap(
  engine: Engine,
  traps: readonly Trap[],
  error: ShellError,
  context: Context,
): Promise<'continued' | 'shown'> {
  const clauses = traps.map(({ type, body }) => ({ types: type === null ? [] : [type], body }));
  const clause = matchingCatch(clauses, error.record);
  if (clause === undefined) throw error;
  const scope = new Scope(context.scope);
  scope.define('_', error.record);
  scope.define('PSItem', error.record);
  try {
    await engine.execute(clause.body, { ...context, scope });
  } catch (signal) {
    if (!(signal instanceof LoopSignal) || signal.label !== null) throw signal;
    if (signal.kind === 'break') throw error;
    engine.session.errors.unshift(error.record);
    return 'continued';
  }
  return 'shown';
}

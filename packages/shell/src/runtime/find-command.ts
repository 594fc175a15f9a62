import type { LocalisedText } from '@relais/management-contract';
import type { CommandNode } from '../language/nodes.ts';
import type { Builtin } from './builtin.ts';
import type { Command } from './command.ts';
import type { Context, Engine, EvaluatedElement } from './engine.ts';
import { scriptCommand } from './function-command.ts';
import { expandAlias, resolveCommand, scriptFile } from './resolve-command.ts';
import { OperationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { ScriptBlock } from './values.ts';

/** The command that a node names, what is left for it to bind, and what a slip was taken to mean. */
export async function findCommand(
  engine: Engine,
  builtins: ReadonlyMap<string, Builtin>,
  node: CommandNode,
  elements: readonly EvaluatedElement[],
  context: Context,
): Promise<{ command: Command; rest: readonly EvaluatedElement[]; note: LocalisedText | null }> {
  const target = await engine.evaluate(node.name, context);
  const sharesScope = node.invocation === 'dot';
  if (target instanceof ScriptBlock) {
    return {
      command: scriptCommand('', target, { sharesScope, now: engine.session.now, types: engine.session.types }),
      rest: elements,
      note: null,
    };
  }
  const name = toText(target).trim();
  if (name === '')
    throw new OperationError(
      { id: 'BadExpression', category: 'InvalidOperation', message: 'The name of the command is empty.' },
      node.extent,
    );
  if (sharesScope && !(await isExchangeOwnScript(name, engine)))
    return {
      command: await scriptFile(expandAlias(name, engine.session), engine.session, true),
      rest: elements,
      note: null,
    };
  const help = elements.find((element) => element.kind === 'parameter' && element.name === '?');
  const called = (await isExchangeOwnScript(name, engine)) ? 'Connect-ExchangeServer' : name;
  const asked =
    help === undefined ? { name: called, elements } : { name: 'Get-Help', elements: [argument(name, node)] };
  try {
    const resolved = await resolveCommand(asked.name, asked.elements, engine.session, builtins, context.signal);
    return { command: resolved.command, rest: resolved.elements, note: resolved.note };
  } catch (error) {
    if (error instanceof OperationError && error.extent === null) throw new OperationError(error.facts, node.extent);
    throw error;
  }
}

/** `RemoteExchange.ps1` of Exchange's folder, with which scripts begin; it is not here, and needs not be. */
async function isExchangeOwnScript(name: string, engine: Engine): Promise<boolean> {
  if (!/(?:^|[\\/])(?:RemoteExchange|ConnectFunctions|CommonConnectFunctions|Exchange)\.ps1$/i.test(name)) return false;
  return !((await engine.session.files?.exists(name)) ?? false);
}

function argument(text: string, node: CommandNode): EvaluatedElement {
  return { kind: 'argument', name: '', value: text, written: text, extent: node.extent };
}

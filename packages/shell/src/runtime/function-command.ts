import type { ParameterNode } from '../language/nodes.ts';
import { deeper } from './call-depth.ts';
import type { DeclaredTypes } from './class-type.ts';
import type { Bindable, Command, GivenValue, Invocation, Processor } from './command.ts';
import { ReturnSignal } from './control-signals.ts';
import { toBoolean } from './convert-boolean.ts';
import { convertTo } from './declared-types.ts';
import { toNumber } from './convert-number.ts';
import type { Context } from './engine.ts';
import { Hashtable } from './hashtable.ts';
import { RunningFunction } from './running-function.ts';
import { Scope } from './scope.ts';
import { ShellObject } from './shell-object.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { refusedByScript, validateArgument } from './validate-argument.ts';
import { ScriptBlock, type Value } from './values.ts';

export interface ScriptCommandOptions {
  /** The session's clock: a time alone is of its day. */
  readonly now: () => Date;
  /** What scripts of the session declared, for parameters of such a type. */
  readonly types: DeclaredTypes;
  readonly isFilter?: boolean;
  /** `.`: runs in the scope of the caller. */
  readonly sharesScope?: boolean;
  /** A file: `$script:` points into it. */
  readonly isFile?: boolean;
}

/** A function, filter, script file or `& { … }` as a command. */
export function scriptCommand(name: string, block: ScriptBlock, options: ScriptCommandOptions): Command {
  const declared = block.body.parameters ?? [];
  const hasPositions = declared.some(
    ({ position, sets }) => position !== null || sets.some((set) => set.position !== null),
  );
  const parameters = declared.map((parameter, index) => bindable(parameter, index, hasPositions, options));
  return {
    name,
    parameters,
    defaultSet: block.body.defaultSet,
    supportsShouldProcess: block.body.supportsShouldProcess,
    takesUnknownArguments: !block.body.isAdvanced,
    refusesUnboundInput: false,
    start: (invocation) => startScript(block, declared, invocation, options),
  };
}

function bindable(
  parameter: ParameterNode,
  index: number,
  hasPositions: boolean,
  options: ScriptCommandOptions,
): Bindable {
  const isSwitch = /^(?:switch|System\.Management\.Automation\.SwitchParameter)$/i.test(parameter.type ?? '');
  return {
    name: parameter.name,
    aliases: parameter.aliases,
    isSwitch,
    position: isSwitch ? null : hasPositions ? parameter.position : index,
    isMandatory: parameter.mandatory,
    fromPipeline: parameter.fromPipeline,
    fromPropertyName: parameter.fromPropertyName,
    // Without a word about positions each stands where it is declared.
    sets: parameter.sets.map((set) => ({ ...set, position: hasPositions || isSwitch ? set.position : index })),
    takesRest: false,
    typeName: parameter.type ?? 'System.Object',
    convert: (given) => convertForParameter(parameter, given, options),
  };
}

function convertForParameter(
  parameter: ParameterNode,
  { value, written }: GivenValue,
  { types, now }: ScriptCommandOptions,
): Value {
  const isText = /^(?:System\.)?string$/i.test(parameter.type ?? '');
  const converted =
    parameter.type === null
      ? value
      : isText && written !== null
        ? written
        : convertTo(types, parameter.type, value, now);
  if (
    parameter.validValues !== null &&
    !parameter.validValues.some((valid) => valid.toLowerCase() === toText(converted).toLowerCase())
  ) {
    throw operationError(
      'ParameterArgumentValidationError',
      `The argument "${toText(converted)}" does not belong to the set "${parameter.validValues.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`,
      'InvalidData',
    );
  }
  if (parameter.validRange !== null) {
    const [low, high] = parameter.validRange;
    const number = toNumber(converted);
    if (number < low || number > high) {
      throw operationError(
        'ParameterArgumentValidationError',
        number > high
          ? `The ${toText(converted)} argument is greater than the maximum allowed range of ${high}. Supply an argument that is less than or equal to ${high} and then try the command again.`
          : `The ${toText(converted)} argument is less than the minimum allowed range of ${low}. Supply an argument that is greater than or equal to ${low} and then try the command again.`,
        'InvalidData',
      );
    }
  }
  for (const validation of parameter.validations) validateArgument(validation, converted);
  return converted;
}

function startScript(
  block: ScriptBlock,
  declared: readonly ParameterNode[],
  invocation: Invocation,
  options: ScriptCommandOptions,
): Processor {
  const { engine } = invocation;
  const depth = deeper(invocation.context);
  const scope = options.sharesScope ? invocation.context.scope : new Scope(invocation.context.scope, options.isFile);
  const context: Context = {
    ...invocation.context,
    scope,
    emit: invocation.emit,
    source: block.source,
    depth,
    returned: undefined,
  };
  const piped: Value[] = [];
  const { body } = block;
  const process = options.isFilter ? body.end : body.process;
  let hasReturned = false;
  const run = async (statements: readonly Parameters<typeof engine.executeOne>[0][] | null): Promise<void> => {
    if (statements === null || hasReturned) return;
    try {
      await engine.execute(statements, context);
    } catch (signal) {
      if (!(signal instanceof ReturnSignal)) throw signal;
    }
  };
  /** [ValidateScript()]: each item in `$_`. */
  const askScripts = async ({ name, validations }: ParameterNode, given: Value): Promise<void> => {
    for (const validation of validations) {
      if (validation.kind !== 'script') continue;
      const script = await engine.evaluate(validation.block, context);
      if (!(script instanceof ScriptBlock)) continue;
      for (const item of Array.isArray(given) ? given : [given]) {
        const output: Value[] = [];
        await engine.runBlock(script, context, { item, emit: async (value) => void output.push(value) });
        if (!toBoolean(output)) throw refusedByScript(name, script.text, item);
      }
    }
  };
  const setParameters = async (bound: ReadonlyMap<string, Value>): Promise<void> => {
    for (const parameter of declared) {
      const given = bound.get(parameter.name.toLowerCase());
      if (given !== undefined) {
        await askScripts(parameter, given);
        scope.set(parameter.name, given);
      } else if (parameter.initial !== null) {
        const initial = await engine.evaluate(parameter.initial, context);
        scope.set(
          parameter.name,
          parameter.type === null ? initial : convertTo(options.types, parameter.type, initial, options.now),
        );
      } else scope.set(parameter.name, initialValue(parameter));
    }
  };
  return {
    begin: async () => {
      await setParameters(invocation.bound);
      scope.define('args', [...invocation.rest]);
      scope.define('MyInvocation', runningInvocation(invocation.commandName, block));
      scope.define('PSBoundParameters', boundTable(declared, invocation.bound));
      const { whatIf, confirm, verbose, errorAction, warningAction, informationAction } = invocation.common;
      if (body.isAdvanced) {
        scope.define('PSCmdlet', new RunningFunction(invocation));
        // What the function was told counts for what it calls, too.
        scope.define('VerbosePreference', verbose ? 'Continue' : 'SilentlyContinue');
        scope.define('ErrorActionPreference', errorAction);
        scope.define('WarningPreference', warningAction);
        scope.define('InformationPreference', informationAction);
      }
      // What it calls is only said, or asked for, too.
      if (body.supportsShouldProcess && whatIf !== null) scope.define('WhatIfPreference', whatIf);
      if (body.supportsShouldProcess && confirm !== null) scope.define('ConfirmPreference', confirm ? 'Low' : 'None');
      await run(options.isFilter ? null : body.begin);
    },
    process: async (input, bound) => {
      if (input !== undefined) {
        piped.push(input);
        if (process !== null) scope.define('_', input);
        for (const parameter of declared) {
          const given = bound.get(parameter.name.toLowerCase());
          if (given === undefined) continue;
          await askScripts(parameter, given);
          scope.set(parameter.name, given);
        }
      }
      if (process !== null && (body.process !== null || options.isFilter)) await run(process);
    },
    end: async () => {
      if (options.isFilter) return;
      if (body.process === null) scope.define('input', piped);
      await run(body.end);
      hasReturned = true;
    },
  };
}

/** `$MyInvocation`; of a file, `MyCommand.Path` says where it lies. */
function runningInvocation(commandName: string, { source, text }: ScriptBlock): ShellObject {
  const isFile = commandName === source.file;
  const name = commandName.split(/[\\/]/).at(-1) ?? commandName;
  const command: Readonly<Record<string, Value>> = isFile
    ? { Name: name, Path: commandName, Definition: commandName, CommandType: 'ExternalScript' }
    : { Name: commandName, Definition: text, CommandType: 'Function' };
  const folder = /^(.*)[\\/]/.exec(source.file ?? '')?.[1];
  return ShellObject.custom(
    {
      MyCommand: ShellObject.custom(command, 'System.Management.Automation.CommandInfo'),
      InvocationName: commandName,
      ScriptName: source.file ?? '',
      PSCommandPath: source.file ?? '',
      PSScriptRoot: source.file === null ? '' : (folder ?? '.'),
    },
    'System.Management.Automation.InvocationInfo',
  );
}

function initialValue(parameter: ParameterNode): Value {
  const type = (parameter.type ?? '').toLowerCase();
  if (type === 'string') return '';
  if (type === 'bool' || type === 'switch' || type === 'boolean') return toBoolean(null);
  return type === 'int' || type === 'long' || type === 'double' ? 0 : null;
}

function boundTable(declared: readonly ParameterNode[], bound: ReadonlyMap<string, Value>): Hashtable {
  const table = new Hashtable();
  for (const parameter of declared) {
    const value = bound.get(parameter.name.toLowerCase());
    if (value !== undefined) table.set(parameter.name, value);
  }
  return table;
}

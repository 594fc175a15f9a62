import type { Command } from './command.ts';
import { Hashtable } from './hashtable.ts';
import { within } from './parameter-sets.ts';
import { OperationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/**
 * Adds to the bound parameters what a piped object brings: by value, by property name (own names and aliases), and by
 * value again for parameters that take both and found no property.
 * @throws OperationError `InputObjectNotBound` when the command needs its input and the object fits nowhere.
 */
export function bindPipelineInput(
  command: Command,
  bound: ReadonlyMap<string, Value>,
  input: Value,
  parameterSet: string,
): ReadonlyMap<string, Value> {
  const result = new Map(bound);
  const open = command.parameters
    .flatMap((parameter) => within(parameter, parameterSet) ?? [])
    .filter((parameter) => !bound.has(parameter.name.toLowerCase()));
  let isUsed = false;
  let isNamed = false;
  for (const parameter of open) {
    if (!parameter.fromPipeline || parameter.fromPropertyName) continue;
    result.set(parameter.name.toLowerCase(), parameter.convert({ value: input, written: null }));
    isUsed = true;
  }
  if (input instanceof ShellObject || input instanceof Hashtable) {
    for (const parameter of open) {
      if (!parameter.fromPropertyName) continue;
      const value = firstProperty(input, [parameter.name, ...parameter.aliases]);
      if (value === undefined) continue;
      result.set(parameter.name.toLowerCase(), parameter.convert({ value, written: null }));
      isNamed = true;
    }
  }
  for (const parameter of open) {
    if (isNamed || !parameter.fromPipeline || !parameter.fromPropertyName) continue;
    result.set(parameter.name.toLowerCase(), parameter.convert({ value: input, written: null }));
    isUsed = true;
  }
  if (!isUsed && !isNamed && command.refusesUnboundInput) {
    const takesSome = command.parameters.some((parameter) => parameter.fromPipeline || parameter.fromPropertyName);
    throw new OperationError({
      id: 'InputObjectNotBound',
      category: 'InvalidArgument',
      message: takesSome
        ? 'The input object cannot be bound to any parameters for the command: it and its properties do not match any of the parameters that take pipeline input.'
        : 'The input object cannot be bound to any parameters for the command, which takes no pipeline input.',
      activity: command.name,
      targetText: toText(input),
      exception: 'System.Management.Automation.ParameterBindingException',
    });
  }
  return result;
}

function firstProperty(input: ShellObject | Hashtable, names: readonly string[]): Value | undefined {
  for (const name of names) {
    if (!input.has(name)) continue;
    const value = input.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

import type { LocalisedText } from '@relais/management-contract';
import { castDate, castTo } from './cast.ts';
import type { Session } from './engine.ts';
import type { Bindable, Command, GivenValue, Invocation, Processor } from './command.ts';
import { toBoolean } from './convert-boolean.ts';
import { toNumber } from './convert-number.ts';
import { Given } from './given.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';

export type BuiltinParameterType = 'text' | 'number' | 'switch' | 'any' | 'block' | 'date' | 'span';

export interface BuiltinParameter {
  readonly name: string;
  readonly type: BuiltinParameterType;
  readonly aliases?: readonly string[];
  /** From 1, as Get-Help counts. */
  readonly position?: number;
  readonly mandatory?: boolean;
  readonly list?: boolean;
  readonly rest?: boolean;
  /** Filled by the objects of the pipeline. */
  readonly pipeline?: boolean;
  readonly values?: readonly string[];
  readonly help?: LocalisedText;
}

/** A command of the shell itself. */
export interface Builtin {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly synopsis: LocalisedText;
  readonly parameters: readonly BuiltinParameter[];
  readonly examples?: readonly string[];
  readonly takesUnknownArguments?: boolean;
  /** Has -WhatIf and -Confirm. */
  readonly supportsShouldProcess?: boolean;
  start(invocation: Invocation, given: Given): Processor;
}

/** What a text is read by: the day of a time alone, and the order of day and month. */
type Reading = Pick<Session, 'now' | 'language'>;

/** The builtin in the shape that the pipeline runs. */
export function builtinCommand(builtin: Builtin, session: Reading): Command {
  return {
    name: builtin.name,
    parameters: builtin.parameters.map((parameter) => bindable(parameter, session)),
    supportsShouldProcess: builtin.supportsShouldProcess ?? false,
    origin: originOf(builtin.name),
    takesUnknownArguments: builtin.takesUnknownArguments ?? false,
    refusesUnboundInput: false,
    start: (invocation) => builtin.start(invocation, new Given(invocation.bound)),
  };
}

/** PowerShell's name of the command behind it, which stands in FullyQualifiedErrorId. */
function originOf(name: string): string {
  // Write-Error speaks for the script, and these are ours.
  if (/^(Write-Error|Invoke-Runbook|Start-SettingsTrial|iisreset|net|pause)$/.test(name))
    return name === 'Write-Error' ? '' : name;
  return `Microsoft.PowerShell.Commands.${name.replaceAll('-', '')}Command`;
}

const typeNames: Readonly<Record<BuiltinParameterType, string>> = {
  text: 'System.String',
  number: 'System.Int32',
  switch: 'System.Management.Automation.SwitchParameter',
  any: 'System.Object',
  block: 'System.Management.Automation.ScriptBlock',
  date: 'System.DateTime',
  span: 'System.TimeSpan',
};

function bindable(parameter: BuiltinParameter, session: Reading): Bindable {
  return {
    name: parameter.name,
    aliases: parameter.aliases ?? [],
    isSwitch: parameter.type === 'switch',
    position: parameter.position === undefined ? null : parameter.position - 1,
    isMandatory: parameter.mandatory ?? false,
    fromPipeline: parameter.pipeline ?? false,
    fromPropertyName: false,
    takesRest: parameter.rest ?? false,
    typeName: typeNames[parameter.type],
    convert: (given) => {
      if (isPath(parameter)) refuseEmpty(parameter.name, given.value);
      return convertFor(parameter, given, session);
    },
  };
}

function isPath({ name, type }: BuiltinParameter): boolean {
  return type === 'text' && /^(?:\w*Path|Destination)$/.test(name);
}

/** A path that is empty would be the folder where one stands. */
function refuseEmpty(name: string, value: Value): void {
  const empty = (Array.isArray(value) && value.length > 0 ? value : [value]).find(
    (item) => item === null || item === '' || (Array.isArray(item) && item.length === 0),
  );
  if (empty === undefined) return;
  throw operationError(
    empty === null
      ? 'ParameterArgumentValidationErrorNullNotAllowed'
      : 'ParameterArgumentValidationErrorEmptyStringNotAllowed',
    `Cannot bind argument to parameter '${name}' because it is ${empty === '' ? 'an empty string' : empty === null ? 'null' : 'an empty array'}.`,
    'InvalidData',
  );
}

function convertFor(parameter: BuiltinParameter, { value, written }: GivenValue, session: Reading): Value {
  if (parameter.list === true) {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item) => convertOne(parameter, item, Array.isArray(value) ? null : written, session));
  }
  return convertOne(parameter, value, written, session);
}

function convertOne(parameter: BuiltinParameter, value: Value, written: string | null, session: Reading): Value {
  switch (parameter.type) {
    case 'text': {
      const text = written ?? toText(value);
      const valid = parameter.values;
      if (valid === undefined) return text;
      const found = valid.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
      if (found !== undefined) return found;
      throw operationError(
        'ParameterArgumentValidationError',
        `The argument "${text}" does not belong to the set "${valid.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`,
        'InvalidData',
        text,
      );
    }
    case 'number':
      return Math.round(toNumber(value, 'System.Int32'));
    case 'switch':
      return toBoolean(value);
    case 'block':
      if (value instanceof ScriptBlock) return value;
      throw operationError(
        'CannotConvertArgument',
        `Cannot convert "${toText(value)}" to a script block; write it as { … }.`,
        'InvalidArgument',
      );
    case 'date':
      return castDate(value, session.now, session.language);
    case 'span':
      return castTo('timespan', value);
    case 'any':
      return value;
  }
}

import { toBoolean } from './convert-boolean.ts';
import { tryNumber } from './convert-number.ts';
import type { Bindable, CommonParameters, ErrorAction } from './command.ts';
import { operationError } from './shell-error.ts';
import type { Scope } from './scope.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

function common(name: string, aliases: readonly string[], isSwitch = false): Bindable {
  return {
    name,
    aliases,
    isSwitch,
    position: null,
    isMandatory: false,
    fromPipeline: false,
    fromPropertyName: false,
    takesRest: false,
    typeName: isSwitch ? 'System.Management.Automation.SwitchParameter' : 'System.String',
    convert: ({ value }) => (isSwitch ? toBoolean(value) : value),
  };
}

export const commonParameters: readonly Bindable[] = [
  common('Verbose', ['vb'], true),
  common('Debug', ['db'], true),
  common('ErrorAction', ['ea']),
  common('WarningAction', ['wa']),
  common('InformationAction', ['infa']),
  common('ErrorVariable', ['ev']),
  common('WarningVariable', ['wv']),
  common('InformationVariable', ['iv']),
  common('OutVariable', ['ov']),
  common('OutBuffer', ['ob']),
  common('PipelineVariable', ['pv']),
];

export const shouldProcessParameters: readonly Bindable[] = [
  common('WhatIf', ['wi'], true),
  common('Confirm', ['cf'], true),
];

const actions: readonly ErrorAction[] = ['SilentlyContinue', 'Stop', 'Continue', 'Inquire', 'Ignore'];

/** What the common parameters and the preference variables together say. @throws OperationError */
export function readCommon(given: ReadonlyMap<string, Value>, scope: Scope): CommonParameters {
  const preference = (parameter: string, variable: string, otherwise: ErrorAction): ErrorAction =>
    readAction(given.get(parameter) ?? scope.get(variable) ?? otherwise);
  const flag = (name: string): boolean | null => {
    const value = given.get(name);
    return value === undefined ? null : toBoolean(value);
  };
  const text = (name: string): string | null => {
    const value = given.get(name);
    return value === undefined ? null : toText(value);
  };
  const whatIfPreference = scope.get('WhatIfPreference');
  return {
    errorAction: preference('erroraction', 'ErrorActionPreference', 'Continue'),
    goesOnAsked: given.has('erroraction') && readAction(given.get('erroraction') ?? null) === 'Continue',
    warningAction: preference('warningaction', 'WarningPreference', 'Continue'),
    verbose: flag('verbose') ?? readAction(scope.get('VerbosePreference') ?? 'SilentlyContinue') === 'Continue',
    informationAction: preference('informationaction', 'InformationPreference', 'SilentlyContinue'),
    whatIf: flag('whatif') ?? (whatIfPreference !== undefined && toBoolean(whatIfPreference) ? true : null),
    confirm: flag('confirm') ?? (toText(scope.get('ConfirmPreference') ?? '').toLowerCase() === 'none' ? false : null),
    outVariable: text('outvariable'),
    errorVariable: text('errorvariable'),
    warningVariable: text('warningvariable'),
    pipelineVariable: text('pipelinevariable'),
  };
}

function readAction(value: Value): ErrorAction {
  const number = typeof value === 'string' && !/^\d$/.test(value) ? null : tryNumber(value);
  if (number !== null) {
    const byNumber: readonly ErrorAction[] = ['SilentlyContinue', 'Stop', 'Continue', 'Inquire', 'Ignore'];
    return byNumber[number] ?? 'Continue';
  }
  const wanted = toText(value).toLowerCase();
  const found = actions.find((action) => action.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw operationError(
    'CannotConvertArgument',
    `"${toText(value)}" is no action; Continue, SilentlyContinue, Stop, Ignore and Inquire are.`,
    'InvalidArgument',
  );
}

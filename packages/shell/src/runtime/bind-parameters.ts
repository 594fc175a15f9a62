import { insteadOfParameter } from './absent-parameters.ts';
import { nearestWord } from '../language/nearest-word.ts';
import type { Extent } from '../language/extent.ts';
import type { Bindable, Command, GivenValue } from './command.ts';
import { commonParameters, shouldProcessParameters } from './common-parameters.ts';
import type { EvaluatedElement } from './engine.ts';
import { allSets, chosenSet, possibleSets, within } from './parameter-sets.ts';
import { OperationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** What binding gives: values by parameter name, common parameters apart, words that stood for another name. */
export interface Binding {
  readonly bound: Map<string, Value>;
  readonly common: Map<string, Value>;
  readonly rest: Value[];
  /** The parameter set that the call means. */
  readonly parameterSet: string;
  /** `[as written, full name]` where an alias was used. */
  readonly aliasesUsed: readonly [string, string][];
}

interface Named {
  readonly parameter: Bindable;
  readonly isCommon: boolean;
  readonly given: GivenValue;
  readonly extent: Extent;
}

/**
 * Binds what was written behind a command in PowerShell's passes: names (exact, alias, unambiguous prefix), then
 * positions, then the parameter that takes the rest. Pipeline input is bound later, object by object.
 * @throws OperationError with PowerShell's ids.
 */
export function bindParameters(
  command: Command,
  elements: readonly EvaluatedElement[],
  isPiped = false,
  whole: Extent = { start: 0, end: 0 },
): Binding {
  const aliasesUsed: [string, string][] = [];
  const { named, positional, unknown } = readNames(command, elements, aliasesUsed);
  const bound = new Map<string, Value>();
  const common = new Map<string, Value>();
  for (const { parameter, isCommon, given, extent } of named) {
    const target = isCommon ? common : bound;
    if (target.has(parameter.name.toLowerCase())) {
      throw refusal(
        command,
        'ParameterAlreadyBound',
        `Cannot bind parameter because parameter '${parameter.name}' is specified more than once.`,
        extent,
      );
    }
    target.set(parameter.name.toLowerCase(), convert(command, parameter, given, extent));
  }
  const given = (): ReadonlySet<string> => new Set(bound.keys());
  const byName = possibleSets(command, given());
  // Positions count within a set: of several the first in which something stands at the first position.
  const positions = byName.find((set) => takesPositions(command, bound, set)) ?? byName[0];
  const rest = [...unknown, ...bindPositions(command, positional, bound, positions)];
  const parameterSet = chosenSet(command, possibleSets(command, given()), given(), isPiped);
  if (parameterSet === undefined)
    throw refusal(
      command,
      'AmbiguousParameterSet',
      'Parameter set cannot be resolved using the specified named parameters.',
      whole,
    );
  return { bound, common, rest, aliasesUsed, parameterSet };
}

/** Mandatory parameters that have no value; those that the pipeline can still bring are left out when it is piped. */
export function missingMandatory(
  command: Command,
  bound: ReadonlyMap<string, Value>,
  isPiped: boolean,
  parameterSet: string,
): readonly Bindable[] {
  return parametersOf(command, parameterSet).filter(
    (parameter) =>
      parameter.isMandatory &&
      !bound.has(parameter.name.toLowerCase()) &&
      !(isPiped && (parameter.fromPipeline || parameter.fromPropertyName)),
  );
}

function readNames(
  command: Command,
  elements: readonly EvaluatedElement[],
  aliasesUsed: [string, string][],
): { named: Named[]; positional: EvaluatedElement[]; unknown: Value[] } {
  const named: Named[] = [];
  const unknown: Value[] = [];
  const positional: EvaluatedElement[] = [];
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index];
    if (element === undefined) continue;
    if (element.kind === 'argument') {
      positional.push(element);
      continue;
    }
    const found = findParameter(command, element);
    if (found === null) {
      unknown.push(`-${element.name}`, ...(element.value === undefined ? [] : [element.value]));
      continue;
    }
    const { parameter, isCommon, isAlias } = found;
    if (isAlias) aliasesUsed.push([element.name, parameter.name]);
    const next = elements[index + 1];
    if (element.value !== undefined) {
      named.push({
        parameter,
        isCommon,
        given: { value: element.value, written: element.written },
        extent: element.extent,
      });
    } else if (parameter.isSwitch) {
      named.push({ parameter, isCommon, given: { value: true, written: null }, extent: element.extent });
    } else if (next !== undefined && next.kind === 'argument') {
      named.push({
        parameter,
        isCommon,
        given: { value: next.value ?? null, written: next.written },
        extent: element.extent,
      });
      index += 1;
    } else {
      throw refusal(
        command,
        'MissingArgument',
        `Missing an argument for parameter '${parameter.name}'. Specify a parameter of type '${parameter.typeName}' and try again.`,
        element.extent,
      );
    }
  }
  return { named, positional, unknown };
}

function findParameter(
  command: Command,
  element: EvaluatedElement,
): { parameter: Bindable; isCommon: boolean; isAlias: boolean } | null {
  const wanted = element.name.toLowerCase();
  const shared = command.supportsShouldProcess ? [...commonParameters, ...shouldProcessParameters] : commonParameters;
  for (const [parameters, isCommon] of [
    [command.parameters, false],
    [shared, true],
  ] as const) {
    const exact = parameters.find((parameter) => parameter.name.toLowerCase() === wanted);
    if (exact !== undefined) return { parameter: exact, isCommon, isAlias: false };
    const alias = parameters.find((parameter) => parameter.aliases.some((name) => name.toLowerCase() === wanted));
    if (alias !== undefined) return { parameter: alias, isCommon, isAlias: !isCommon };
  }
  for (const [parameters, isCommon] of [
    [command.parameters, false],
    [shared, true],
  ] as const) {
    const near = parameters.filter(
      (parameter) =>
        parameter.name.toLowerCase().startsWith(wanted) ||
        parameter.aliases.some((name) => name.toLowerCase().startsWith(wanted)),
    );
    const own = near.filter((parameter) => parameter.name.toLowerCase().startsWith(wanted));
    const candidates = own.length === 0 ? near : own;
    const [only] = candidates;
    if (candidates.length === 1 && only !== undefined) return { parameter: only, isCommon, isAlias: false };
    if (candidates.length > 1) {
      throw refusal(
        command,
        'AmbiguousParameter',
        `Parameter cannot be processed because the parameter name '${element.name}' is ambiguous. Possible matches include:${candidates.map((parameter) => ` -${parameter.name}`).join('')}.`,
        element.extent,
      );
    }
  }
  if (command.takesUnknownArguments) return null;
  const names = [...command.parameters, ...shared].map((parameter) => parameter.name);
  const near = nearestWord(element.name, names);
  const instead = insteadOfParameter(command.name, element.name);
  const hint = instead !== null ? ` ${instead.en}` : near === null ? '' : ` Did you mean '-${near}'?`;
  throw refusal(
    command,
    'NamedParameterNotFound',
    `A parameter cannot be found that matches parameter name '${element.name}'.${hint}`,
    element.extent,
  );
}

/** The parameters of a command as they are within a set. */
function parametersOf(command: Command, set: string): readonly Bindable[] {
  return command.parameters.flatMap((parameter) => within(parameter, set) ?? []);
}

function takesPositions(command: Command, bound: ReadonlyMap<string, Value>, set: string): boolean {
  return parametersOf(command, set).some(({ name, position }) => position !== null && !bound.has(name.toLowerCase()));
}

function bindPositions(
  command: Command,
  positional: readonly EvaluatedElement[],
  bound: Map<string, Value>,
  set: string = allSets,
): Value[] {
  const free = parametersOf(command, set)
    .filter((parameter) => parameter.position !== null && !bound.has(parameter.name.toLowerCase()))
    .sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
  const catchAll = command.parameters.find(
    (parameter) => parameter.takesRest && !bound.has(parameter.name.toLowerCase()),
  );
  const rest: Value[] = [];
  for (const element of positional) {
    const parameter = free.shift();
    const given = { value: element.value ?? null, written: element.written };
    if (parameter !== undefined)
      bound.set(parameter.name.toLowerCase(), convert(command, parameter, given, element.extent));
    else if (catchAll !== undefined || command.takesUnknownArguments) rest.push(given.value);
    else {
      throw refusal(
        command,
        'PositionalParameterNotFound',
        `A positional parameter cannot be found that accepts argument '${element.written ?? toText(given.value)}'.`,
        element.extent,
      );
    }
  }
  if (catchAll === undefined || rest.length === 0) return rest;
  const held = bound.get(catchAll.name.toLowerCase());
  bound.set(catchAll.name.toLowerCase(), held === undefined ? rest : [held, rest].flat());
  return [];
}

function convert(command: Command, parameter: Bindable, given: GivenValue, extent: Extent): Value {
  try {
    return parameter.convert(given);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const { id, message } = error.facts;
    const validation = 'System.Management.Automation.ParameterBindingValidationException';
    if (/(?:Null|EmptyString)NotAllowed$/.test(id))
      throw refusal(command, id, message, extent, 'InvalidData', validation);
    const isInvalid = id === 'ParameterArgumentValidationError';
    throw refusal(
      command,
      isInvalid ? 'ParameterArgumentValidationError' : 'ParameterArgumentTransformationError',
      `${isInvalid ? 'Cannot validate argument' : 'Cannot process argument transformation'} on parameter '${parameter.name}'. ${message}`,
      extent,
      'InvalidData',
      isInvalid ? validation : 'System.Management.Automation.ParameterBindingArgumentTransformationException',
    );
  }
}

function refusal(
  command: Command,
  id: string,
  message: string,
  extent: Extent,
  category = 'InvalidArgument',
  exception = 'System.Management.Automation.ParameterBindingException',
): OperationError {
  const { name, origin } = command;
  const facts = { id, category, message, activity: name, exception };
  return new OperationError(origin === undefined ? facts : { ...facts, origin }, extent);
}

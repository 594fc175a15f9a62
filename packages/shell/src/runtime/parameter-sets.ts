import type { Bindable, Command } from './command.ts';

/** What `$PSCmdlet.ParameterSetName` says where a command has no sets. */
export const allSets = '__AllParameterSets';

/** A parameter as it is within a set; `null` when it is not in it. */
export function within(parameter: Bindable, set: string): Bindable | null {
  const { sets = [] } = parameter;
  if (sets.length === 0) return parameter;
  const own = sets.find(({ name }) => isSame(name, set));
  if (own === undefined) return null;
  const { mandatory, position, fromPipeline, fromPropertyName } = own;
  return { ...parameter, isMandatory: mandatory, position, fromPipeline, fromPropertyName };
}

/**
 * The sets that a call may mean by the names it gave, in their order of declaration; the default first. Empty: no set has them
 * all. A command without sets has one, `__AllParameterSets`.
 */
export function possibleSets(command: Command, given: ReadonlySet<string>): readonly string[] {
  const names: string[] = command.defaultSet == null ? [] : [command.defaultSet];
  for (const { sets = [] } of command.parameters)
    for (const { name } of sets) if (!names.some((known) => isSame(known, name))) names.push(name);
  if (names.length === 0) return [allSets];
  const named = command.parameters.filter(({ name }) => given.has(name.toLowerCase()));
  return names.filter((set) => named.every((parameter) => within(parameter, set) !== null));
}

/**
 * The set that a call means: of those that it may mean, the one whose mandatory parameters have a value or can get one
 * from the pipeline; the default one among several. Undefined: it cannot be told.
 */
export function chosenSet(
  command: Command,
  possible: readonly string[],
  given: ReadonlySet<string>,
  isPiped: boolean,
): string | undefined {
  const [first] = possible;
  if (possible.length <= 1) return first;
  const isComplete = (set: string): boolean =>
    command.parameters.every((parameter) => {
      const own = within(parameter, set);
      const canCome = isPiped && (own?.fromPipeline || own?.fromPropertyName);
      return own === null || !own.isMandatory || given.has(own.name.toLowerCase()) || canCome === true;
    });
  const complete = possible.filter(isComplete);
  const isDefault = (set: string): boolean => command.defaultSet != null && isSame(set, command.defaultSet);
  return (
    (complete.length === 1 ? complete[0] : complete.find(isDefault)) ??
    (complete.length === 0 ? possible.find(isDefault) : undefined)
  );
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

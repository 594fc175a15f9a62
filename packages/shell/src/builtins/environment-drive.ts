import type { Invocation } from '../runtime/command.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { OperationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { wildcardTest } from '../runtime/wildcard.ts';

/** The variable (or pattern) of a path on the drive `Env:`; empty for all of them, `null` for a path of files. */
export function environmentName(path: string): string | null {
  return /^env:[\\/]?(.*)$/is.exec(path)?.[1] ?? null;
}

/** What stands on the drive under a name or pattern. @throws OperationError when a name without wildcards is unknown. */
export function environmentItems(invocation: Invocation, name: string): readonly ShellObject[] {
  const { environment } = invocation.engine.session;
  const test = wildcardTest(name === '' ? '*' : name);
  const found = [...environment].filter(([known]) => test(known)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (found.length === 0 && !/[*?[]/.test(name))
    throw new OperationError({
      id: 'PathNotFound',
      category: 'ObjectNotFound',
      message: `Cannot find path 'Env:${name}' because it does not exist.`,
      targetText: name,
      exception: 'System.Management.Automation.ItemNotFoundException',
    });
  return found.map(([known, value]) => {
    const entry = new ShellObject('System.Collections.DictionaryEntry', ['Name', 'Value']);
    entry.set('Name', known);
    entry.set('Value', value);
    return entry;
  });
}

export function hasEnvironment(invocation: Invocation, name: string): boolean {
  const { environment } = invocation.engine.session;
  if (!/[*?[]/.test(name)) return name === '' || readEnvironment(environment, name) !== null;
  const test = wildcardTest(name);
  return [...environment.keys()].some((known) => test(known));
}

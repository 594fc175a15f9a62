import { capturesOf } from './regular-expression.ts';
import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

const groupType = 'System.Text.RegularExpressions.Group';

/** What a pattern found, as .NET shows it: `.Value`, `.Index`, `.Groups[1].Value`, `.Groups['name'].Value`. */
export function matchObject(found: RegExpExecArray | null, pattern: string): ShellObject {
  const match = new ShellObject('System.Text.RegularExpressions.Match');
  match.set('Groups', found === null ? [groupObject('0', undefined)] : groupsOf(found, pattern));
  match.set('Success', found !== null);
  match.set('Index', found?.index ?? 0);
  match.set('Length', found?.[0].length ?? 0);
  match.set('Value', found?.[0] ?? '');
  return match;
}

/** As in .NET the groups without a name are counted alone and come first, then those with one. */
function groupsOf(found: RegExpExecArray, pattern: string): Value[] {
  const isNamed = capturesOf(pattern);
  const unnamed = [...found].filter((_, index) => index === 0 || isNamed[index - 1] !== true);
  return [
    ...unnamed.map((text, number) => groupObject(String(number), text)),
    ...Object.entries(found.groups ?? {}).map(([name, text]) => groupObject(name, text)),
  ];
}

function groupObject(name: string, text: string | undefined): ShellObject {
  const group = new ShellObject(groupType, ['Success', 'Name', 'Length', 'Value']);
  group.set('Success', text !== undefined);
  group.set('Name', name);
  group.set('Length', text?.length ?? 0);
  group.set('Value', text ?? '');
  return group;
}

/** The group of that name among `.Groups`; `undefined` when this is no such list, or none has the name. */
export function groupNamed(groups: readonly Value[], name: string): Value | undefined {
  return groups.find((item) => item instanceof ShellObject && item.typeName === groupType && item.get('Name') === name);
}

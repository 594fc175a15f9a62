import { matchObject } from './match-object.ts';
import { compiledPattern, PatternObject } from './pattern-object.ts';
import { escapedPattern, guardedMatch, replacementText } from './regular-expression.ts';
import { type StaticMember, type StaticSurroundings, text } from './static-member.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';

/** A pattern with its options, ready to be run over a text. */
interface Use {
  readonly subject: string;
  readonly pattern: string;
  readonly options: string;
  readonly around: StaticSurroundings;
}

type Verb = (use: Use, given: readonly Value[]) => Value | Promise<Value>;

/** What `[regex]::Verb(text, pattern, …, options)` and `$regex.Verb(text, …)` share; `given` is what is left. */
const verbs: Readonly<Record<string, Verb>> = {
  IsMatch: (use) => run(use, false, (expression, subject) => expression.test(subject)),
  Match: (use) =>
    matchObject(
      run(use, false, (expression, subject) => expression.exec(subject)),
      use.pattern,
    ),
  Matches: (use) => all(use).map((found) => matchObject(found, use.pattern)),
  Replace: async (use, [replacement = null]) => {
    if (!(replacement instanceof ScriptBlock))
      return run(use, true, (expression, subject) => subject.replace(expression, replacementText(toText(replacement))));
    let result = '';
    let from = 0;
    for (const found of all(use)) {
      result += use.subject.slice(from, found.index);
      result += toText(await use.around.call(replacement, [matchObject(found, use.pattern)]));
      from = found.index + found[0].length;
    }
    return result + use.subject.slice(from);
  },
  Split: (use) => run(use, false, (expression, subject) => subject.split(expression).map((part) => part ?? '')),
};

function all(use: Use): readonly RegExpExecArray[] {
  return run(use, true, (expression, subject) => [...subject.matchAll(expression)]);
}

function run<T>(use: Use, global: boolean, work: (expression: RegExp, subject: string) => T): T {
  return guardedMatch(compiledPattern(use.pattern, use.options, global), use.subject, work);
}

/** The members of `[regex]`: all take the text, then the pattern; the last may be an option. */
export const regexMembers: Readonly<Record<string, StaticMember>> = {
  ...Object.fromEntries(
    Object.entries(verbs).map(([name, verb]): [string, StaticMember] => [
      name,
      (given, around) => {
        const rest = given.slice(2);
        const isOption = rest.length > (name === 'Replace' ? 1 : 0);
        const options = isOption ? toText(rest.at(-1) ?? null) : 'None';
        return verb({ subject: text(given), pattern: text(given, 1), options, around }, rest);
      },
    ]),
  ),
  Escape: (given) => escapedPattern(text(given)).replaceAll(/[# ]/g, '\\$&'),
  Unescape: (given) => text(given).replaceAll(/\\(.)/g, '$1'),
  new: (given) => new PatternObject(text(given), given.length > 1 ? text(given, 1) : 'None'),
};

/** `$regex.Match($text)`; `undefined` when a pattern has no such method. */
export function patternMethod(
  { pattern, options }: PatternObject,
  name: string,
  given: readonly Value[],
  around: StaticSurroundings,
): Value | Promise<Value> | undefined {
  const verb = Object.entries(verbs).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
  return verb?.({ subject: text(given), pattern, options, around }, given.slice(1));
}

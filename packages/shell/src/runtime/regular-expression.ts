import { createContext, Script } from 'node:vm';
import { operationError } from './shell-error.ts';

const longestPattern = 2_000;
const longestSubject = 5_000_000;
const patienceMs = 1_000;

/** A pattern of .NET as one of ours. @throws OperationError when it is none, or uses what JavaScript lacks. */
export function regularExpression(pattern: string, flags: string): RegExp {
  if (pattern.length > longestPattern) {
    throw operationError(
      'RegexTooLong',
      `The regular expression is longer than ${longestPattern} characters.`,
      'InvalidArgument',
    );
  }
  let inner = pattern;
  let wanted = flags;
  const inline = /^\(\?([imsn]*)(?:-([imsn]+))?\)/.exec(inner);
  if (inline !== null) {
    inner = inner.slice(inline[0].length);
    for (const flag of inline[1] ?? '') if (flag !== 'n' && !wanted.includes(flag)) wanted += flag;
    for (const flag of inline[2] ?? '') wanted = wanted.replace(flag, '');
  }
  inner = inner
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll(/\(\?'(\w+)'/g, '(?<$1>');
  try {
    return new RegExp(inner, wanted);
  } catch {
    throw operationError(
      'InvalidRegularExpression',
      `The regular expression pattern "${pattern}" is not valid.`,
      'InvalidArgument',
      pattern,
    );
  }
}

/**
 * Runs a matching operation under a watch when the pattern could need exponential time (a quantified group that itself
 * holds a quantifier or an alternative); V8 then interrupts it after a second.
 */
export function guardedMatch<T>(
  expression: RegExp,
  subject: string,
  run: (expression: RegExp, subject: string) => T,
): T {
  if (subject.length > longestSubject) {
    throw operationError(
      'TextTooLong',
      'The text is too long for a regular expression (5,000,000 characters).',
      'InvalidArgument',
    );
  }
  if (!/\([^)]*[*+{|].*\)[*+{]|[*+}].*[*+}].*[*+}]/.test(expression.source)) return run(expression, subject);
  const sandbox: { run: () => T } = { run: () => run(expression, subject) };
  try {
    return watched.runInContext(createContext(sandbox), { timeout: patienceMs }) as T;
  } catch (error) {
    // The error may come from the other context, so it is told by its code and not by its class.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw operationError(
      'RegexMatchTimeout',
      `The regular expression "${expression.source}" took longer than a second on this text and was stopped.`,
      'OperationStopped',
    );
  }
}

const watched = new Script('run()');

/** The pattern that finds exactly this text. */
export function escapedPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Of each capturing group of a pattern, from left to right, whether it has a name. */
export function capturesOf(pattern: string): readonly boolean[] {
  return [...pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((\?(?:<(?![=!])|'))?(?!\?)/gs)].flatMap(([token, name]) =>
    token.startsWith('(') ? [name !== undefined] : [],
  );
}

/** .NET's replacement marks (`$1`, `${name}`, `$$`, `$&`) in JavaScript's spelling. */
export function replacementText(replacement: string): string {
  return replacement
    .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => (/^\d+$/.test(name) ? `$${name}` : `$<${name}>`))
    .replaceAll('$0', () => '$&');
}

import { createContext, Script } from 'node:vm';
import { mostSteps, parsePattern } from '@relais/management-contract';
import { operationError } from './shell-error.ts';

const longestSubject = 5_000_000;
const patienceMs = 1_000;

/** A pattern of .NET as one of ours. @throws OperationError when it is none, or uses what JavaScript lacks. */
export function regularExpression(pattern: string, flags: string): RegExp {
  const parsed = parsePattern(pattern, flags);
  switch (parsed) {
    case 'too-long':
      throw operationError('RegexTooLong', 'The regular expression is longer than 2000 characters.', 'InvalidArgument');
    case 'too-complex':
      throw operationError(
        'RegexTooComplex',
        'The regular expression has more than 20 optional parts in a row; repeat one of them as in "a{0,30}".',
        'InvalidArgument',
      );
    case 'invalid':
      throw operationError(
        'InvalidRegularExpression',
        `The regular expression pattern "${pattern}" is not valid.`,
        'InvalidArgument',
        pattern,
      );
    default:
      return parsed;
  }
}

/**
 * Runs a matching operation, under a watch unless it is surely short: V8 then interrupts it after a second.
 * @throws OperationError when it was interrupted.
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
  if (mostSteps(expression.source, subject.length) <= shortSteps) return run(expression, subject);
  const outer = sandbox.run;
  sandbox.run = () => run(expression, subject);
  try {
    return watched.runInContext(watch, { timeout: patienceMs }) as T;
  } catch (error) {
    // The error may come from the other context, so it is told by its code and not by its class.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw operationError(
      'RegexMatchTimeout',
      `The regular expression "${expression.source}" took longer than a second on this text and was stopped.`,
      'OperationStopped',
    );
  } finally {
    sandbox.run = outer;
  }
}

// One for all: making it takes 4 ms.
const sandbox: { run: () => unknown } = { run: () => undefined };
const watch = createContext(sandbox);
const watched = new Script('run()');

/** About a tenth of a second. */
const shortSteps = 5_000_000;

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

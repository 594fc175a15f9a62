import type { Validation } from '../language/nodes.ts';
import { guardedMatch, regularExpression } from './regular-expression.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** @throws OperationError when the value is not what the attribute asks for; scripts are asked where they can run. */
export function validateArgument(validation: Validation, value: Value): void {
  switch (validation.kind) {
    case 'pattern':
      for (const item of itemsOf(value)) requirePattern(validation.pattern, toText(item));
      return;
    case 'length':
      for (const item of itemsOf(value)) requireLength(validation.least, validation.most, toText(item));
      return;
    case 'count': {
      const { length } = itemsOf(value);
      if (length < validation.least || length > validation.most)
        throw refused(
          `The parameter requires at least ${validation.least} value(s) and no more than ${validation.most} value(s) - ${length} value(s) were provided.`,
        );
      return;
    }
    case 'not-null':
      if (value === null) throw refused('The argument is null. Supply a non-null argument and try the command again.');
      return;
    case 'not-empty':
      if (itemsOf(value).length === 0 || itemsOf(value).some((item) => item === null || item === ''))
        throw refused(
          'The argument is null or empty. Supply an argument that is not null or empty and then try the command again.',
        );
      return;
    case 'script':
  }
}

/** @throws OperationError for a value that a script did not approve of. */
export function refusedByScript(parameter: string, script: string, value: Value): Error {
  return refused(
    `Cannot validate argument on parameter '${parameter}'. The "${script.trim()}" validation script for the argument with value "${toText(value)}" did not return a result of True. Determine why the validation script failed, and then try the command again.`,
  );
}

function requirePattern(pattern: string, text: string): void {
  if (guardedMatch(regularExpression(pattern, 'i'), text, (expression, subject) => expression.test(subject))) return;
  throw refused(
    `The argument "${text}" does not match the "${pattern}" pattern. Supply an argument that matches "${pattern}" and try the command again.`,
  );
}

function requireLength(least: number, most: number, { length }: string): void {
  if (length < least)
    throw refused(
      `The character length (${length}) of the argument is too short. Specify an argument with a length that is greater than or equal to "${least}", and then try the command again.`,
    );
  if (length > most)
    throw refused(
      `The character length of the ${length} argument is too long. Shorten the character length of the argument so it is fewer than or equal to "${most}" characters, and then try the command again.`,
    );
}

function itemsOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}

function refused(message: string): Error {
  return operationError('ParameterArgumentValidationError', message, 'InvalidData');
}

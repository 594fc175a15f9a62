import { compareValues, type Comparison } from './data-table-compare.ts';
import { operationError } from './shell-error.ts';
import type { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

const token = /\s*(?:'((?:[^']|'')*)'|\[([^\]]+)\]|(<=|>=|<>|=|<|>|\(|\))|([^\s'[\]<>=()]+))/y;

type Test = (row: ShellObject) => boolean;
interface Word {
  readonly kind: 'text' | 'column' | 'mark' | 'word';
  readonly text: string;
}

/**
 * `DataTable.Select("Size > 100 AND Name LIKE 'A%'")`: columns compared with texts and numbers, AND, OR, NOT and brackets.
 * @throws OperationError for what of .NET's filter expressions is not here.
 */
export function rowFilter(expression: string): Test {
  if (expression.trim() === '') return () => true;
  const words = wordsOf(expression);
  let at = 0;
  const refuse = (): never => {
    throw operationError(
      'EvaluateException',
      `The filter "${expression}" is not understood: columns are compared (=, <>, <, >, <=, >=, LIKE, IS NULL) with 'texts' and numbers, joined by AND, OR, NOT and brackets.`,
      'InvalidArgument',
    );
  };
  const isNext = (word: string): boolean =>
    ['word', 'mark'].includes(words[at]?.kind ?? '') && words[at]?.text.toUpperCase() === word;
  const take = (word: string): boolean => (isNext(word) ? ((at += 1), true) : false);

  const either = (): Test => {
    const tests = [both()];
    while (take('OR')) tests.push(both());
    return (row) => tests.some((test) => test(row));
  };
  const both = (): Test => {
    const tests = [one()];
    while (take('AND')) tests.push(one());
    return (row) => tests.every((test) => test(row));
  };
  const one = (): Test => {
    if (take('NOT')) {
      const test = one();
      return (row) => !test(row);
    }
    if (take('(')) {
      const test = either();
      return take(')') ? test : refuse();
    }
    const column = words[at];
    if (column === undefined || (column.kind !== 'word' && column.kind !== 'column')) return refuse();
    at += 1;
    if (take('IS')) {
      const isNull = !take('NOT');
      return take('NULL') ? (row) => (valueIn(row, column.text) === null) === isNull : refuse();
    }
    const operator = words[at]?.text.toUpperCase() ?? '';
    const literal = words[at + 1];
    at += 2;
    if (!['=', '<>', '<', '>', '<=', '>=', 'LIKE'].includes(operator) || literal === undefined) return refuse();
    const wanted: Value = literal.kind === 'text' ? literal.text : Number(literal.text);
    if (literal.kind === 'mark' || Number.isNaN(wanted)) return refuse();
    return (row) => compareValues(valueIn(row, column.text), operator as Comparison, wanted);
  };
  const test = either();
  return at === words.length ? test : refuse();
}

function valueIn(row: ShellObject, column: string): Value {
  const value = row.get(column);
  if (value !== undefined) return value;
  throw operationError('EvaluateException', `Cannot find column [${column}].`, 'InvalidArgument', column);
}

function wordsOf(expression: string): readonly Word[] {
  const words: Word[] = [];
  token.lastIndex = 0;
  const text = expression.trimEnd();
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (found === null)
      throw operationError('EvaluateException', `The filter "${text}" is not understood at "${text.slice(from)}".`);
    const [, quoted, bracketed, mark, word = ''] = found;
    if (quoted !== undefined) words.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (bracketed !== undefined) words.push({ kind: 'column', text: bracketed });
    else if (mark !== undefined) words.push({ kind: 'mark', text: mark });
    else words.push({ kind: 'word', text: word });
  }
  return words;
}

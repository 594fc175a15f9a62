import { keywords } from '../language/keywords.ts';

const colours = {
  command: '\x1b[93m',
  parameter: '\x1b[90m',
  string: '\x1b[36m',
  variable: '\x1b[92m',
  number: '\x1b[97m',
  operator: '\x1b[90m',
  comment: '\x1b[32m',
  keyword: '\x1b[95m',
} as const;
const reset = '\x1b[0m';

const tokens =
  /(#.*$)|("(?:[^"`]|`.)*"?|'[^']*'?)|(\$(?:\{[^}]*\}?|[\w:?^$]+))|(-[A-Za-z]\w*)|(\b\d[\w.]*\b)|([A-Za-z][\w]*(?:-[A-Za-z]\w*)?)|([|;{}()=,]+)|(\s+|.)/gs;

/** A line with colours for a terminal, in PowerShell's habit: commands yellow, parameters grey, texts cyan. */
export function highlight(line: string): string {
  let isCommandPlace = true;
  let result = '';
  for (const [whole, comment, string, variable, dashed, number, word, mark] of line.matchAll(tokens)) {
    if (comment !== undefined) result += colours.comment + whole + reset;
    else if (string !== undefined) result += colours.string + whole + reset;
    else if (variable !== undefined) result += colours.variable + whole + reset;
    else if (dashed !== undefined) result += colours.parameter + whole + reset;
    else if (number !== undefined) result += colours.number + whole + reset;
    else if (word !== undefined && isKeyword(word)) result += colours.keyword + whole + reset;
    else if (word !== undefined && isCommandPlace) result += colours.command + whole + reset;
    else result += whole;
    if (mark !== undefined) isCommandPlace = /[|;{(=]/.test(mark);
    else if (whole.trim() !== '') isCommandPlace = false;
  }
  return result;
}

function isKeyword(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    keywords.has(lower) ||
    lower === 'else' ||
    lower === 'elseif' ||
    lower === 'catch' ||
    lower === 'finally' ||
    lower === 'in'
  );
}

import { regularExpression } from './regular-expression.ts';
import { ShellObject } from './shell-object.ts';

/** `[regex]'\d+'`: as a text it is its pattern, so that `-match` and `-replace` take it too. */
export class PatternObject extends ShellObject {
  readonly pattern: string;
  readonly options: string;

  /** @throws OperationError when the pattern is none. */
  constructor(pattern: string, options = 'None') {
    super('System.Text.RegularExpressions.Regex');
    this.pattern = pattern;
    this.options = options;
    this.compile();
    this.set('Options', options);
  }

  /** Anew for each use: an expression remembers where it stood. */
  compile(global = false): RegExp {
    return compiledPattern(this.pattern, this.options, global);
  }
}

/** With the words of RegexOptions: `IgnoreCase, Multiline`. @throws OperationError */
export function compiledPattern(pattern: string, options: string, global: boolean): RegExp {
  const flags =
    (/ignorecase/i.test(options) ? 'i' : '') +
    (/multiline/i.test(options) ? 'm' : '') +
    (/singleline/i.test(options) ? 's' : '') +
    (global ? 'g' : '');
  return regularExpression(pattern, flags);
}

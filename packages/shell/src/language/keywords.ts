/** Words that begin a statement of their own. */
export const keywords: ReadonlySet<string> = new Set([
  'if',
  'while',
  'do',
  'for',
  'foreach',
  'switch',
  'function',
  'filter',
  'return',
  'break',
  'continue',
  'throw',
  'exit',
  'try',
  'trap',
]);

/** PowerShell's words that this shell refuses rather than misreads, with what to do instead. */
export const refusedKeywords: Readonly<Record<string, string>> = {
  using:
    '"using namespace" stands before everything else in a script; "using module" and "using assembly" are not supported.',
  data: 'The "data" section is not supported; use a here-string.',
  dynamicparam: 'Dynamic parameters are not supported.',
  workflow: 'Workflows are not supported; use a function.',
  configuration: 'Configurations are not supported.',
  parallel: 'Parallel blocks are not supported.',
  else: '"else" without an "if" before it; put it on the line of the closing "}".',
  elseif: '"elseif" without an "if" before it; put it on the line of the closing "}".',
  catch: '"catch" without a "try" before it.',
  finally: '"finally" without a "try" before it.',
  until: '"until" without a "do" before it.',
  param: '"param" must come first in a script or function.',
};

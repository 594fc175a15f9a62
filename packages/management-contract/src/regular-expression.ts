const longestPattern = 2_000;

// V8 takes twice as long to compile such a pattern with each further part, and nothing interrupts that.
const optionalRun = /(?:(?:[^()?*+{}|]|\([^()]*\))(?:\?|\{0,\d*\})\??){21}/;

/** Why a pattern is none that we run: `invalid` means no regular expression, or one that JavaScript lacks. */
export type PatternFault = 'too-long' | 'too-complex' | 'invalid';

/** A pattern of .NET as one of ours, whoever wrote it; matching it may still take without an end (`mostSteps`). */
export function parsePattern(pattern: string, flags: string): RegExp | PatternFault {
  if (pattern.length > longestPattern) return 'too-long';
  if (optionalRun.test(bareOf(pattern))) return 'too-complex';
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
    return 'invalid';
  }
}

/**
 * How often matching may look at a character at most: every place where it may begin, times what each quantifier without an end may
 * take, times the ways that each alternative and each optional part may go. A quantified group and a reference back multiply these by each
 * other, and have no bound here. Five million are about a tenth of a second.
 */
export function mostSteps(pattern: string, length: number): number {
  const bare = bareOf(pattern.replaceAll(/\\[1-9k]/g, ')*'));
  if (/\)[*+{]/.test(bare)) return Infinity;
  const repeats = bare.match(/[*+{]/g)?.length ?? 0;
  const choices = bare.replaceAll(/[*+}]\?|\(\?/g, '').match(/[?|]/g)?.length ?? 0;
  return (length + 1) ** (repeats + 1) * 2 ** choices;
}

/** A pattern with its escapes and classes of characters as plain letters. */
function bareOf(pattern: string): string {
  return pattern.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]/gs, 'x');
}

/**
 * A test for PowerShell's wildcards: `*`, `?`, `[a-z]`, backtick for the character itself.
 * Matching is by hand and never backtracks over more than the last star, so no pattern is slow.
 */
export function wildcardTest(pattern: string, caseSensitive = false): (text: string) => boolean {
  const tokens = tokenize(caseSensitive ? pattern : pattern.toLowerCase());
  return (text) => matches(tokens, caseSensitive ? text : text.toLowerCase());
}

export function hasWildcard(text: string): boolean {
  return /[*?[]/.test(text);
}

type Token = '*' | ((character: string) => boolean);

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const closing = character === '[' ? pattern.indexOf(']', index + 2) : -1;
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') tokens.push(() => true);
    else if (closing !== -1) {
      const set = pattern.slice(index + 1, closing);
      tokens.push((candidate) => inSet(set, candidate));
      index = closing;
    } else {
      const literal = character === '`' && index + 1 < pattern.length ? pattern.charAt(++index) : character;
      tokens.push((candidate) => candidate === literal);
    }
  }
  return tokens;
}

function inSet(set: string, candidate: string): boolean {
  for (let index = 0; index < set.length; index += 1) {
    if (set.charAt(index + 1) === '-' && index + 2 < set.length) {
      if (candidate >= set.charAt(index) && candidate <= set.charAt(index + 2)) return true;
      index += 2;
    } else if (set.charAt(index) === candidate) return true;
  }
  return false;
}

function matches(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let at = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current === '*') {
      starToken = token;
      starAt = at;
      token += 1;
    } else if (current !== undefined && current(text.charAt(at))) {
      token += 1;
      at += 1;
    } else if (starToken !== -1) {
      token = starToken + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  while (tokens[token] === '*') token += 1;
  return token === tokens.length;
}

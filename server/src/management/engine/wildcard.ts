/** Whether a text holds PowerShell's wildcards `*` or `?`. */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * PowerShell's `-like`: `*` any text, `?` one character, without case. By hand and not by a regular expression, which goes
 * back over every star: `*a*a*a*a*b` against sixty letters would hold the whole server up for minutes.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const wanted = [...pattern.toLowerCase()];
  const given = [...text.toLowerCase()];
  let at = 0;
  let next = 0;
  // The last star and where its text ends so far: one before it never needs to hold more.
  let star = -1;
  let held = 0;
  while (at < given.length) {
    if (wanted[next] === '*') {
      star = next++;
      held = at;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === given[at])) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++held;
    } else return false;
  }
  while (wanted[next] === '*') next++;
  return next === wanted.length;
}

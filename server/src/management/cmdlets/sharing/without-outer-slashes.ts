/** A folder's path as it is named here: without slashes before and behind it, however many. */
export function withoutOuterSlashes(path: string): string {
  let [from, to] = [0, path.length];
  while (from < to && path[from] === '/') from += 1;
  while (to > from && path[to - 1] === '/') to -= 1;
  return path.slice(from, to);
}

/** `a/b/c` has `a/b` and `a`. */
export function ancestorsOf(name: string): string[] {
  const ancestors = [];
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) ancestors.push(name.slice(0, at));
  return ancestors;
}

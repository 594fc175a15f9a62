/** The name under which a variable stands; they compare without case, as on Windows. */
function knownName(environment: ReadonlyMap<string, string>, name: string): string {
  if (environment.has(name)) return name;
  const wanted = name.toLowerCase();
  for (const known of environment.keys()) if (known.toLowerCase() === wanted) return known;
  return name;
}

export function readEnvironment(environment: ReadonlyMap<string, string>, name: string): string | null {
  return environment.get(knownName(environment, name)) ?? null;
}

/** An empty text removes the variable, as on Windows. */
export function writeEnvironment(environment: Map<string, string>, name: string, value: string): void {
  const known = knownName(environment, name);
  if (value === '') environment.delete(known);
  else environment.set(known, value);
}

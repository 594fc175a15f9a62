const spellings = new WeakMap<object, ReadonlyMap<string, string>>();

/** An entry of a table of members by its name in any case; `undefined` when there is none. */
export function memberOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  let known = spellings.get(table);
  if (known === undefined) {
    known = new Map(Object.keys(table).map((key) => [key.toLowerCase(), key]));
    spellings.set(table, known);
  }
  const key = known.get(name.toLowerCase());
  return key === undefined ? undefined : table[key];
}

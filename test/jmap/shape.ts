/** Values that a case has seen: `<inbox>`, `<account>`, and what `<id as m1>` took. */
export type Values = Map<string, string>;

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,255}$/.test(value),
  state: (value) => typeof value === 'string' && value.length > 0,
  text: (value) => typeof value === 'string' && value.length > 0,
  number: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
  boolean: (value) => typeof value === 'boolean',
  // RFC 8620 §1.4: a UTCDate; no fraction that is zero.
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d*[1-9]\d*)?Z$/.test(value),
  url: (value) => typeof value === 'string' && /^(?:https|wss):\/\/\S+$/.test(value),
};

/** `<name>` in texts and keys becomes its value; what has none stays. */
export function filledIn(value: unknown, values: Values): unknown {
  if (typeof value === 'string')
    return value.replace(/<([\w.-]+)>/g, (whole, name: string) => values.get(name) ?? whole);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [filledIn(key, values), filledIn(inner, values)]),
  );
}

/**
 * Where `actual` differs from the shape, as a path and a reason; `null` when it fits as a whole. A shape is JSON in which
 * `<id>`, `<state>`, `<text>`, `<number>`, `<boolean>`, `<date>`, `<url>` and `<any>` stand for any such value, `as name`
 * within keeps it, the key `...` admits further properties, the last item `...` further items, and a first item
 * `<unordered>` any order.
 */
export function difference(shape: unknown, actual: unknown, values: Values, path = ''): string | null {
  if (typeof shape === 'string') {
    const wild = /^<(\w+)(?: as ([\w.-]+))?>$/.exec(shape);
    const isKind = wild?.[1] === undefined ? undefined : kinds[wild[1]];
    if (isKind === undefined) {
      const wanted = filledIn(shape, values);
      return wanted === actual ? null : `${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`;
    }
    if (!isKind(actual)) return `${path}: ${JSON.stringify(actual)} instead of ${shape}`;
    const name = wild?.[2];
    if (name !== undefined) {
      const known = values.get(name);
      if (known !== undefined && known !== actual)
        return `${path}: ${String(actual)} instead of ${name}, which is ${known}`;
      values.set(name, String(actual));
    }
    return null;
  }
  if (Array.isArray(shape)) return listDifference(shape, actual, values, path);
  if (typeof shape === 'object' && shape !== null) {
    return recordDifference(shape as Record<string, unknown>, actual, values, path);
  }
  return shape === actual ? null : `${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(shape)}`;
}

function listDifference(shape: readonly unknown[], actual: unknown, values: Values, path: string): string | null {
  if (!Array.isArray(actual)) return `${path}: ${JSON.stringify(actual)} instead of an array`;
  const isOpen = shape.at(-1) === '...';
  const isUnordered = shape[0] === '<unordered>';
  const items = shape.slice(isUnordered ? 1 : 0, isOpen ? -1 : undefined);
  if (isOpen ? actual.length < items.length : actual.length !== items.length) {
    return `${path}: ${actual.length} items instead of ${items.length}: ${JSON.stringify(actual)}`;
  }
  const left = [...actual];
  for (const [at, item] of items.entries()) {
    if (!isUnordered) {
      const found = difference(item, actual[at], values, `${path}/${at}`);
      if (found !== null) return found;
      continue;
    }
    const place = left.findIndex((candidate) => difference(item, candidate, new Map(values)) === null);
    if (place < 0)
      return `${path}: nothing fits ${JSON.stringify(filledIn(item, values))} in ${JSON.stringify(actual)}`;
    difference(item, left[place], values);
    left.splice(place, 1);
  }
  return null;
}

function recordDifference(
  shape: Readonly<Record<string, unknown>>,
  actual: unknown,
  values: Values,
  path: string,
): string | null {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) {
    return `${path}: ${JSON.stringify(actual)} instead of an object`;
  }
  const left = new Map(Object.entries(actual));
  const wild: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(shape)) {
    if (key === '...') continue;
    if (/^<\w+ as [\w.-]+>$/.test(key)) {
      wild.push([key, inner]);
      continue;
    }
    const name = filledIn(key, values) as string;
    if (!left.has(name)) return `${path}: ${name} is missing in ${JSON.stringify(actual)}`;
    const found = difference(inner, left.get(name), values, `${path}/${name}`);
    if (found !== null) return found;
    left.delete(name);
  }
  for (const [key, inner] of wild) {
    const [name] = left.keys();
    if (name === undefined) return `${path}: ${key} is missing`;
    const found = difference(key, name, values, path) ?? difference(inner, left.get(name), values, `${path}/${name}`);
    if (found !== null) return found;
    left.delete(name);
  }
  if (left.size > 0 && !('...' in shape)) return `${path}: more than expected: ${[...left.keys()].join(', ')}`;
  return null;
}

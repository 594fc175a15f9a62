import type { Value } from './values.ts';

/** `@{…}`: text keys compare without case; entries keep the order in which they were written. */
export class Hashtable {
  private readonly held = new Map<string, { readonly key: Value; value: Value }>();

  static of(fields: Readonly<Record<string, Value>>): Hashtable {
    const table = new Hashtable();
    for (const [key, value] of Object.entries(fields)) table.set(key, value);
    return table;
  }

  get size(): number {
    return this.held.size;
  }

  has(key: Value): boolean {
    return this.held.has(slot(key));
  }

  get(key: Value): Value {
    return this.held.get(slot(key))?.value ?? null;
  }

  set(key: Value, value: Value): void {
    const known = this.held.get(slot(key));
    if (known === undefined) this.held.set(slot(key), { key, value });
    else known.value = value;
  }

  remove(key: Value): void {
    this.held.delete(slot(key));
  }

  clear(): void {
    this.held.clear();
  }

  entries(): [Value, Value][] {
    return [...this.held.values()].map(({ key, value }) => [key, value]);
  }
}

function slot(key: Value): string {
  if (typeof key === 'number') return `number:${key}`;
  return `text:${String(key).toLowerCase()}`;
}

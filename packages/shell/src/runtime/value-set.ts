import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/**
 * `[System.Collections.Generic.HashSet[string]]`: a list that holds each value once, in the order in which they came. Texts
 * differ by case, as in .NET, unless it was made with `[StringComparer]::OrdinalIgnoreCase`.
 */
export class ValueSet extends Array<Value> {
  readonly ignoresCase: boolean;
  readonly #keys = new Set<string>();

  constructor(values: readonly Value[], ignoresCase: boolean) {
    super();
    this.ignoresCase = ignoresCase;
    for (const value of values) this.add(value);
  }

  /** `map` and `filter` give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  holds(value: Value): boolean {
    return this.#keys.has(this.#key(value));
  }

  /** Whether it was not there yet. */
  add(value: Value): boolean {
    const key = this.#key(value);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    this.push(value);
    return true;
  }

  /** Keeps what `isKept` says, and gives how many went. */
  keep(isKept: (value: Value) => boolean): number {
    const kept = this.filter(isKept);
    const gone = this.length - kept.length;
    this.clear();
    for (const value of kept) this.add(value);
    return gone;
  }

  remove(value: Value): boolean {
    const key = this.#key(value);
    if (!this.#keys.delete(key)) return false;
    this.splice(
      this.findIndex((held) => this.#key(held) === key),
      1,
    );
    return true;
  }

  clear(): void {
    this.#keys.clear();
    this.length = 0;
  }

  #key(value: Value): string {
    const text = toText(value);
    return this.ignoresCase ? text.toLowerCase() : text;
  }
}

/** What `::new(…)` and New-Object make of what they were given: what it holds, how it compares, both or nothing. */
export function newValueSet(given: readonly Value[]): ValueSet {
  const ignoresCase = given.some((one) => typeof one === 'string' && /ignorecase$/i.test(one));
  const [values] = given;
  return new ValueSet(Array.isArray(values) ? values : [], ignoresCase);
}

import type { RefusingScope } from './account-context.ts';

/** More folders than this are read anew: somebody with 10,000 is asked for them by few. */
export const mostKeptFolders = 1_000;

/**
 * What was read of an account, from memory while nobody writes into it: most sessions open, list and ask after folders in
 * which nothing has happened since another did. Only where this process alone owns the tables and so makes every write itself.
 */
export class SettledMemory<Key, Value> {
  readonly #scope: RefusingScope;
  readonly #isAlone: boolean;
  readonly #values = new Map<Key, Value>();
  #asOf: number | null = null;

  constructor(scope: RefusingScope, isAlone: boolean) {
    this.#scope = scope;
    this.#isAlone = isAlone;
  }

  /** Undefined: it has to be read. */
  of(key: Key): Value | undefined {
    return this.#asOf === this.#scope.settledWrites ? this.#values.get(key) : undefined;
  }

  /** `asOf` is what the scope's `settledWrites` were before the reading. */
  note(key: Key, value: Value, asOf: number | null): void {
    // What was read may be of before or after a write that has begun meanwhile.
    if (!this.#isAlone || asOf === null || asOf !== this.#scope.settledWrites) return;
    if (asOf !== this.#asOf) this.#values.clear();
    this.#asOf = asOf;
    if (this.#values.size < mostKeptFolders) this.#values.set(key, value);
  }

  /** As it is known, or else as `read` gives it. */
  async recall(key: Key, read: () => Promise<Value>): Promise<Value> {
    const known = this.of(key);
    if (known !== undefined) return known;
    const asOf = this.#scope.settledWrites;
    const value = await read();
    this.note(key, value, asOf);
    return value;
  }
}

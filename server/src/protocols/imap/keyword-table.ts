/** Sets of keywords by number: most messages of a folder share a few sets, so each message keeps two bytes. */
export class KeywordTable {
  readonly #sets: (readonly string[])[];
  readonly #ids = new Map<string, number>();
  readonly #known = new Set<string>();
  /** Keywords have come that the client has not been told of. */
  hasNews = false;

  constructor(sets: readonly (readonly string[])[]) {
    // 0 is the empty set.
    this.#sets = sets.length === 0 ? [[]] : [...sets];
    for (const [id, keywords] of this.#sets.entries()) {
      this.#ids.set(keywords.join(' '), id);
      for (const keyword of keywords) this.#known.add(keyword);
    }
  }

  /** Every keyword of the folder, sorted. */
  get names(): readonly string[] {
    return [...this.#known].sort();
  }

  keywordsOf(id: number): readonly string[] {
    return this.#sets[id] ?? [];
  }

  idOf(keywords: readonly string[]): number {
    if (keywords.length === 0) return 0;
    const key = keywords.join(' ');
    const found = this.#ids.get(key);
    if (found !== undefined) return found;
    const id = this.#sets.push(keywords) - 1;
    this.#ids.set(key, id);
    for (const keyword of keywords) {
      if (this.#known.has(keyword)) continue;
      this.#known.add(keyword);
      this.hasNews = true;
    }
    return id;
  }
}

/**
 * Ctrl-R: what is typed from then on is looked for; each further press gives the next older line that holds it. What was
 * written when the search began is looked for at once.
 */
export interface HistorySearch {
  /** What is looked for; `null` while nothing is. */
  readonly term: string | null;
  next(written: string): string | null;
  /** One more letter: the newest line from here on that holds it all. */
  type(text: string): string | null;
  /** One letter less. */
  shorten(): string | null;
  /** Any other key ends the search. */
  end(): void;
}

export function searchHistory(newestFirst: readonly string[]): HistorySearch {
  let term: string | null = null;
  /** Where the line shown stands; -1 before the first. */
  let shown = -1;
  const find = (from: number): string | null => {
    const wanted = (term ?? '').toLowerCase();
    if (wanted === '') return null;
    const at = newestFirst.findIndex((line, index) => index >= from && line.toLowerCase().includes(wanted));
    if (at === -1) return null;
    shown = at;
    return newestFirst[at] ?? null;
  };
  return {
    get term() {
      return term;
    },
    next(written) {
      term ??= written;
      return find(shown + 1);
    },
    type(text) {
      term = (term ?? '') + text;
      return find(Math.max(0, shown));
    },
    shorten() {
      term = (term ?? '').slice(0, -1);
      return find(0);
    },
    end() {
      term = null;
      shown = -1;
    },
  };
}

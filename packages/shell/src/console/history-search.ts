/** Ctrl-R: each further press gives the next older line that holds what was written when the search began. */
export interface HistorySearch {
  next(written: string): string | null;
  /** Any other key ends the search. */
  end(): void;
}

export function searchHistory(newestFirst: readonly string[]): HistorySearch {
  let term: string | null = null;
  let from = 0;
  return {
    next: (written) => {
      term ??= written;
      const wanted = term.toLowerCase();
      const at = newestFirst.findIndex((line, index) => index >= from && line.toLowerCase().includes(wanted));
      if (at === -1) return null;
      from = at + 1;
      return newestFirst[at] ?? null;
    },
    end: () => {
      term = null;
      from = 0;
    },
  };
}

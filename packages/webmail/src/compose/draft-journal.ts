import type { Draft } from './draft.ts';

/** What a browser keeps of a draft that is not on the server yet. */
export interface KeptDraft {
  readonly account: string;
  readonly draft: Draft;
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number;
  /** It was to be sent and the server could not be reached: it goes out by itself. */
  readonly outgoing?: Outgoing;
}

export interface Outgoing {
  /** When it is to leave, in milliseconds since 1970; `null`: as soon as it can. */
  readonly at: number | null;
}

const prefix = 'relais.draft.';
/** A longer one is kept in IndexedDB only, a moment later: local storage has a few megabytes for everything. */
const mostCharacters = 1_000_000;

/**
 * Writes down what was typed before anything else can happen: local storage takes it at once, and the tab may be killed
 * with the next key. IndexedDB, which takes longer, has room for all (draft-keeper.ts).
 */
export function journalDraft(account: string, draft: Draft): void {
  try {
    const kept: KeptDraft = { account, draft, at: Date.now() };
    // With each key: what is surely too long is not even written out.
    const isLong = draft.html.length + draft.text.length + draft.quote.length > mostCharacters;
    const text = isLong ? '' : JSON.stringify(kept);
    if (!isLong && text.length <= mostCharacters) localStorage.setItem(prefix + draft.key, text);
    else localStorage.removeItem(prefix + draft.key);
  } catch {
    // Full or forbidden: what is older than this draft would be wrong.
    dropJournal(draft.key);
  }
}

export function dropJournal(key: string): void {
  try {
    localStorage.removeItem(prefix + key);
  } catch {
    // Nothing was written there either.
  }
}

export function journalledDrafts(): readonly KeptDraft[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as KeptDraft | null;
        return kept === null ? [] : [kept];
      });
  } catch {
    return [];
  }
}

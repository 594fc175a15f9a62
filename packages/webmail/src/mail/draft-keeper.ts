import type { Draft } from './draft.ts';

const storageKey = (account: string): string => `relais.draft.${account}`;

/** What was written and is not on the server yet survives a killed tab in this browser. One draft at a time. */
export function keepDraft(account: string, draft: Draft): void {
  try {
    localStorage.setItem(storageKey(account), JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the server's copy is then the only one, as before.
  }
}

export function keptDraft(account: string): Draft | null {
  try {
    const kept = localStorage.getItem(storageKey(account));
    return kept === null ? null : (JSON.parse(kept) as Draft);
  } catch {
    return null;
  }
}

export function forgetDraft(account: string): void {
  localStorage.removeItem(storageKey(account));
}

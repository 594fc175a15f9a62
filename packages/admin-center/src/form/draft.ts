import { useMemo, useState } from 'react';

/** What a form holds while it is edited: a text, a tick or a list for each field. */
export type DraftValue = string | boolean | readonly string[];
export type DraftValues = Readonly<Record<string, DraftValue>>;

export interface Draft {
  readonly values: DraftValues;
  /** Names whose values differ from what is saved. */
  readonly changed: readonly string[];
  set(name: string, value: DraftValue): void;
  /** What stands in this draft is saved: only what was written since stays. */
  reset(): void;
  text(name: string): string;
  list(name: string): readonly string[];
  isOn(name: string): boolean;
}

/** Edits over what is saved; when what is saved moves (a save, a refresh), untouched fields follow it. */
export function useDraft(saved: DraftValues): Draft {
  const [edits, setEdits] = useState<DraftValues>({});
  return useMemo(() => {
    const values = { ...saved, ...edits };
    const changed = Object.keys(edits).filter((name) => !isSame(edits[name], saved[name]));
    return {
      values,
      changed,
      set: (name, value) => setEdits((held) => ({ ...held, [name]: value })),
      reset: () =>
        setEdits((held) => Object.fromEntries(Object.entries(held).filter(([name, value]) => edits[name] !== value))),
      text: (name) => {
        const value = values[name];
        return typeof value === 'string' ? value : '';
      },
      list: (name) => {
        const value = values[name];
        return Array.isArray(value) ? (value as readonly string[]) : [];
      },
      isOn: (name) => values[name] === true,
    };
  }, [saved, edits]);
}

function isSame(one: DraftValue | undefined, other: DraftValue | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => item === other[index]);
  }
  // What a new object does not have yet and what was written and taken away again are both nothing.
  return (one ?? '') === (other ?? '');
}

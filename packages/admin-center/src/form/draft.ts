import { useMemo, useState } from 'react';

/** What a form holds while it is edited: a text, a tick or a list for each field. */
export type DraftValue = string | boolean | readonly string[];
export type DraftValues = Readonly<Record<string, DraftValue>>;

export interface Draft {
  readonly values: DraftValues;
  /** Names whose values differ from what is saved. */
  readonly changed: readonly string[];
  /** Of these, those whose saved value is another one than when it was written over. */
  readonly moved: readonly Moved[];
  set(name: string, value: DraftValue): void;
  /** What stands in this draft is saved: only what was written since stays. */
  reset(): void;
  text(name: string): string;
  list(name: string): readonly string[];
  isOn(name: string): boolean;
}

/** A field that was changed here and, since then, elsewhere. */
export interface Moved {
  readonly name: string;
  /** Where no field of the dialog has this name. */
  readonly label?: string;
  readonly before: DraftValue;
  readonly now: DraftValue;
}

interface Edit {
  readonly value: DraftValue;
  /** What was saved when it was written over. */
  readonly base: DraftValue;
}

type Edits = Readonly<Record<string, Edit>>;

/**
 * Edits over what is saved; when what is saved moves (a save, a refresh), untouched fields follow it. Of a list only what was added
 * and taken away is an edit, so that what somebody else adds or takes away meanwhile stays done.
 */
export function useDraft(saved: DraftValues): Draft {
  const [edits, setEdits] = useState<Edits>({});
  return useMemo(() => {
    const values = {
      ...saved,
      ...Object.fromEntries(Object.entries(edits).map(([name, edit]) => [name, editedValue(saved[name], edit)])),
    };
    const changed = Object.keys(edits).filter((name) => !isSame(values[name], saved[name]));
    return {
      values,
      changed,
      moved: changed.flatMap((name) => movedOf(name, edits[name], saved[name] ?? '')),
      set: (name, value) => {
        const now = saved[name] ?? '';
        setEdits((held) => ({ ...held, [name]: { value, base: isList(now) ? now : (held[name]?.base ?? now) } }));
      },
      reset: () =>
        setEdits((held) =>
          Object.fromEntries(
            Object.entries(held)
              .filter(([name, { value }]) => edits[name]?.value !== value)
              .map(([name, { value }]) => [name, { value, base: values[name] ?? '' }]),
          ),
        ),
      text: (name) => {
        const value = values[name];
        return typeof value === 'string' ? value : '';
      },
      list: (name) => {
        const value = values[name];
        return isList(value) ? value : [];
      },
      isOn: (name) => values[name] === true,
    };
  }, [saved, edits]);
}

function editedValue(saved: DraftValue | undefined, { value, base }: Edit): DraftValue {
  if (!isList(value) || !isList(base) || !isList(saved)) return value;
  const kept = saved.filter((entry) => value.includes(entry) || !base.includes(entry));
  return [...kept, ...value.filter((entry) => !base.includes(entry) && !kept.includes(entry))];
}

function movedOf(name: string, edit: Edit | undefined, now: DraftValue): readonly Moved[] {
  if (edit === undefined || isList(now) || isSame(edit.base, now)) return [];
  return [{ name, before: edit.base, now }];
}

function isList(value: DraftValue | undefined): value is readonly string[] {
  return Array.isArray(value);
}

function isSame(one: DraftValue | undefined, other: DraftValue | undefined): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => item === other[index]);
  }
  // What a new object does not have yet and what was written and taken away again are both nothing.
  return (one ?? '') === (other ?? '');
}

import { type MouseEvent, useState } from 'react';

/** What is attached to a message may be a thousand files: more are shown when they are asked for. */
const shownAtFirst = 50;

export interface FirstOfMany<T> {
  readonly shown: readonly T[];
  /** For the button in the list's last line, which goes: the keyboard goes on behind what was shown. `null`: there are no more. */
  readonly showAll: ((event: MouseEvent) => void) | null;
}

export function useFirstOfMany<T>(all: readonly T[]): FirstOfMany<T> {
  const [isAsked, setIsAsked] = useState(false);
  if (isAsked || all.length <= shownAtFirst) return { shown: all, showAll: null };
  return {
    shown: all.slice(0, shownAtFirst),
    showAll({ currentTarget }) {
      const before = currentTarget.closest('li')?.previousElementSibling;
      [...(before?.querySelectorAll<HTMLElement>('a, button') ?? [])].at(-1)?.focus();
      setIsAsked(true);
    },
  };
}

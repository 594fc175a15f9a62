import { createContext, useContext, useMemo, useState } from 'react';
import { firstWrongField } from './first-field.ts';
import { BehindMoreContext, SectionContext } from './shown-field.ts';

/** What stands beside a list's Add. */
export interface Unadded {
  readonly name: string;
  readonly text: string;
  /** Why it was not added; `null` while nobody tried. */
  readonly problem: string | null;
  readonly section: string | null;
  readonly isMore: boolean;
}

/** What was typed into the lists of a dialog and is not in them: it outlives the section, and nothing is saved without it. */
export interface UnaddedTexts {
  readonly of: (key: string) => Unadded | undefined;
  readonly set: (key: string, unadded: Unadded) => void;
  /** A list has got or lost an entry. */
  readonly onChanged: () => void;
}

export const UnaddedContext = createContext<UnaddedTexts | null>(null);

/** For a dialog: its texts, and the first one that was refused. */
export function useUnaddedTexts(onChanged: () => void): {
  readonly texts: UnaddedTexts;
  readonly refused: Unadded | undefined;
} {
  const [held, setHeld] = useState<ReadonlyMap<string, Unadded>>(new Map());
  const texts: UnaddedTexts = {
    of: (key) => held.get(key),
    set: (key, unadded) => setHeld((before) => new Map(before).set(key, unadded)),
    onChanged,
  };
  return { texts, refused: useMemo(() => [...held.values()].find(({ problem }) => problem !== null), [held]) };
}

/** Whether it still counts: of the section that is open a list may have gone with the choice that it belonged to. */
export function isStillThere({ section, isMore }: Unadded, open: string | null, panel: Element | null): boolean {
  return section !== open || isMore || (panel !== null && firstWrongField(panel) !== null);
}

/** For a list: what stands beside its Add. */
export function useUnadded(name: string) {
  const texts = useContext(UnaddedContext);
  const section = useContext(SectionContext);
  const isMore = useContext(BehindMoreContext);
  // Two protocols of a server have lists of the same name.
  const key = `${section ?? ''}/${name}`;
  const [own, setOwn] = useState<Pick<Unadded, 'text' | 'problem'>>({ text: '', problem: null });
  const { text, problem } = texts === null ? own : (texts.of(key) ?? { text: '', problem: null });
  return {
    text,
    problem,
    set: (written: string, wrong: string | null) => {
      const unadded = { name, text: written, problem: wrong, section, isMore };
      if (texts === null) setOwn(unadded);
      else texts.set(key, unadded);
    },
    onChanged: () => texts?.onChanged(),
  };
}

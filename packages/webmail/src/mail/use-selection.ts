import { useEffect, useMemo, useRef, useState } from 'react';
import type { Chosen } from './mail-types.ts';

type Selected = ReadonlyMap<string, Chosen>;

export interface Selection {
  readonly selected: Selected;
  /** How many will be selected when all have come from the server; 0 when they are there. */
  readonly awaited: number;
  /** Selects these, and gives up what is still on its way. */
  select(change: Selected | ((before: Selected) => Selected)): void;
  /** Shows `loaded` at once, and all that `find` gives when it has come. */
  selectLater(loaded: Selected, count: number, find: (signal: AbortSignal) => Promise<readonly Chosen[]>): void;
  /** Runs `work`, the last that is given, on all that is selected once it is known; not when something else is selected before. */
  whenKnown(work: (chosen: readonly Chosen[]) => void): void;
}

interface Lookup {
  readonly abort: AbortController;
  /** What was asked for last meanwhile. */
  work: ((chosen: readonly Chosen[]) => void) | null;
}

/**
 * What is selected in the list. Of a long list most lines are on the server only: what is done with them waits until
 * they are known, so that it is never done with a part of them.
 */
export function useSelection(onFailed: (cause: unknown) => void): Selection {
  const [selected, setSelected] = useState<Selected>(new Map());
  const [awaited, setAwaited] = useState(0);
  const lookup = useRef<Lookup | null>(null);
  const failed = useRef(onFailed);
  failed.current = onFailed;

  const actions = useMemo(() => {
    function giveUp() {
      lookup.current?.abort.abort();
      lookup.current = null;
      setAwaited(0);
    }
    return {
      select(change: Selected | ((before: Selected) => Selected)) {
        giveUp();
        setSelected(change);
      },
      selectLater(loaded: Selected, count: number, find: (signal: AbortSignal) => Promise<readonly Chosen[]>) {
        giveUp();
        setSelected(loaded);
        setAwaited(count);
        const mine: Lookup = { abort: new AbortController(), work: null };
        lookup.current = mine;
        find(mine.abort.signal).then(
          (found) => {
            if (lookup.current !== mine) return;
            lookup.current = null;
            setAwaited(0);
            setSelected(new Map(found.map((one) => [one.id, one])));
            mine.work?.(found);
          },
          (cause: unknown) => {
            if (lookup.current !== mine) return;
            giveUp();
            failed.current(cause);
          },
        );
      },
      whenKnown(work: (chosen: readonly Chosen[]) => void) {
        if (lookup.current !== null) lookup.current.work = work;
      },
    };
  }, []);
  // The list goes with its page: nothing is selected in the next one.
  useEffect(
    () => () => {
      lookup.current?.abort.abort();
      lookup.current = null;
    },
    [],
  );
  return { selected, awaited, ...actions };
}

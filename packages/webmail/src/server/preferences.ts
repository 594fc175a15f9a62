import { requestJson } from '@relais/browser-frame/server/request.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** What webmail remembers for its user, on every browser. */
export interface Preferences {
  readonly readingPane: 'right' | 'bottom' | 'off';
  readonly conversations: boolean;
  /** What is opened when the open message was moved or deleted. */
  readonly afterMove: 'next' | 'previous' | 'list';
  /** How long a message can be called back; 0: it leaves at once. */
  readonly undoSeconds: number;
  readonly writePlainText: boolean;
  readonly desktopNotices: boolean;
  /** What happens when a message asks for a read receipt. */
  readonly readReceipts: 'ask' | 'always' | 'never';
  /** Whose pictures of other servers are shown. */
  readonly picturesFrom: readonly string[];
  /** Names of categories by their keywords. */
  readonly categories: Readonly<Record<string, string>>;
}

const usual: Preferences = {
  readingPane: 'right',
  conversations: true,
  afterMove: 'next',
  undoSeconds: 5,
  writePlainText: false,
  desktopNotices: false,
  readReceipts: 'ask',
  picturesFrom: [],
  categories: {},
};

const queryKey = ['preferences'];
const storageKey = 'relais.preferences';

/** As last seen in this browser, so that the first view needs no answer. */
function remembered(): Preferences {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>) };
  } catch {
    return usual;
  }
}

export function usePreferences(): Preferences {
  const { data } = useQuery({
    queryKey,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const stored = await requestJson<Partial<Preferences>>('/api/webmail-preferences', undefined, { signal });
      localStorage.setItem(storageKey, JSON.stringify(stored));
      return { ...usual, ...stored };
    },
  });
  return data ?? remembered();
}

/** Changes some; shown at once, kept by the server. @throws RequestError */
export function useChangePreferences(): (change: Partial<Preferences>) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (change) => {
      // An answer on its way is older than what is chosen now.
      await client.cancelQueries({ queryKey });
      client.setQueryData<Preferences>(queryKey, (before) => ({ ...(before ?? remembered()), ...change }));
      const stored = await requestJson<Partial<Preferences>>('/api/webmail-preferences', change);
      localStorage.setItem(storageKey, JSON.stringify(stored));
      client.setQueryData<Preferences>(queryKey, { ...usual, ...stored });
    },
    [client],
  );
}

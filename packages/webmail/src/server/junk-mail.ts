import { requestJson } from '@relais/browser-frame/server/request.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** The answers of `server/src/http/user-api/junk-mail.ts`. */
export interface JunkMail {
  readonly enabled: boolean;
  readonly contactsTrusted: boolean;
  readonly trustedListsOnly: boolean;
  /** Addresses and domains. */
  readonly trustedSenders: readonly string[];
  readonly blockedSenders: readonly string[];
}

export type SenderAs = 'trusted' | 'blocked' | 'neither';

export type JunkMailChange =
  | Partial<Pick<JunkMail, 'enabled' | 'contactsTrusted' | 'trustedListsOnly'>>
  | { readonly sender: string; readonly as: SenderAs };

const queryKey = ['junk-mail'];

export function useJunkMail() {
  return useQuery({ queryKey, queryFn: () => requestJson<JunkMail>('/api/junk-mail') });
}

/** @throws RequestError in words, such as what is neither an address nor a domain. */
export function useChangeJunkMail(): (change: JunkMailChange) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (change) => {
      const before = client.getQueryData<JunkMail>(queryKey);
      // A switch shows at once what was asked of it.
      if (!('sender' in change)) client.setQueryData<JunkMail>(queryKey, (now) => now && { ...now, ...change });
      try {
        client.setQueryData(queryKey, await requestJson<JunkMail>('/api/junk-mail', change));
      } catch (cause) {
        client.setQueryData(queryKey, before);
        throw cause;
      }
    },
    [client],
  );
}

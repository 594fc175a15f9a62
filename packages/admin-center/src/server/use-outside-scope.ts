import type { OutsideWriteScope } from '@relais/management-contract';
import { requestJson } from '@relais/browser-frame/server/request.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useWriteScopes } from './cmdlets.ts';

type Outside = ReadonlyMap<string, OutsideWriteScope['cmdlets']>;

const nobody: Outside = new Map();
/** How many the server is asked of at once. */
const asked = 500;

/**
 * Of these recipients those that this person may not change with everything that he has; `undefined` until it is known. Whom no
 * write scope holds back asks the server nothing.
 */
export function useOutsideScope(recipients: readonly string[]): Outside | undefined {
  const scopes = useWriteScopes();
  const isAsked = scopes.length > 0 && recipients.length > 0;
  // Among the rows: a change may take somebody out of a scope.
  const { data, isError } = useQuery({
    queryKey: ['rows', 'outside-write-scope', recipients],
    enabled: isAsked,
    queryFn: async () => {
      const found: OutsideWriteScope[] = [];
      for (let first = 0; first < recipients.length; first += asked) {
        const some = recipients.slice(first, first + asked);
        const answer = await requestJson<{ value: OutsideWriteScope[] }>('/adminapi/beta/-/OutsideWriteScope', {
          recipients: some,
        });
        found.push(...answer.value);
      }
      return found;
    },
  });
  return useMemo(() => {
    // What it could not be asked the server refuses by itself.
    if (!isAsked || isError) return nobody;
    return data === undefined ? undefined : new Map(data.map(({ recipient, cmdlets }) => [recipient, cmdlets]));
  }, [isAsked, isError, data]);
}

/** Whether one of the recipients is out of reach of a cmdlet. Not before it is known: the server decides. */
export function useIsOutside(recipients: readonly string[]): (cmdlet: string) => boolean {
  const outside = useOutsideScope(recipients);
  return (cmdlet) => recipients.some((one) => outside?.get(one)?.[cmdlet] === null);
}

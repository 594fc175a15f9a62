import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { OutboxPlace } from '../compose/outbox.ts';
import { refusalWords } from '../server/refusal-words.ts';
import type { Notices } from './use-notices.tsx';
import { refresh } from './use-mail-actions.ts';

const againMs = 15_000;

/**
 * Sends what waits in this browser for a connection: when the page opens, when the network is back, and every quarter of
 * a minute while something waits. How many wait, and a function for when one more does.
 */
export function useOutbox(
  { accountId, identities, draftsId, sentId }: OutboxPlace,
  notices: Notices,
): { readonly waiting: number; readonly look: () => void } {
  const t = useWords();
  const client = useQueryClient();
  const [waiting, setWaiting] = useState(0);
  const isLooking = useRef(false);
  const look = useCallback(() => {
    if (isLooking.current || identities.length === 0 || draftsId === '') return;
    isLooking.current = true;
    void (async () => {
      // Writing's own code comes only when there is something to send.
      const { sendWaiting } = await import('../compose/outbox.ts');
      const result = await sendWaiting({ accountId, identities, draftsId, sentId });
      setWaiting(result.waiting);
      if (result.sent.length > 0) notices.tell(t('compose.sentAfterAll', { count: result.sent.length }));
      for (const { draft, cause } of result.refused) {
        const subject = draft.subject === '' ? t('mail.noSubject') : draft.subject;
        notices.failed(new Error(`${subject}: ${refusalWords(cause, t)}`));
      }
      if (result.sent.length + result.refused.length > 0) await refresh(client);
    })()
      .catch(() => undefined)
      .finally(() => {
        isLooking.current = false;
      });
  }, [accountId, identities, draftsId, sentId, notices, client, t]);
  useEffect(() => {
    look();
    addEventListener('online', look);
    return () => removeEventListener('online', look);
  }, [look]);
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setInterval(look, againMs);
    return () => clearInterval(timer);
  }, [waiting, look]);
  return { waiting, look };
}

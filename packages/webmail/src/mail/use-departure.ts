import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Email } from './mail-types.ts';

/**
 * Calls `onGone` when the open message was in sight and is there no more: another tab, another device or a mail program deleted
 * it (`null`) or moved it. One that was never in sight, which a link opened, stays open.
 * `email`: undefined while it is not known.
 */
export function useDeparture(
  openId: string | null,
  email: Email | null | undefined,
  isInSight: (mailboxIds: Email['mailboxIds']) => boolean,
  onGone: (email: Email | null) => void,
): void {
  const seenHere = useRef<string | null>(null);
  const openBefore = useRef<string | null>(null);
  // The list is asked for again together with the message: what is opened next is chosen from what there is now.
  const isListSettled = useIsFetching({ queryKey: ['emails'] }) === 0;
  const isHere = email === undefined ? null : email !== null && isInSight(email.mailboxIds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what becomes of the message matters
  useEffect(() => {
    // Opened anew, in another folder perhaps: until it is read again, what is known of it is from before.
    if (openBefore.current !== openId) seenHere.current = null;
    openBefore.current = openId;
    if (isHere === true) seenHere.current = openId;
    else if (isHere === false && seenHere.current === openId && isListSettled && email !== undefined) {
      seenHere.current = null;
      onGone(email);
    }
  }, [isHere, openId, isListSettled]);
}

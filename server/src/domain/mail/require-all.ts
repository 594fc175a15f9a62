import type { WhenGone } from './account-store.ts';
import { MailError } from './mail-error.ts';
import { uidCount, type UidSet } from './uid-set.ts';

/** Holds what was found against what was named. @throws MailError 'message-not-found' when 'refuse' is to be done. */
export function requireAll(found: number, named: UidSet, whenGone: WhenGone | undefined): void {
  if (whenGone === 'refuse' && found < uidCount(named))
    throw new MailError('message-not-found', 'Some of the messages no longer exist.');
}

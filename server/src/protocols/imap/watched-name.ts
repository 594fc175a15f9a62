import { canonicalName } from '../../domain/mail/folder-names.ts';

/** A name in a list of mailboxes, as the store compares names; a delimiter at the end only says that folders are below. */
export function watchedName(given: string): string {
  return canonicalName(given.replace(/\/$/, ''));
}

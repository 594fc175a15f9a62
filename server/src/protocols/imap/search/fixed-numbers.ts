import type { SearchKey } from '@relais/imap-codec';
import { type UidSet, uidSetOf } from '../../../domain/mail/uid-set.ts';
import { existingPositions } from './search-messages.ts';
import type { SearchSubject } from './search-subject.ts';

/**
 * The search with the UIDs that its sequence numbers and `$` mean now: what they mean later is no change of a result
 * that is kept up to date (RFC 5267 §4.3).
 */
export function withFixedNumbers(subject: Pick<SearchSubject, 'folder' | 'savedSearch'>, key: SearchKey): SearchKey {
  switch (key.key) {
    case 'SEQUENCE':
    case 'UID':
      if (key.set.saved) return namedBy(uidSetOf(subject.savedSearch));
      if (key.key === 'UID') return key;
      return namedBy(subject.folder.uidsAt(existingPositions(subject.folder, key.set)));
    case 'NOT':
    case 'FUZZY':
      return { key: key.key, of: withFixedNumbers(subject, key.of) };
    case 'OR':
      return {
        key: 'OR',
        left: withFixedNumbers(subject, key.left),
        right: withFixedNumbers(subject, key.right),
      };
    case 'AND':
      return { key: 'AND', keys: key.keys.map((each) => withFixedNumbers(subject, each)) };
    default:
      return key;
  }
}

function namedBy(uids: UidSet): SearchKey {
  return { key: 'UID', set: { saved: false, ranges: uids.map(({ first, last }) => ({ from: first, to: last })) } };
}

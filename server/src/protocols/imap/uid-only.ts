import type { ImapRequest, SearchKey } from '@relais/imap-codec';
import type { Completion } from './command.ts';

/** RFC 9586 §3.1: a client that has enabled UIDONLY may not use sequence numbers any more. */
export const uidRequired: Completion = {
  status: 'BAD',
  code: 'UIDREQUIRED',
  text: 'Command Argument Error. 11 (UIDONLY is enabled, so messages are named by UID)',
};

/** A search whose filter (RFC 5466), kept from another time, names messages by sequence number. */
export class UidRequired extends Error {}

export function usesSequenceNumbers(request: ImapRequest): boolean {
  switch (request.name) {
    case 'FETCH':
    case 'STORE':
    case 'COPY':
    case 'MOVE':
      return !request.uid;
    case 'SEARCH':
    case 'SORT':
    case 'THREAD':
      return !request.uid || namesSequence(request.criteria);
    case 'ESEARCH':
      return namesSequence(request.criteria);
    case 'SELECT':
    case 'EXAMINE':
      return request.qresync?.sequenceMatch !== undefined;
    default:
      return false;
  }
}

/** `$` in search keys is a set of UIDs that the server keeps. */
export function namesSequence(key: SearchKey): boolean {
  switch (key.key) {
    case 'SEQUENCE':
      return !key.set.saved;
    case 'NOT':
    case 'FUZZY':
      return namesSequence(key.of);
    case 'OR':
      return namesSequence(key.left) || namesSequence(key.right);
    case 'AND':
      return key.keys.some(namesSequence);
    default:
      return false;
  }
}

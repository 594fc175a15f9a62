import type { CommandScanner } from '../command-scanner.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';

/** RFC 3501 §6.4.3; with `uids` it is UID EXPUNGE of RFC 4315 §2.1. */
export interface ExpungeRequest {
  readonly name: 'EXPUNGE';
  readonly uids?: SequenceSet;
}

export function parseExpunge(): ExpungeRequest {
  return { name: 'EXPUNGE' };
}

export function parseUidExpunge(scanner: CommandScanner): ExpungeRequest {
  scanner.expect(' ', 'before the UIDs');
  return { name: 'EXPUNGE', uids: readSequenceSet(scanner, 'the UIDs') };
}

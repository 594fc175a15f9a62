import type { CommandScanner } from '../command-scanner.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';

/** RFC 3501 §6.4.7; MOVE of RFC 6851. */
export interface CopyRequest {
  readonly name: 'COPY' | 'MOVE';
  readonly uid: boolean;
  readonly set: SequenceSet;
  readonly mailbox: string;
}

export function parseCopy(name: CopyRequest['name'], uid: boolean): (scanner: CommandScanner) => CopyRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the sequence set');
    const set = readSequenceSet(scanner);
    scanner.expect(' ', 'before the mailbox name');
    return { name, uid, set, mailbox: readMailboxName(scanner) };
  };
}

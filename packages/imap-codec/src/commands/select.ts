import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { readNumber64, readPositiveNumber } from '../grammar/number.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 7162 §3.2.5: what the client knows of the mailbox. */
export interface QresyncParameter {
  readonly uidValidity: number;
  readonly modSeq: number;
  readonly knownUids?: SequenceSet;
  /** §3.2.5.2: sequence numbers and the UIDs that they had, so that the server need not remember every expunge. */
  readonly sequenceMatch?: { readonly sequences: SequenceSet; readonly uids: SequenceSet };
}

/** RFC 3501 §6.3.1, §6.3.2; parameters of RFC 7162. */
export interface SelectRequest {
  readonly name: 'SELECT' | 'EXAMINE';
  readonly mailbox: string;
  readonly condstore: boolean;
  readonly qresync?: QresyncParameter;
}

export function parseSelect(name: SelectRequest['name']): (scanner: CommandScanner) => SelectRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the mailbox name');
    const mailbox = readMailboxName(scanner);
    let condstore = false;
    let qresync: QresyncParameter | undefined;
    if (scanner.skip(' ')) {
      readFilledList(scanner, 'the parameters', (s) => {
        const parameter = readWord(s, 'CONDSTORE or QRESYNC');
        if (parameter === 'CONDSTORE') condstore = true;
        else if (parameter === 'QRESYNC') qresync = readQresync(s);
        else throw argumentError(`the parameter ${parameter} is unknown; CONDSTORE and QRESYNC are known`);
      });
    }
    return { name, mailbox, condstore, qresync };
  };
}

function readQresync(scanner: CommandScanner): QresyncParameter {
  scanner.expect(' ', 'after QRESYNC');
  scanner.expect('(', 'before the UIDVALIDITY');
  const uidValidity = readPositiveNumber(scanner, 'the UIDVALIDITY');
  scanner.expect(' ', 'before the mod-sequence');
  const modSeq = readNumber64(scanner, 'the mod-sequence');
  if (modSeq === 0) throw argumentError('the mod-sequence of QRESYNC must not be 0');
  let knownUids: SequenceSet | undefined;
  let sequenceMatch: QresyncParameter['sequenceMatch'];
  if (scanner.skip(' ')) {
    if (scanner.peek() !== '(') {
      knownUids = readSequenceSet(scanner, 'the known UIDs');
      if (scanner.skip(' ')) sequenceMatch = readSequenceMatch(scanner);
    } else sequenceMatch = readSequenceMatch(scanner);
  }
  scanner.expect(')', 'after the QRESYNC parameters');
  return { uidValidity, modSeq, knownUids, sequenceMatch };
}

function readSequenceMatch(scanner: CommandScanner): NonNullable<QresyncParameter['sequenceMatch']> {
  scanner.expect('(', 'before the known sequence numbers');
  const sequences = readSequenceSet(scanner, 'the known sequence numbers');
  scanner.expect(' ', 'before their UIDs');
  const uids = readSequenceSet(scanner, 'the UIDs of the known sequence numbers');
  scanner.expect(')', 'after the UIDs');
  return { sequences, uids };
}

import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList, readList } from '../grammar/list.ts';
import { readListPattern } from '../grammar/list-pattern.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { argumentError } from '../syntax-error.ts';
import { readEntry } from './metadata.ts';
import { readStatusItems, type StatusItem } from './status.ts';

export type ListSelection = 'SUBSCRIBED' | 'REMOTE' | 'RECURSIVEMATCH' | 'SPECIAL-USE';

/** RFC 3501 §6.3.8, §6.3.9; RFC 5258; STATUS of RFC 5819; METADATA of RFC 9590. RLIST and RLSUB of RFC 2193 §4. */
export interface ListRequest {
  readonly name: 'LIST' | 'LSUB' | 'XLIST' | 'RLIST' | 'RLSUB';
  /** The client used the extended syntax of RFC 5258: LIST "" "" then means no root query. */
  readonly isExtended: boolean;
  readonly selection: readonly ListSelection[];
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly returns: {
    readonly subscribed: boolean;
    readonly children: boolean;
    readonly specialUse: boolean;
    readonly myRights: boolean;
    readonly status?: readonly StatusItem[];
    /** Names of annotations. */
    readonly metadata?: readonly string[];
  };
}

const selections: readonly string[] = [
  'SUBSCRIBED',
  'REMOTE',
  'RECURSIVEMATCH',
  'SPECIAL-USE',
] satisfies ListSelection[];

export function parseList(scanner: CommandScanner): ListRequest {
  scanner.expect(' ', 'before the reference name');
  let isExtended = false;
  let selection: ListSelection[] = [];
  if (scanner.peek() === '(') {
    isExtended = true;
    selection = readSelection(scanner);
    scanner.expect(' ', 'before the reference name');
  }
  const reference = readMailboxName(scanner, 'a reference name (often "")');
  scanner.expect(' ', 'before the mailbox pattern');
  let patterns: string[];
  if (scanner.peek() === '(') {
    isExtended = true;
    patterns = readFilledList(scanner, 'the mailbox patterns', readListPattern);
  } else patterns = [readListPattern(scanner)];
  let returns: ListRequest['returns'] = { subscribed: false, children: false, specialUse: false, myRights: false };
  if (scanner.skip(' ')) {
    isExtended = true;
    returns = readReturns(scanner);
  }
  return { name: 'LIST', isExtended, selection, reference, patterns, returns };
}

/** RFC 3501 §6.3.9, and Gmail's and Apple's XLIST of the same shape. */
export function parsePlainList(name: 'LSUB' | 'XLIST' | 'RLIST' | 'RLSUB'): (scanner: CommandScanner) => ListRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the reference name');
    const reference = readMailboxName(scanner, 'a reference name (often "")');
    scanner.expect(' ', 'before the mailbox pattern');
    const patterns = [readListPattern(scanner)];
    const returns = { subscribed: false, children: false, specialUse: false, myRights: false };
    return { name, isExtended: false, selection: [], reference, patterns, returns };
  };
}

function readSelection(scanner: CommandScanner): ListSelection[] {
  const selection = readList(scanner, 'the selection options', (s) => {
    const word = readWord(s, 'a selection option');
    if (!selections.includes(word))
      throw argumentError(`the selection option ${word} is unknown; known are ${selections.join(' ')}`);
    return word as ListSelection;
  });
  // RFC 5258 §3.1: RECURSIVEMATCH alone, or only with REMOTE, has nothing to recurse for.
  if (selection.includes('RECURSIVEMATCH') && !selection.some((s) => s === 'SUBSCRIBED' || s === 'SPECIAL-USE')) {
    throw argumentError('RECURSIVEMATCH needs SUBSCRIBED or SPECIAL-USE beside it');
  }
  return selection;
}

function readReturns(scanner: CommandScanner): ListRequest['returns'] {
  const word = readWord(scanner, 'RETURN');
  if (word !== 'RETURN') throw argumentError(`expected RETURN after the mailbox pattern, found ${word}`);
  scanner.expect(' ', 'after RETURN');
  const returns = {
    subscribed: false,
    children: false,
    specialUse: false,
    myRights: false,
    status: undefined as StatusItem[] | undefined,
    metadata: undefined as readonly string[] | undefined,
  };
  readList(scanner, 'the return options', (s) => {
    const option = readWord(s, 'a return option');
    if (option === 'SUBSCRIBED') returns.subscribed = true;
    else if (option === 'CHILDREN') returns.children = true;
    else if (option === 'SPECIAL-USE') returns.specialUse = true;
    else if (option === 'MYRIGHTS') returns.myRights = true;
    else if (option === 'STATUS') {
      s.expect(' ', 'after STATUS');
      returns.status = readStatusItems(s);
    } else if (option === 'METADATA') {
      s.expect(' (', 'after METADATA');
      returns.metadata = [readEntry(s)];
      while (s.skip(' ')) returns.metadata = [...returns.metadata, readEntry(s)];
      s.expect(')', 'after the entries');
    } else {
      throw argumentError(
        `the return option ${option} is unknown; known are SUBSCRIBED CHILDREN SPECIAL-USE MYRIGHTS STATUS METADATA`,
      );
    }
  });
  return returns;
}

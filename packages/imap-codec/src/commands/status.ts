import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 3501 §6.3.10; HIGHESTMODSEQ RFC 7162; SIZE RFC 8438; DELETED RFC 9051; MAILBOXID RFC 8474; APPENDLIMIT RFC 7889. */
const statusItemNames = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'HIGHESTMODSEQ',
  'SIZE',
  'DELETED',
  'DELETED-STORAGE',
  'MAILBOXID',
  'APPENDLIMIT',
] as const;
export type StatusItem = (typeof statusItemNames)[number];

export interface StatusRequest {
  readonly name: 'STATUS';
  readonly mailbox: string;
  readonly items: readonly StatusItem[];
}

export function parseStatus(scanner: CommandScanner): StatusRequest {
  scanner.expect(' ', 'before the mailbox name');
  const mailbox = readMailboxName(scanner);
  scanner.expect(' ', 'before the status items');
  return { name: 'STATUS', mailbox, items: readStatusItems(scanner) };
}

export function readStatusItems(scanner: CommandScanner): StatusItem[] {
  const items = readFilledList(scanner, 'the status items', (s) => {
    const word = readWord(s, 'a status item');
    const item = statusItemNames.find((known) => known === word);
    if (item === undefined)
      throw argumentError(`the status item ${word} is unknown; known are ${statusItemNames.join(' ')}`);
    return item;
  });
  return [...new Set(items)];
}

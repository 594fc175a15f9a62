import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 3501 §6.3.3 with USE of RFC 6154 §3. */
export interface CreateRequest {
  readonly name: 'CREATE';
  readonly mailbox: string;
  /** As the client wrote them, for example `\Sent`. */
  readonly specialUse: readonly string[];
}

const useAttribute = /\\[A-Za-z]+/y;

export function parseCreate(scanner: CommandScanner): CreateRequest {
  scanner.expect(' ', 'before the mailbox name');
  const mailbox = readMailboxName(scanner);
  let specialUse: readonly string[] = [];
  if (scanner.skip(' ')) {
    readFilledList(scanner, 'the parameters', (s) => {
      const parameter = readWord(s, 'USE');
      if (parameter !== 'USE') throw argumentError(`the parameter ${parameter} is unknown; USE is known`);
      s.expect(' ', 'after USE');
      specialUse = readFilledList(s, 'the uses', (t) => t.require(useAttribute, 'a use such as \\Sent'));
    });
  }
  return { name: 'CREATE', mailbox, specialUse };
}

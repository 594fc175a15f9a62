import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { argumentError } from '../syntax-error.ts';
import type { SearchKey } from './search-keys.ts';
import { readSearchProgram, readSearchReturn, type SearchReturn } from './search.ts';

/** RFC 7377 §2.2, over the `filter-mailboxes` of RFC 5465 §6. */
export type SearchSource =
  | { readonly source: 'selected' | 'inboxes' | 'personal' | 'subscribed' }
  | { readonly source: 'mailboxes' | 'subtree' | 'subtree-one'; readonly mailboxes: readonly string[] };

/** RFC 7377 §2: a search of several mailboxes, always by UID. */
export interface EsearchRequest {
  readonly name: 'ESEARCH';
  readonly sources: readonly SearchSource[];
  readonly returns?: SearchReturn;
  readonly charset?: string;
  readonly criteria: SearchKey;
}

const sourcePattern = /IN (?=\()/iy;

export function parseEsearch(scanner: CommandScanner): EsearchRequest {
  scanner.expect(' ', 'before the search keys');
  let sources: readonly SearchSource[] = [{ source: 'selected' }];
  if (scanner.match(sourcePattern) !== undefined) {
    sources = readFilledList(scanner, 'the mailboxes to search', readSource);
    scanner.expect(' ', 'after the mailboxes');
  }
  const returns = readSearchReturn(scanner);
  return { name: 'ESEARCH', sources, returns, ...readSearchProgram(scanner) };
}

function readSource(scanner: CommandScanner): SearchSource {
  const source = readWord(scanner, 'selected, inboxes, personal, subscribed, mailboxes, subtree or subtree-one');
  switch (source) {
    case 'SELECTED':
      return { source: 'selected' };
    case 'INBOXES':
      return { source: 'inboxes' };
    case 'PERSONAL':
      return { source: 'personal' };
    case 'SUBSCRIBED':
      return { source: 'subscribed' };
    case 'MAILBOXES':
    case 'SUBTREE':
    case 'SUBTREE-ONE': {
      scanner.expect(' ', `after ${source}`);
      const read = (s: CommandScanner) => readMailboxName(s);
      const mailboxes = scanner.peek() === '(' ? readFilledList(scanner, 'the mailboxes', read) : [read(scanner)];
      return { source: source.toLowerCase() as 'mailboxes' | 'subtree' | 'subtree-one', mailboxes };
    }
    default:
      // RFC 7377 §2.2: selected-delayed of NOTIFY means nothing here.
      throw argumentError(`${source.toLowerCase()} names no mailboxes to search`);
  }
}

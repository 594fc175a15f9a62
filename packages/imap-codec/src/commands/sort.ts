import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readAstring } from '../grammar/string.ts';
import { argumentError } from '../syntax-error.ts';
import { readSearchReturn, type SearchReturn } from './search.ts';
import { readSearchKeys, type SearchKey } from './search-keys.ts';

const sortKeyNames = [
  'ARRIVAL',
  'CC',
  'DATE',
  'FROM',
  'SIZE',
  'SUBJECT',
  'TO',
  'DISPLAYFROM',
  'DISPLAYTO',
  'RELEVANCY',
] as const;

export interface SortCriterion {
  readonly by: (typeof sortKeyNames)[number];
  readonly descending: boolean;
}

/** RFC 5256 §3; RETURN of RFC 5267 §3 (ESORT); DISPLAYFROM and DISPLAYTO of RFC 5957; RELEVANCY of RFC 6203 §5. */
export interface SortRequest {
  readonly name: 'SORT';
  readonly uid: boolean;
  readonly returns?: SearchReturn;
  readonly order: readonly SortCriterion[];
  readonly charset: string;
  readonly criteria: SearchKey;
}

export function parseSort(uid: boolean): (scanner: CommandScanner) => SortRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the sort criteria');
    const returns = readSearchReturn(scanner);
    const order = readFilledList(scanner, 'the sort criteria', readCriterion);
    scanner.expect(' ', 'before the charset');
    const charset = readAstring(scanner, 'a charset').toUpperCase();
    scanner.expect(' ', 'before the search keys');
    return { name: 'SORT', uid, returns, order, charset, criteria: readSearchKeys(scanner) };
  };
}

function readCriterion(scanner: CommandScanner): SortCriterion {
  let word = readWord(scanner, 'a sort criterion');
  const descending = word === 'REVERSE';
  if (descending) {
    scanner.expect(' ', 'after REVERSE');
    word = readWord(scanner, 'a sort criterion');
  }
  const by = sortKeyNames.find((name) => name === word);
  if (by === undefined)
    throw argumentError(`the sort criterion ${word} is unknown; known are ${sortKeyNames.join(' ')}`);
  return { by, descending };
}

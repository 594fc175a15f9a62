import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList, readList } from '../grammar/list.ts';
import { type PartialRange, readPartialRange } from '../grammar/partial-range.ts';
import { readAstring } from '../grammar/string.ts';
import { argumentError } from '../syntax-error.ts';
import { type FetchItem, readFetchItem } from './fetch-items.ts';
import { readSearchKeys, type SearchKey } from './search-keys.ts';

/** RETURN (…) of RFC 4731 §3.1, SAVE of RFC 5182, PARTIAL of RFC 9394, UPDATE of RFC 5267, RELEVANCY of RFC 6203. */
export interface SearchReturn {
  readonly min: boolean;
  readonly max: boolean;
  readonly all: boolean;
  readonly count: boolean;
  readonly save: boolean;
  readonly partial?: PartialRange;
  /** RFC 5267 §4.3: changes of the result are told until CANCELUPDATE. */
  readonly update?: boolean;
  /** RFC 5465 §7: what to send of a new message that comes into the result; undefined: nothing. */
  readonly updateItems?: readonly FetchItem[];
  /** RFC 6203 §4 */
  readonly relevancy?: boolean;
}

/** RFC 3501 §6.4.4 */
export interface SearchRequest {
  readonly name: 'SEARCH';
  readonly uid: boolean;
  /** Present: the answer is ESEARCH. */
  readonly returns?: SearchReturn;
  /** In capitals; undefined is US-ASCII (or UTF-8 once UTF8 is on). */
  readonly charset?: string;
  readonly criteria: SearchKey;
}

const charsetPattern = /CHARSET(?= )/iy;

/** `[CHARSET x SP] search-key …` */
export function readSearchProgram(scanner: CommandScanner): Pick<SearchRequest, 'charset' | 'criteria'> {
  let charset: string | undefined;
  if (scanner.match(charsetPattern) !== undefined) {
    scanner.expect(' ', 'after CHARSET');
    charset = readAstring(scanner, 'a charset').toUpperCase();
    scanner.expect(' ', 'after the charset');
  }
  return { charset, criteria: readSearchKeys(scanner) };
}

export function parseSearch(uid: boolean): (scanner: CommandScanner) => SearchRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the search keys');
    const returns = readSearchReturn(scanner);
    return { name: 'SEARCH', uid, returns, ...readSearchProgram(scanner) };
  };
}

const knownOptions = 'MIN MAX ALL COUNT SAVE PARTIAL CONTEXT UPDATE RELEVANCY';
const itemsPattern = / (?=\()/y;
const returnPattern = /RETURN (?=\()/iy;

/** `RETURN (…) ` with the space after it, or nothing. RFC 4731 §3.1: an empty list means ALL. */
export function readSearchReturn(scanner: CommandScanner): SearchReturn | undefined {
  if (scanner.match(returnPattern) === undefined) return undefined;
  const returns = {
    min: false,
    max: false,
    all: false,
    count: false,
    save: false,
    partial: undefined as PartialRange | undefined,
    update: undefined as true | undefined,
    updateItems: undefined as readonly FetchItem[] | undefined,
    relevancy: undefined as true | undefined,
  };
  const options = readList(scanner, 'the return options', (s) => {
    const option = readWord(s, 'a return option');
    if (option === 'MIN') returns.min = true;
    else if (option === 'MAX') returns.max = true;
    else if (option === 'ALL') returns.all = true;
    else if (option === 'COUNT') returns.count = true;
    else if (option === 'SAVE') returns.save = true;
    else if (option === 'UPDATE') {
      returns.update = true;
      if (s.match(itemsPattern) !== undefined)
        returns.updateItems = readFilledList(s, 'the items to fetch', readFetchItem);
    } else if (option === 'RELEVANCY') returns.relevancy = true;
    // RFC 5267 §4.2: only a hint that the same search will come again.
    else if (option === 'CONTEXT') return option;
    else if (option === 'PARTIAL') {
      s.expect(' ', 'after PARTIAL');
      if (returns.partial !== undefined) throw argumentError('PARTIAL stands there once');
      returns.partial = readPartialRange(s);
    } else throw argumentError(`the return option ${option} is unknown; known are ${knownOptions}`);
    return option;
  });
  // RFC 9394 §3.1: one PARTIAL, one ALL or neither.
  if (returns.partial !== undefined && returns.all) throw argumentError('PARTIAL and ALL exclude each other');
  // RFC 4731 §3.1: nothing asked for is ALL. RFC 5267 §4.2, §4.3, RFC 6203 §4: these say nothing of what to return.
  if (options.every((option) => ['CONTEXT', 'UPDATE', 'RELEVANCY'].includes(option))) returns.all = true;
  scanner.expect(' ', 'after the return options');
  return returns;
}

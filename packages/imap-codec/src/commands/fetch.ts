import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readNumber64 } from '../grammar/number.ts';
import { type PartialRange, readPartialRange } from '../grammar/partial-range.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';
import { argumentError } from '../syntax-error.ts';
import { type FetchItem, readFetchItem } from './fetch-items.ts';

/** RFC 3501 §6.4.5; modifiers of RFC 7162 §3.1.4 and §3.2.6, and of RFC 9394 §3.3. */
export interface FetchRequest {
  readonly name: 'FETCH';
  readonly uid: boolean;
  readonly set: SequenceSet;
  readonly items: readonly FetchItem[];
  readonly changedSince?: number;
  readonly vanished: boolean;
  readonly partial?: PartialRange;
}

export function parseFetch(uid: boolean): (scanner: CommandScanner) => FetchRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the sequence set');
    const set = readSequenceSet(scanner);
    scanner.expect(' ', 'before the items to fetch');
    const items = readItems(scanner);
    let changedSince: number | undefined;
    let vanished = false;
    let partial: PartialRange | undefined;
    if (scanner.skip(' ')) {
      readFilledList(scanner, 'the modifiers', (s) => {
        const modifier = readWord(s, 'a modifier');
        if (modifier === 'VANISHED') vanished = true;
        else if (modifier === 'CHANGEDSINCE') {
          s.expect(' ', 'after CHANGEDSINCE');
          changedSince = readNumber64(s, 'the mod-sequence');
        } else if (modifier === 'PARTIAL') {
          s.expect(' ', 'after PARTIAL');
          partial = readPartialRange(s);
        } else throw argumentError(`the modifier ${modifier} is unknown; known are CHANGEDSINCE VANISHED PARTIAL`);
      });
    }
    // RFC 7162 §3.2.6: VANISHED only on UID FETCH and only with CHANGEDSINCE.
    if (vanished && (!uid || changedSince === undefined)) {
      throw argumentError('VANISHED is only for UID FETCH with CHANGEDSINCE');
    }
    return { name: 'FETCH', uid, set, items, changedSince, vanished, partial };
  };
}

const macros: ReadonlyMap<string, readonly FetchItem[]> = new Map([
  ['FAST', [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }]],
  ['ALL', [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }, { item: 'ENVELOPE' }]],
  [
    'FULL',
    [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }, { item: 'ENVELOPE' }, { item: 'BODY' }],
  ],
]);
const macroPattern = /(?:ALL|FAST|FULL)(?= |$)/iy;

function readItems(scanner: CommandScanner): readonly FetchItem[] {
  // RFC 3501 §6.4.5: a macro stands alone, never within parentheses.
  const macro = macros.get(scanner.match(macroPattern)?.toUpperCase() ?? '');
  if (macro !== undefined) return macro;
  return scanner.peek() === '(' ? readFilledList(scanner, 'the items', readFetchItem) : [readFetchItem(scanner)];
}

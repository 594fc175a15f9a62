import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFlagsOfStore } from '../grammar/flags.ts';
import { readFilledList } from '../grammar/list.ts';
import { readNumber64 } from '../grammar/number.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 3501 §6.4.6; UNCHANGEDSINCE of RFC 7162 §3.1.3. */
export interface StoreRequest {
  readonly name: 'STORE';
  readonly uid: boolean;
  readonly set: SequenceSet;
  readonly action: 'replace' | 'add' | 'remove';
  readonly silent: boolean;
  readonly flags: readonly string[];
  readonly unchangedSince?: number;
}

const itemPattern = /[+-]?FLAGS(?:\.SILENT)?(?= )/iy;

export function parseStore(uid: boolean): (scanner: CommandScanner) => StoreRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the sequence set');
    const set = readSequenceSet(scanner);
    scanner.expect(' ', 'after the sequence set');
    let unchangedSince: number | undefined;
    if (scanner.peek() === '(') {
      readFilledList(scanner, 'the modifiers', (s) => {
        const modifier = readWord(s, 'UNCHANGEDSINCE');
        if (modifier !== 'UNCHANGEDSINCE')
          throw argumentError(`the modifier ${modifier} is unknown; UNCHANGEDSINCE is known`);
        s.expect(' ', 'after UNCHANGEDSINCE');
        unchangedSince = readNumber64(s, 'the mod-sequence');
      });
      scanner.expect(' ', 'after the modifiers');
    }
    const item = scanner
      .require(itemPattern, 'FLAGS, +FLAGS or -FLAGS (with .SILENT if wanted) and then the flags')
      .toUpperCase();
    scanner.expect(' ', 'before the flags');
    return {
      name: 'STORE',
      uid,
      set,
      action: item.startsWith('+') ? 'add' : item.startsWith('-') ? 'remove' : 'replace',
      silent: item.endsWith('.SILENT'),
      flags: readFlagsOfStore(scanner),
      unchangedSince,
    };
  };
}

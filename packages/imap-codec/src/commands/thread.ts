import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readAstring } from '../grammar/string.ts';
import { argumentError } from '../syntax-error.ts';
import { readSearchKeys, type SearchKey } from './search-keys.ts';

/** RFC 5256 §3 */
export interface ThreadRequest {
  readonly name: 'THREAD';
  readonly uid: boolean;
  readonly algorithm: 'ORDEREDSUBJECT' | 'REFERENCES' | 'REFS';
  readonly charset: string;
  readonly criteria: SearchKey;
}

export function parseThread(uid: boolean): (scanner: CommandScanner) => ThreadRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the threading algorithm');
    const algorithm = readWord(scanner, 'a threading algorithm');
    if (algorithm !== 'ORDEREDSUBJECT' && algorithm !== 'REFERENCES' && algorithm !== 'REFS') {
      throw argumentError(`the threading algorithm ${algorithm} is unknown; known are ORDEREDSUBJECT REFERENCES REFS`);
    }
    scanner.expect(' ', 'before the charset');
    const charset = readAstring(scanner, 'a charset').toUpperCase();
    scanner.expect(' ', 'before the search keys');
    return { name: 'THREAD', uid, algorithm, charset, criteria: readSearchKeys(scanner) };
  };
}

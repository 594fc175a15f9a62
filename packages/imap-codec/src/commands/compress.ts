import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';

/** RFC 4978 */
export interface CompressRequest {
  readonly name: 'COMPRESS';
  readonly mechanism: string;
}

export function parseCompress(scanner: CommandScanner): CompressRequest {
  scanner.expect(' ', 'before the mechanism');
  return { name: 'COMPRESS', mechanism: readWord(scanner, 'a mechanism such as DEFLATE') };
}

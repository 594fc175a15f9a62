import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';

/** RFC 5161 */
export interface EnableRequest {
  readonly name: 'ENABLE';
  readonly capabilities: readonly string[];
}

export function parseEnable(scanner: CommandScanner): EnableRequest {
  const capabilities: string[] = [];
  do {
    scanner.expect(' ', 'before the capability');
    capabilities.push(readWord(scanner, 'a capability'));
  } while (scanner.peek() === ' ');
  return { name: 'ENABLE', capabilities };
}

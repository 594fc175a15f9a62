import type { CommandScanner } from '../command-scanner.ts';
import { readString } from '../grammar/string.ts';

/** RFC 5267 §4.3.5: tags of searches whose updates are wanted no more. */
export interface CancelUpdateRequest {
  readonly name: 'CANCELUPDATE';
  readonly tags: readonly string[];
}

export function parseCancelUpdate(scanner: CommandScanner): CancelUpdateRequest {
  const tags: string[] = [];
  do {
    scanner.expect(' ', 'before the tag');
    tags.push(readString(scanner, 'the quoted tag of a search'));
  } while (scanner.peek() === ' ');
  return { name: 'CANCELUPDATE', tags };
}

import { CommandScanner } from '../command-scanner.ts';
import type { CodecLimits } from '../limits.ts';
import { readSearchKeys, type SearchKey } from './search-keys.ts';

/**
 * The search criteria that a filter holds (RFC 5466 §3.2: `search-criteria`, in UTF-8).
 * @throws ImapSyntaxError when they are not whole and correct.
 */
export function parseSearchFilter(value: Uint8Array, limits: CodecLimits): SearchKey {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1').trim();
  const scanner = new CommandScanner([text], [], { limits, utf8: true });
  const criteria = readSearchKeys(scanner);
  scanner.end();
  return criteria;
}

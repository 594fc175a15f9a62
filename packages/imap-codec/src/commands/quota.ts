import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readList } from '../grammar/list.ts';
import { readNumber64 } from '../grammar/number.ts';
import { readAstring } from '../grammar/string.ts';

/** RFC 9208 §4.1.1 */
export interface GetQuotaRequest {
  readonly name: 'GETQUOTA';
  readonly root: string;
}

export function parseGetQuota(scanner: CommandScanner): GetQuotaRequest {
  scanner.expect(' ', 'before the quota root');
  return { name: 'GETQUOTA', root: readAstring(scanner, 'a quota root (often "")') };
}

/** RFC 9208 §4.1.3. Limits by resource name; STORAGE is in units of 1024 octets. */
export interface SetQuotaRequest {
  readonly name: 'SETQUOTA';
  readonly root: string;
  readonly limits: ReadonlyMap<string, number>;
}

export function parseSetQuota(scanner: CommandScanner): SetQuotaRequest {
  scanner.expect(' ', 'before the quota root');
  const root = readAstring(scanner, 'a quota root (often "")');
  scanner.expect(' ', 'before the limits');
  const limits = readList(scanner, 'the limits', (s) => {
    const resource = readWord(s, 'a resource such as STORAGE');
    s.expect(' ', 'after the resource');
    return [resource, readNumber64(s, 'a limit')] as const;
  });
  return { name: 'SETQUOTA', root, limits: new Map(limits) };
}

import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { readAstring } from '../grammar/string.ts';

/** RFC 4467 §7: URLs that are to get an authorization, each with the mechanism (INTERNAL). */
export interface GenUrlAuthRequest {
  readonly name: 'GENURLAUTH';
  readonly urls: readonly { readonly url: string; readonly mechanism: string }[];
}

/** RFC 4467 §7: without a mailbox, the keys of all. */
export interface ResetKeyRequest {
  readonly name: 'RESETKEY';
  readonly mailbox?: string;
  readonly mechanisms: readonly string[];
}

/** RFC 4467 §7 */
export interface UrlFetchRequest {
  readonly name: 'URLFETCH';
  readonly urls: readonly string[];
}

const mostUrls = 256;

export function parseGenUrlAuth(scanner: CommandScanner): GenUrlAuthRequest {
  const urls: { url: string; mechanism: string }[] = [];
  do {
    scanner.expect(' ', 'before the URL');
    const url = readAstring(scanner, 'an IMAP URL');
    scanner.expect(' ', 'before the mechanism');
    urls.push({ url, mechanism: readWord(scanner, 'a mechanism such as INTERNAL') });
  } while (scanner.peek() === ' ' && urls.length < mostUrls);
  return { name: 'GENURLAUTH', urls };
}

export function parseResetKey(scanner: CommandScanner): ResetKeyRequest {
  if (!scanner.skip(' ')) return { name: 'RESETKEY', mechanisms: [] };
  const mailbox = readMailboxName(scanner);
  const mechanisms: string[] = [];
  while (scanner.skip(' ')) mechanisms.push(readWord(scanner, 'a mechanism such as INTERNAL'));
  return { name: 'RESETKEY', mailbox, mechanisms };
}

export function parseUrlFetch(scanner: CommandScanner): UrlFetchRequest {
  const urls: string[] = [];
  do {
    scanner.expect(' ', 'before the URL');
    urls.push(readAstring(scanner, 'an IMAP URL'));
  } while (scanner.peek() === ' ' && urls.length < mostUrls);
  return { name: 'URLFETCH', urls };
}

import type { CommandScanner } from '../command-scanner.ts';
import { readStringBytes } from './string.ts';
import { decodeMailboxName } from './mailbox-name.ts';

// RFC 3501 §9: list-char = ATOM-CHAR / list-wildcards / resp-specials
const listMailboxPattern = /[!#$%&'*+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~\x80-\xff]+/y;

/** `list-mailbox`: a mailbox name in which `*` and `%` are wildcards, as Unicode. */
export function readListPattern(scanner: CommandScanner): string {
  const atom = scanner.match(listMailboxPattern);
  // "{" can only begin a literal: list-char does not contain it.
  const bytes = atom === undefined ? readStringBytes(scanner, 'a mailbox pattern') : Buffer.from(atom, 'latin1');
  return decodeMailboxName(bytes, scanner.options.utf8);
}

/**
 * Whether a name matches a pattern: `*` is anything, `%` anything but the delimiter (RFC 3501 §6.3.8).
 * Iterative with one point of return per kind of wildcard, so that no pattern costs exponential time.
 * INBOX, and INBOX as the first level of a name, is compared without case.
 */
export function matchesListPattern(name: string, pattern: string, delimiter = '/'): boolean {
  const isInInbox = name.startsWith('INBOX') && (name.length === 5 || name.startsWith(delimiter, 5));
  const folded = isInInbox ? pattern.replace(/^inbox(?=$|[/%*])/i, 'INBOX') : pattern;
  // What clients ask for most often.
  if (folded === '*') return true;
  if (!/[*%]/.test(folded)) return name === folded;
  let reachable = new Uint8Array(folded.length + 1);
  let following = new Uint8Array(folded.length + 1);
  const close = (states: Uint8Array) => {
    for (let i = 0; i < folded.length; i++) {
      if (states[i] === 1 && (folded[i] === '*' || folded[i] === '%')) states[i + 1] = 1;
    }
  };
  reachable[0] = 1;
  close(reachable);
  for (const character of name) {
    following.fill(0);
    for (let i = 0; i < folded.length; i++) {
      if (reachable[i] !== 1) continue;
      const wanted = String.fromCodePoint(folded.codePointAt(i) ?? 0);
      if (wanted === '*' || (wanted === '%' && character !== delimiter)) following[i] = 1;
      else if (wanted === character && wanted !== '%') following[i + wanted.length] = 1;
    }
    close(following);
    [reachable, following] = [following, reachable];
  }
  return reachable[folded.length] === 1;
}

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
 * Tells which names match a pattern: `*` is anything, `%` anything but the delimiter (RFC 3501 §6.3.8).
 * No pattern costs more than twice the square of the name's length, however long it is: a run of wildcards says what one
 * of them says, and a pattern with more letters than the name is not looked at.
 * INBOX, and INBOX as the first level of a name, is compared without case.
 */
export function listPatternMatcher(pattern: string, delimiter = '/'): (name: string) => boolean {
  const matches = matcherOf(pattern, delimiter);
  const folded = pattern.replace(/^inbox(?=$|[/%*])/i, 'INBOX');
  if (folded === pattern) return matches;
  const matchesInInbox = matcherOf(folded, delimiter);
  return (name) => {
    const isInInbox = name.startsWith('INBOX') && (name.length === 5 || name.startsWith(delimiter, 5));
    return isInInbox ? matchesInInbox(name) : matches(name);
  };
}

const star = 0x2a;
const percent = 0x25;

function matcherOf(written: string, delimiter: string): (name: string) => boolean {
  const pattern = written.replaceAll(/[*%]{2,}/g, (run) => (run.includes('*') ? '*' : '%'));
  // What clients ask for most often.
  if (pattern === '*') return () => true;
  const letters = pattern.replaceAll(/[*%]/g, '').length;
  if (letters === pattern.length) return (name) => name === pattern;
  const codes = Uint16Array.from({ length: pattern.length }, (_, place) => pattern.charCodeAt(place));
  const stop = delimiter.charCodeAt(0);
  return (name) => letters <= name.length && reachesEnd(name, codes, stop);
}

/** Follows every place of the pattern at which the name may stand, character by character; two wildcards never meet. */
function reachesEnd(name: string, codes: Uint16Array, delimiter: number): boolean {
  let reachable = new Uint8Array(codes.length + 2);
  let following = new Uint8Array(codes.length + 2);
  const isWildcard = (place: number) => codes[place] === star || codes[place] === percent;
  reachable[0] = 1;
  if (isWildcard(0)) reachable[1] = 1;
  for (let at = 0; at < name.length; at++) {
    const character = name.charCodeAt(at);
    following.fill(0);
    let isAlive = false;
    for (let place = 0; place < codes.length; place++) {
      if (reachable[place] !== 1) continue;
      const wanted = codes[place];
      const stays = wanted === star || (wanted === percent && character !== delimiter);
      if (!stays && (wanted !== character || wanted === percent)) continue;
      const next = stays ? place : place + 1;
      following[next] = 1;
      if (isWildcard(next)) following[next + 1] = 1;
      isAlive = true;
    }
    if (!isAlive) return false;
    [reachable, following] = [following, reachable];
  }
  return reachable[codes.length] === 1;
}

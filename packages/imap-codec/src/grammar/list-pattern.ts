import type { CommandScanner } from '../command-scanner.ts';
import { ImapSyntaxError } from '../syntax-error.ts';
import { readStringBytes } from './string.ts';
import { decodeMailboxName } from './mailbox-name.ts';

// RFC 3501 §9: list-char = ATOM-CHAR / list-wildcards / resp-specials
const listMailboxPattern = /[!#$%&'*+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~\x80-\xff]+/y;

/** `list-mailbox`: a mailbox name in which `*` and `%` are wildcards, as Unicode. */
export function readListPattern(scanner: CommandScanner): string {
  const atom = scanner.match(listMailboxPattern);
  // "{" can only begin a literal: list-char does not contain it.
  const bytes = atom === undefined ? readStringBytes(scanner, 'a mailbox pattern') : Buffer.from(atom, 'latin1');
  try {
    return decodeMailboxName(bytes, scanner.options.utf8);
  } catch (error) {
    // It is a pattern all the same, of names that there cannot be.
    if (error instanceof ImapSyntaxError && error.code === 'mailbox-name') return matchesNothing;
    throw error;
  }
}

/** No name has a NUL in it. */
const matchesNothing = '\0';

/**
 * Tells which names match one of the patterns at least: `*` is anything, `%` anything but the delimiter (RFC 3501 §6.3.8).
 * A line may bring a thousand: those without wildcards are looked up, of the others most are told by their pieces between wildcards.
 * No pattern costs more than twice the square of the name's length, however long it is: a run of wildcards says what one
 * of them says, and a pattern with more letters than the name is not looked at.
 * INBOX, and INBOX as the first level of a name, is compared without case.
 */
export function listPatternMatcher(patterns: readonly string[], delimiter = '/'): (name: string) => boolean {
  const names = new Set<string>();
  const matchers = new Map<string, (name: string) => boolean>();
  /** For INBOX and what is below it. */
  const matchersInInbox = new Map<string, (name: string) => boolean>();
  for (const written of patterns) {
    const folded = written.replace(/^inbox(?=$|[/%*])/i, 'INBOX');
    const pattern = withoutRuns(written);
    if (!/[*%]/.test(pattern)) {
      names.add(written).add(folded);
      continue;
    }
    matchers.set(pattern, matchers.get(pattern) ?? matcherOf(pattern, delimiter));
    if (folded === written) continue;
    const inInbox = withoutRuns(folded);
    matchersInInbox.set(inInbox, matchersInInbox.get(inInbox) ?? matcherOf(inInbox, delimiter));
  }
  const all = [...matchers.values()];
  const inInbox = [...matchersInInbox.values()];
  return (name) => {
    if (names.has(name) || all.some((matches) => matches(name))) return true;
    if (inInbox.length === 0) return false;
    const isInInbox = name.startsWith('INBOX') && (name.length === 5 || name.startsWith(delimiter, 5));
    return isInInbox && inInbox.some((matches) => matches(name));
  };
}

const star = 0x2a;
const percent = 0x25;

function withoutRuns(pattern: string): string {
  return pattern.replaceAll(/[*%]{2,}/g, (run) => (run.includes('*') ? '*' : '%'));
}

/** Of a pattern with a wildcard at least, and no two beside one another. */
function matcherOf(pattern: string, delimiter: string): (name: string) => boolean {
  // What clients ask for most often.
  if (pattern === '*') return () => true;
  const first = pattern.search(/[*%]/);
  const last = Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('%'));
  const start = pattern.slice(0, first);
  const end = pattern.slice(last + 1);
  const letters = pattern.replaceAll(/[*%]/g, '').length;
  const mayMatch = (name: string): boolean => letters <= name.length && name.startsWith(start) && name.endsWith(end);
  if (first === last) {
    if (pattern[first] === '*') return mayMatch;
    return (name) => {
      if (!mayMatch(name)) return false;
      const stop = name.indexOf(delimiter, first);
      return stop < 0 || stop >= name.length - end.length;
    };
  }
  const between = pattern
    .slice(first, last + 1)
    .split(/[*%]/)
    .slice(1, -1);
  if (!pattern.includes('%')) return (name) => mayMatch(name) && inOrder(name, start.length, between, end.length);
  const codes = Uint16Array.from({ length: pattern.length }, (_, place) => pattern.charCodeAt(place));
  const stop = delimiter.charCodeAt(0);
  return (name) => mayMatch(name) && inOrder(name, start.length, between, end.length) && reachesEnd(name, codes, stop);
}

/** Whether the pieces stand in the name one behind the other; the first place of each leaves the most for the others. */
function inOrder(name: string, startLength: number, pieces: readonly string[], endLength: number): boolean {
  let at = startLength;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - endLength;
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

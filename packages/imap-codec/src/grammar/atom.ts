import type { CommandScanner } from '../command-scanner.ts';

// RFC 3501 §9: atom-specials are ( ) { SP CTL % * " \ ]. Bytes above 0x7f are no atom characters either.
const atomPattern = /[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+/y;
// astring-char adds "]". Non-ASCII is let through: clients send UTF-8 names unquoted once UTF8 is on.
const astringPattern = /[!#$&'+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~\x80-\xff]+/y;

export function readAtom(scanner: CommandScanner, what: string): string {
  return scanner.require(atomPattern, what);
}

/** An atom in capitals: names of commands, items and options are case-insensitive. */
export function readWord(scanner: CommandScanner, what: string): string {
  return readAtom(scanner, what).toUpperCase();
}

export function matchAstringAtom(scanner: CommandScanner): string | undefined {
  return scanner.match(astringPattern);
}

const nilPattern = /NIL(?=[ )]|$)/iy;

export function skipNil(scanner: CommandScanner): boolean {
  return scanner.match(nilPattern) !== undefined;
}

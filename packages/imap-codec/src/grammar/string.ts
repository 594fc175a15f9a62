import type { CommandScanner } from '../command-scanner.ts';
import { matchAstringAtom, skipNil } from './atom.ts';

// RFC 3501 §9: quoted = DQUOTE *(TEXT-CHAR except quoted-specials / "\" quoted-specials) DQUOTE; never CR, LF or NUL.
const quotedPattern = /"(?:[^"\\\r\n\0]|\\["\\])*"/y;

/** The bytes of `string` (quoted or literal), or undefined if neither stands here. */
function matchStringBytes(scanner: CommandScanner): Buffer | undefined {
  if (scanner.peek() === '"') {
    const quoted = scanner.require(quotedPattern, 'a closing quotation mark (only \\" and \\\\ may be escaped)');
    const inner = quoted.slice(1, -1);
    return Buffer.from(inner.includes('\\') ? inner.replace(/\\(["\\])/g, '$1') : inner, 'latin1');
  }
  return scanner.takeLiteral();
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text: UTF-8 where they are UTF-8, else Latin-1, so that no byte is lost and nothing throws. */
export function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

export function readStringBytes(scanner: CommandScanner, what: string): Buffer {
  const bytes = matchStringBytes(scanner);
  if (bytes === undefined) throw scanner.wanted(what);
  return bytes;
}

/** `string`: quoted or literal. */
export function readString(scanner: CommandScanner, what: string): string {
  return decodeText(readStringBytes(scanner, what));
}

/** `astring`: atom, quoted or literal, as bytes. */
export function readAstringBytes(scanner: CommandScanner, what: string): Buffer {
  const bytes = matchStringBytes(scanner);
  if (bytes !== undefined) return bytes;
  const atom = matchAstringAtom(scanner);
  if (atom === undefined) throw scanner.wanted(what);
  return Buffer.from(atom, 'latin1');
}

export function readAstring(scanner: CommandScanner, what: string): string {
  return decodeText(readAstringBytes(scanner, what));
}

/** `nstring`: NIL is undefined. */
export function readNstring(scanner: CommandScanner, what: string): string | undefined {
  return skipNil(scanner) ? undefined : readString(scanner, what);
}

export function readNstringBytes(scanner: CommandScanner, what: string): Buffer | undefined {
  return skipNil(scanner) ? undefined : readStringBytes(scanner, what);
}

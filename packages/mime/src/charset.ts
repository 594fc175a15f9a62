import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { HzText } from './hz-gb-2312.ts';
import { Iso2022JpPieces } from './iso-2022-jp.ts';
import { ShiftedIso2022 } from './iso-2022-shifted.ts';
import { asBuffer } from './raw-text.ts';
import { Utf7Pieces } from './utf-7.ts';

/** ASCII and its other names; `ANSI_X3.4-1968` is what the C library calls it, and cron writes. UTF-8 comes under all of them. */
const likeAscii =
  /^(?:us-ascii|ascii|us|csascii|ansi_x3\.4-19(?:68|86)|iso_646\.irv:1991|iso646-us|iso-ir-6|cp367|ibm367|utf-?8)$/;

/** A text of which the bytes come in pieces, cut anywhere. */
export interface TextPieces {
  write(bytes: Uint8Array): string;
  /** What the last piece began. */
  end(): string;
}

/**
 * Bytes in a named charset as text; what cannot be decoded becomes U+FFFD. Never throws:
 * an unknown charset is read as UTF-8, or as Windows-1252 where the bytes are no UTF-8.
 */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const buffer = asBuffer(bytes);
  const pieces = textPiecesOf(charset);
  return pieces === null ? decodeUnlabelled(buffer) : pieces.write(buffer) + pieces.end();
}

/** The decoder of a charset whose texts can be read piece by piece; `null` where only the whole says what it is. */
export function textPiecesOf(charset: string): TextPieces | null {
  const name = charset.trim().toLowerCase();
  if (likeAscii.test(name)) return null;
  const letters = name.replaceAll(/[^a-z\d]/g, '');
  if (letters === 'utf7' || letters === 'unicode11utf7' || letters === 'csutf7') return new Utf7Pieces();
  // Its successors and what Windows calls it add characters; what they share is nearly all of every text.
  if (/^(?:cs)?iso2022jp(?:[123]|ms)?$|^cp5022[012]$/.test(letters)) return new Iso2022JpPieces();
  if (/^(?:cs)?iso2022kr$/.test(letters)) return new ShiftedIso2022('euc-kr');
  if (/^(?:cs)?iso2022cn(?:ext)?$/.test(letters)) return new ShiftedIso2022('gb2312');
  if (/^hz(?:gb2312)?$/.test(letters)) return new HzText();
  // How IMAP writes names of folders: no charset of texts.
  if (letters === 'utf7imap') return null;
  try {
    if (iconv.encodingExists(name)) {
      const decoder = iconv.getDecoder(name, { stripBOM: true });
      return { write: (bytes) => decoder.write(asBuffer(bytes)), end: () => decoder.end() ?? '' };
    }
    // What iconv-lite lacks the runtime may know; it throws for names that it does not.
    const decoder = new TextDecoder(name);
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  } catch {
    // A charset that nobody knows.
    return null;
  }
}

/** Whether bytes were what their charset's name says: not another one that they were read as, nothing replaced. */
export function isSoundIn(bytes: Uint8Array, charset: string, decoded: string): boolean {
  const name = charset.trim().toLowerCase();
  if (likeAscii.test(name)) return isUtf8(asBuffer(bytes));
  return !decoded.includes('\ufffd') && textPiecesOf(name) !== null;
}

/**
 * Text without a charset: UTF-8 where it is valid or nearly so, otherwise Windows-1252, which is what old senders meant.
 */
export function decodeUnlabelled(bytes: Uint8Array): string {
  const buffer = asBuffer(bytes);
  const text = buffer.toString('utf8');
  if (text.includes('\ufffd') && !isUtf8(buffer) && !isMostlyUtf8(text)) return iconv.decode(buffer, 'windows-1252');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * A byte that is lost, or a text that was cut within a character, does not make UTF-8 another charset: in text of another
 * charset, characters beyond ASCII that are well-formed UTF-8 by chance are fewer than those that are not.
 */
function isMostlyUtf8(text: string): boolean {
  let lost = 0;
  let sound = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) lost += 1;
    else if (code > 0x7f) sound += 1;
  }
  return sound > 0 && sound >= lost;
}

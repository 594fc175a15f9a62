import { decodeText } from '@relais/imap-codec';
import { decodeCharset } from '@relais/mime';

const known = [
  'US-ASCII',
  'UTF-8',
  'ISO-8859-1',
  'ISO-8859-15',
  'WINDOWS-1252',
  'ISO-2022-JP',
  'SHIFT_JIS',
  'EUC-JP',
  'GB18030',
  'BIG5',
  'EUC-KR',
  'KOI8-R',
];

/** How search texts in `charset` are read; undefined: the charset is not known and BADCHARSET is the answer. */
export function searchTextDecoder(charset: string | undefined): ((text: Buffer) => string) | undefined {
  // RFC 3501 §6.4.4: US-ASCII is the default; UTF-8 in it is what clients that say nothing send.
  if (charset === undefined || charset === 'US-ASCII' || charset === 'UTF-8') return decodeText;
  if (!known.includes(charset)) return undefined;
  return (text) => decodeCharset(text, charset);
}

/** RFC 3501 §7.1: the charsets that would be understood, for BADCHARSET. */
export const knownCharsets = known.join(' ');

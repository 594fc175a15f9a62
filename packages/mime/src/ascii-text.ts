import { decodeHeader, encodeHeader } from './encoded-words.ts';
import type { RawText } from './raw-text.ts';

/** Text of a header as encoded words; those that stand in it already are read first, so that nothing is encoded twice. */
export function encodedText(value: RawText): string {
  return encodeHeader(oneLine(decodeHeader(value)));
}

export function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ');
}

export function isAsciiText(text: RawText): boolean {
  return !/[\x80-\xff]/.test(text);
}

import type { TextPieces } from './charset.ts';
import { asBuffer } from './raw-text.ts';

/** An escape of ISO-2022-JP (RFC 1468) that another one takes back before anything was said. */
// oxlint-disable-next-line no-control-regex
const idleEscape = /\x1b(?:\([BJI]|\$[@B])(?=\x1b(?:\([BJI]|\$[@B]))/g;
/** What only the bytes behind it tell: an escape, or the beginning of one. */
// oxlint-disable-next-line no-control-regex
const openEnd = /(?:\x1b(?:\([BJI]|\$[@B]))?(?:\x1b[($]?)?$/;
const longestOpenEnd = 5;

/**
 * ISO-2022-JP. The runtime's decoder takes two escapes in a row for a fault and shows U+FFFD; a subject of several
 * encoded words has them wherever one word ends, because each begins and ends in ASCII (RFC 1468).
 */
export class Iso2022JpPieces implements TextPieces {
  readonly #decoder = new TextDecoder('iso-2022-jp');
  #held = '';

  write(bytes: Uint8Array): string {
    const text = (this.#held + asBuffer(bytes).toString('latin1')).replace(idleEscape, '');
    const end = text.slice(-longestOpenEnd);
    this.#held = end.slice(end.search(openEnd));
    return this.#decode(text.slice(0, text.length - this.#held.length));
  }

  end(): string {
    return this.#decode(this.#held) + this.#decoder.decode();
  }

  #decode(text: string): string {
    return this.#decoder.decode(Buffer.from(text, 'latin1'), { stream: true });
  }
}

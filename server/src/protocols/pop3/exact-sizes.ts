import { WireSizeCounter } from '@relais/pop3-codec';
import { asciiHeaders, type MessageSource } from './ascii-headers.ts';

const mostKept = 100_000;

/** Octets that RETR sends for messages (EnableExactRFC822Size), counted once each: content never changes. */
export class ExactSizes {
  readonly #sizes = new Map<string, number>();

  /** `isUtf8`: for a session that has said UTF8, which gets headers as they came (RFC 6856 §2.1). */
  async of(source: MessageSource, isUtf8: boolean): Promise<number> {
    const { store, contentId } = source;
    const key = `${store.accountId} ${contentId}${isUtf8 ? ' utf8' : ''}`;
    const known = this.#sizes.get(key);
    if (known !== undefined) return known;
    const counter = new WireSizeCounter();
    for await (const chunk of isUtf8 ? store.content(contentId) : asciiHeaders(source)) counter.push(chunk);
    const size = counter.finish();
    if (this.#sizes.size >= mostKept) this.#sizes.clear();
    this.#sizes.set(key, size);
    return size;
  }
}

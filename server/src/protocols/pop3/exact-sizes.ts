import { WireSizeCounter } from '@relais/pop3-codec';
import type { AccountStore } from '../../domain/mail/account-store.ts';

const mostKept = 100_000;

/** Octets that RETR sends for messages (EnableExactRFC822Size), counted once each: content never changes. */
export class ExactSizes {
  readonly #sizes = new Map<string, number>();

  async of(store: AccountStore, contentId: number): Promise<number> {
    const key = `${store.accountId} ${contentId}`;
    const known = this.#sizes.get(key);
    if (known !== undefined) return known;
    const counter = new WireSizeCounter();
    for await (const chunk of store.content(contentId)) counter.push(chunk);
    const size = counter.finish();
    if (this.#sizes.size >= mostKept) this.#sizes.clear();
    this.#sizes.set(key, size);
    return size;
  }
}

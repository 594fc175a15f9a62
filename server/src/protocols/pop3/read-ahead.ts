import type { AccountStore } from '../../domain/mail/account-store.ts';
import { uidSetOf } from '../../domain/mail/uid-set.ts';
import type { MaildropMessage } from './maildrop.ts';

/** So many messages at most, and as many as a page of the store has: 256 KB of contents. */
const mostAtOnce = 16;

/**
 * Clients take a maildrop message by message, in order: whoever asks for the next one gets it out of a read of several.
 * Contents never change. Held weakly: a client that stops in the middle keeps no memory once it is wanted.
 */
export class ReadAhead {
  readonly #store: AccountStore;
  readonly #folderId: number;
  readonly #uids: readonly number[];
  #last: number | null = null;
  #contents: WeakRef<ReadonlyMap<number, Uint8Array>> | null = null;

  /** `uids`: of all messages, in their order. */
  constructor(store: AccountStore, folderId: number, uids: readonly number[]) {
    this.#store = store;
    this.#folderId = folderId;
    this.#uids = uids;
  }

  /** All bytes of a message; null: it is not the next one, is gone, or so large that it is better streamed. */
  async contentOf({ number, uid }: MaildropMessage): Promise<Uint8Array | null> {
    const isNext = this.#last !== null && number === this.#last + 1;
    this.#last = number;
    if (!isNext) return null;
    return this.#contents?.deref()?.get(uid) ?? (await this.#readFrom(number)).get(uid) ?? null;
  }

  async #readFrom(number: number): Promise<ReadonlyMap<number, Uint8Array>> {
    const uids = this.#uids.slice(number - 1, number - 1 + mostAtOnce);
    const contents = new Map<number, Uint8Array>();
    const set = uidSetOf(uids.sort((a, b) => a - b));
    for await (const page of this.#store.messages(this.#folderId, set, { content: true })) {
      for (const { uid, content } of page) if (content !== null) contents.set(uid, content);
      break;
    }
    this.#contents = new WeakRef(contents);
    return contents;
  }
}

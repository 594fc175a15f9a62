import type { AccountStore } from '../../domain/mail/account-store.ts';
import { uidSetOf } from '../../domain/mail/uid-set.ts';
import type { MaildropMessage } from './maildrop.ts';

/** So many messages the first time, more for who has taken all of them, and at most so much of their contents. */
const firstAtOnce = 16;
const mostAtOnce = 64;
const mostBytesAtOnce = 256 * 1024;
/** Larger ones do not come with their rows (`MessageRow.content`): they are streamed. */
const mostContentBytes = 64 * 1024;

/** What is known of all messages of a maildrop, in their order. */
interface Messages {
  readonly uids: Uint32Array;
  readonly storedBytes: Uint32Array;
}

/**
 * Clients take a maildrop message by message, in order: whoever asks for the next one gets it out of a read of several.
 * Contents never change. Held weakly: a client that stops in the middle keeps no memory once it is wanted.
 */
export class ReadAhead {
  readonly #store: Pick<AccountStore, 'messages'>;
  readonly #folderId: number;
  readonly #messages: Messages;
  #last: number | null = null;
  #atOnce = firstAtOnce;
  #contents: WeakRef<ReadonlyMap<number, Uint8Array>> | null = null;

  constructor(store: Pick<AccountStore, 'messages'>, folderId: number, messages: Messages) {
    this.#store = store;
    this.#folderId = folderId;
    this.#messages = messages;
  }

  /** All bytes of a message; null: it is not the next one, is gone, or so large that it is better streamed. */
  contentOf({
    number,
    uid,
    storedBytes,
  }: Pick<MaildropMessage, 'number' | 'uid' | 'storedBytes'>): Uint8Array | null | Promise<Uint8Array | null> {
    const isNext = this.#last !== null && number === this.#last + 1;
    this.#last = number;
    if (!isNext) this.#atOnce = firstAtOnce;
    if (!isNext || storedBytes > mostContentBytes) return null;
    return this.#contents?.deref()?.get(uid) ?? this.#read(number, uid);
  }

  /** The content of this message, read with some that follow. */
  async #read(number: number, wanted: number): Promise<Uint8Array | null> {
    const { uids, storedBytes } = this.#messages;
    const from = number - 1;
    // No more than a page of the store holds: it begins with the least UID, which may be the last in order.
    let to = from + 1;
    for (let bytes = storedBytes[from] as number; to < uids.length && to < from + this.#atOnce; to += 1) {
      bytes += storedBytes[to] as number;
      if (bytes > mostBytesAtOnce) break;
    }
    this.#atOnce = mostAtOnce;
    const contents = new Map<number, Uint8Array>();
    const set = uidSetOf(uids.slice(from, to).sort());
    for await (const page of this.#store.messages(this.#folderId, set, { content: true })) {
      for (const { uid, content } of page) if (content !== null) contents.set(uid, content);
      break;
    }
    this.#contents = new WeakRef(contents);
    return contents.get(wanted) ?? null;
  }
}

import type { AccountStore } from '../../domain/mail/account-store.ts';
import { type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';
import type { MessageSource } from './ascii-headers.ts';
import { columnsOf } from './kept-columns.ts';
import { ReadAhead } from './read-ahead.ts';

export interface MaildropMessage {
  /** From 1, as the client counts. */
  readonly number: number;
  readonly uid: number;
  readonly contentId: number;
  /** As STAT and LIST say it. */
  readonly sizeBytes: number;
  readonly storedBytes: number;
}

/** A message by its number. */
export type Found =
  | { readonly kind: 'message'; readonly message: MaildropMessage }
  | { readonly kind: 'deleted' }
  /** `last`: the highest number there is, 0 in an empty maildrop. */
  | { readonly kind: 'none'; readonly last: number };

/** Counts what RETR sends of a message (EnableExactRFC822Size). */
export type CountSize = (source: MessageSource) => Promise<number>;

/** In the order of the client's numbers. */
interface Listing {
  readonly uids: Uint32Array;
  readonly contentIds: Float64Array;
  readonly storedBytes: Uint32Array;
  /** The same as `storedBytes` unless they are counted. */
  readonly sizeBytes: Uint32Array;
}

/**
 * The Inbox as it was at sign-in (RFC 1939 §5): numbers and sizes stay until QUIT, whatever other sessions do.
 * Deletions are marks until `expunge`.
 */
export class Maildrop {
  /** RFC 1939 §7 UIDL: with the UID, the same in every session for as long as the message exists, never given to another one. */
  readonly uidValidity: number;
  readonly #store: AccountStore;
  readonly #folderId: number;
  readonly #listing: Listing;
  readonly #deleted = new Set<number>();
  readonly #ahead: ReadAhead;

  private constructor(store: AccountStore, folderId: number, uidValidity: number, listing: Listing) {
    this.#store = store;
    this.#folderId = folderId;
    this.uidValidity = uidValidity;
    this.#listing = listing;
    this.#ahead = new ReadAhead(store, folderId, listing);
  }

  /** `countSize` null: sizes are those of the store. */
  static async open(store: AccountStore, newestFirst: boolean, countSize: CountSize | null): Promise<Maildrop> {
    const { folderId } = await store.folder('INBOX', 'place');
    // POP3 knows no \Recent and must not take it from IMAP clients.
    const { uids, status } = await store.openFolder(folderId, { claimRecent: false });
    const { uidValidity } = status;
    const columns = await columnsOf(store, folderId, { uidValidity, uids });
    let listing = { ...columns, sizeBytes: columns.storedBytes };
    if (countSize !== null) {
      const sizeBytes = new Uint32Array(columns.uids.length);
      for (const [at, uid] of columns.uids.entries()) {
        const [contentId, storedBytes] = [columns.contentIds[at] as number, columns.storedBytes[at] as number];
        sizeBytes[at] = await countSize({ store, folderId, uid, contentId, storedBytes });
      }
      listing = { ...columns, sizeBytes };
    }
    return new Maildrop(store, folderId, uidValidity, newestFirst ? reversed(listing) : listing);
  }

  /** Of all messages, those that are marked as deleted too: their numbers are 1 to this one. */
  get size(): number {
    return this.#listing.uids.length;
  }

  isDeleted(number: number): boolean {
    return this.#deleted.size > 0 && this.#deleted.has(number);
  }

  /** `number`: from 1 to `size`. */
  uidOf(number: number): number {
    return this.#listing.uids[number - 1] as number;
  }

  sizeOf(number: number): number {
    return this.#listing.sizeBytes[number - 1] as number;
  }

  /** Of the messages that are not marked as deleted. */
  get total(): { readonly messages: number; readonly sizeBytes: number } {
    let sizeBytes = 0;
    for (const size of this.#listing.sizeBytes) sizeBytes += size;
    for (const number of this.#deleted) sizeBytes -= this.sizeOf(number);
    return { messages: this.size - this.#deleted.size, sizeBytes };
  }

  find(number: number): Found {
    const { uids, contentIds, sizeBytes, storedBytes } = this.#listing;
    const at = number - 1;
    const uid = uids[at];
    if (uid === undefined) return { kind: 'none', last: uids.length };
    if (this.isDeleted(number)) return { kind: 'deleted' };
    const message = {
      number,
      uid,
      contentId: contentIds[at] as number,
      sizeBytes: sizeBytes[at] as number,
      storedBytes: storedBytes[at] as number,
    };
    return { kind: 'message', message };
  }

  source({ uid, contentId, storedBytes }: MaildropMessage): MessageSource {
    return { store: this.#store, folderId: this.#folderId, uid, contentId, storedBytes };
  }

  /** All bytes of a message that is read in its turn; null: read its `source`. */
  wholeContent(message: MaildropMessage): Uint8Array | null | Promise<Uint8Array | null> {
    return this.#ahead.contentOf(message);
  }

  markDeleted({ number }: MaildropMessage): void {
    this.#deleted.add(number);
  }

  unmarkAll(): void {
    this.#deleted.clear();
  }

  /** Removes what is marked; durable when it resolves. */
  async expunge(): Promise<void> {
    if (this.#deleted.size === 0) return;
    await this.#store.expunge(this.#folderId, this.#deletedUids(), { onlyDeleted: false });
  }

  #deletedUids(): UidSet {
    const uids = [...this.#deleted].map((number) => this.uidOf(number));
    return uidSetOf(uids.sort((a, b) => a - b));
  }
}

function reversed({ uids, contentIds, storedBytes, sizeBytes }: Listing): Listing {
  return {
    uids: uids.toReversed(),
    contentIds: contentIds.toReversed(),
    storedBytes: storedBytes.toReversed(),
    sizeBytes: sizeBytes.toReversed(),
  };
}

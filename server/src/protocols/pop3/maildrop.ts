import type { AccountStore } from '../../domain/mail/account-store.ts';
import { type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';
import type { MessageSource } from './ascii-headers.ts';
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

/** What a message's size is: the stored one, or counted (EnableExactRFC822Size). */
export type SizeOf = (source: MessageSource) => number | Promise<number>;

/**
 * The Inbox as it was at sign-in (RFC 1939 §5): numbers and sizes stay until QUIT, whatever other sessions do.
 * Deletions are marks until `expunge`.
 */
export class Maildrop {
  readonly #store: AccountStore;
  readonly #folderId: number;
  readonly #uidValidity: number;
  readonly #messages: readonly MaildropMessage[];
  readonly #deleted = new Set<number>();
  readonly #ahead: ReadAhead;

  private constructor(
    store: AccountStore,
    folderId: number,
    uidValidity: number,
    messages: readonly MaildropMessage[],
  ) {
    this.#store = store;
    this.#folderId = folderId;
    this.#uidValidity = uidValidity;
    this.#messages = messages;
    this.#ahead = new ReadAhead(store, folderId, messages);
  }

  static async open(store: AccountStore, newestFirst: boolean, sizeOf: SizeOf): Promise<Maildrop> {
    const { folderId } = await store.folder('INBOX', 'place');
    // POP3 knows no \Recent and must not take it from IMAP clients.
    const { uids, status } = await store.openFolder(folderId, { claimRecent: false });
    const messages: MaildropMessage[] = [];
    if (uids.length > 0) {
      for await (const page of store.messages(folderId, uidSetOf(uids), {})) {
        for (const { uid, contentId, sizeBytes: storedBytes } of page) {
          const size = sizeOf({ store, folderId, uid, contentId, storedBytes });
          // Of thousands of messages only those that are counted are waited for.
          const sizeBytes = typeof size === 'number' ? size : await size;
          messages.push({ number: messages.length + 1, uid, contentId, sizeBytes, storedBytes });
        }
      }
    }
    const inOrder = newestFirst ? messages.reverse().map((message, at) => ({ ...message, number: at + 1 })) : messages;
    return new Maildrop(store, folderId, status.uidValidity, inOrder);
  }

  /** Those that are not marked as deleted. */
  *messages(): Generator<MaildropMessage> {
    for (const message of this.#messages) if (!this.#deleted.has(message.number)) yield message;
  }

  get total(): { readonly messages: number; readonly sizeBytes: number } {
    let messages = 0;
    let sizeBytes = 0;
    for (const message of this.messages()) {
      messages += 1;
      sizeBytes += message.sizeBytes;
    }
    return { messages, sizeBytes };
  }

  find(number: number): Found {
    const message = this.#messages[number - 1];
    if (message === undefined) return { kind: 'none', last: this.#messages.length };
    return this.#deleted.has(number) ? { kind: 'deleted' } : { kind: 'message', message };
  }

  /** RFC 1939 §7 UIDL: the same in every session for as long as the message exists, never given to another one. */
  uniqueId(message: MaildropMessage): string {
    return `${this.#uidValidity}-${message.uid}`;
  }

  source({ uid, contentId, storedBytes }: MaildropMessage): MessageSource {
    return { store: this.#store, folderId: this.#folderId, uid, contentId, storedBytes };
  }

  /** All bytes of a message that is read in its turn; null: read its `source`. */
  wholeContent(message: MaildropMessage): Promise<Uint8Array | null> {
    return this.#ahead.contentOf(message);
  }

  markDeleted(message: MaildropMessage): void {
    this.#deleted.add(message.number);
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
    const uids = [...this.#deleted].map((number) => (this.#messages[number - 1] as MaildropMessage).uid);
    return uidSetOf(uids.sort((a, b) => a - b));
  }
}

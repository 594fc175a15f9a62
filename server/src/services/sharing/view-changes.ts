import type { AccountStore } from '../../domain/mail/account-store.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import type { OthersMailboxes, SharedMailbox } from './others-mailboxes.ts';
import { numberIn } from './view-numbers.ts';

/** What changes in any mailbox of a view, in the view's numbers. Their stores are listened to while somebody listens here. */
export class ViewChanges {
  readonly #own: AccountStore;
  readonly #others: Pick<OthersMailboxes, 'onGrant'>;
  /** Those that the view has met; it adds to them. */
  readonly #opened: readonly SharedMailbox[];
  readonly #listeners = new Set<(change: MailboxChange) => void>();
  #stops: (() => void)[] = [];

  constructor(own: AccountStore, others: Pick<OthersMailboxes, 'onGrant'>, opened: readonly SharedMailbox[]) {
    this.#own = own;
    this.#others = others;
    this.#opened = opened;
  }

  listen(listener: (change: MailboxChange) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      const { accountId } = this.#own;
      this.#stops = [
        this.#own.onChange((change) => this.#tell(change)),
        // A mailbox that was never met cannot be listened to: whoever lists the folders now meets it.
        this.#others.onGrant(() => this.#tell({ accountId, folderId: null, modSeq: 0 })),
      ];
      // Numbers may have gaps, which this passes over.
      this.#opened.forEach((mailbox) => this.#listenTo(mailbox));
    }
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      for (const stop of this.#stops) stop();
      this.#stops = [];
    };
  }

  noteOpened(mailbox: SharedMailbox): void {
    if (this.#listeners.size > 0) this.#listenTo(mailbox);
  }

  #tell(change: MailboxChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #listenTo(mailbox: SharedMailbox): void {
    const stop = mailbox.store.onChange((change) =>
      this.#tell({
        ...change,
        folderId: change.folderId === null ? null : numberIn(mailbox, change.folderId),
      }),
    );
    this.#stops.push(stop);
  }
}

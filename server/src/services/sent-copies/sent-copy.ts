import type { AccountStore, IncomingMessage } from '../../domain/mail/account-store.ts';
import { flagBits } from '../../domain/mail/flags.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { DeliveryInProgress, DeliveryOutcome } from '../delivery/delivery.ts';

/** A message on its way into the Sent Items of one mailbox, read. */
export class SentCopy implements DeliveryInProgress {
  readonly #store: AccountStore;
  readonly #incoming: IncomingMessage;

  private constructor(store: AccountStore, incoming: IncomingMessage) {
    this.#store = store;
    this.#incoming = incoming;
  }

  static async begin(store: AccountStore, maxBytes: number): Promise<SentCopy> {
    return new SentCopy(store, await store.beginMessage({ maxBytes }));
  }

  get sizeBytes(): number {
    return this.#incoming.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#incoming.write(chunk);
  }

  /** @throws MailError 'folder-not-found' when the mailbox has no folder for what was sent; what `append` throws */
  async deliver(): Promise<readonly DeliveryOutcome[]> {
    const folder = (await this.#store.listFolders()).find(({ specialUse }) => specialUse === 'sent');
    if (folder === undefined) throw new MailError('folder-not-found', 'The mailbox has no folder for sent messages');
    const flags = { bits: flagBits.seen, keywords: [] };
    await this.#store.append(folder.folderId, [{ message: await this.#incoming.finish(), flags }]);
    await this.discard();
    return [{ kind: 'delivered' }];
  }

  discard(): Promise<void> {
    return this.#incoming.discard();
  }
}

import type { MessageColumns } from '../../../domain/mail/account-store.ts';
import type { FetchedMessage } from './fetched-message.ts';

/** How an item of FETCH is answered. */
export interface FetchItemWriter {
  /** What the store must give; null: the view knows it. */
  readonly columns: MessageColumns | null;
  /** What this item is, when the answer for a message is always the same and worth keeping. */
  readonly constantAs?: string;
  /** The answer is kept under this name: items that were put together by `keptItem`. */
  readonly keptAs?: string;
  /** Reading it sets `\Seen` (RFC 3501 §6.4.5). */
  readonly marksSeen?: boolean;
  /** Writes `NAME value`. Awaits only for content, which may be long. */
  write(message: FetchedMessage): Promise<void> | void;
}

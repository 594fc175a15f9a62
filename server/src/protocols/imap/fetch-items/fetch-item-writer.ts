import type { MessageColumns } from '../../../domain/mail/account-store.ts';
import type { FetchedMessage } from './fetched-message.ts';

/** How an item of FETCH is answered. */
export interface FetchItemWriter {
  /** What the store must give; null: the view knows it. */
  readonly columns: MessageColumns | null;
  /** A section of the header: what is answered for it never changes, and may be kept under this name. */
  readonly keptAs?: string;
  /** Reading it sets `\Seen` (RFC 3501 §6.4.5). */
  readonly marksSeen?: boolean;
  /** Writes `NAME value`. Awaits only for content, which may be long. */
  write(message: FetchedMessage): Promise<void> | void;
}

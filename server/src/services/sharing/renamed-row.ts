import type { MessageRow } from '../../domain/mail/account-store.ts';

/** The same message with other ids, as another mailbox's view shows it. */
export function renamedRow(
  row: MessageRow,
  ids: Partial<Pick<MessageRow, 'contentId' | 'emailId' | 'threadId'>>,
): MessageRow {
  // Not a copy: what nobody asks of the row is not made.
  return Object.create(
    row,
    Object.fromEntries(Object.entries(ids).map(([name, value]) => [name, { value, enumerable: true }])),
  ) as MessageRow;
}

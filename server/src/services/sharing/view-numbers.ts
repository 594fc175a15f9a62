import type { SharedMailbox } from './others-mailboxes.ts';

// Numbers of folders and contents in the view: which mailbox, and its own number. The user's own keep theirs.
const mailboxStep = 2 ** 40;

/** A content of the user's own mailbox, whose number means the same in every view and always. */
export const isOwnContent = (contentId: number): boolean => contentId < mailboxStep;

/** The number in the view of a folder or content of another's mailbox. */
export function numberIn(mailbox: SharedMailbox, id: number): number {
  return (mailbox.number + 1) * mailboxStep + id;
}

/** Where a number of the view leads: its own number in the mailbox there, counted from 0, or in the user's own. */
export function placeOf(number: number): { readonly mailbox: number | null; readonly id: number } {
  if (number < mailboxStep) return { mailbox: null, id: number };
  return { mailbox: Math.floor(number / mailboxStep) - 1, id: number % mailboxStep };
}

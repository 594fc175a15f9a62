import { treeOf } from './folder-pane.tsx';
import type { OthersMailboxes } from './mail-data.ts';
import type { Mailbox } from './mail-types.ts';

export interface MoveTarget {
  readonly mailbox: Mailbox;
  readonly depth: number;
  /** Above the first folder of each mailbox of somebody else. */
  readonly heading: string | null;
}

/** Where chosen messages may go: the user's own folders, then those of others into which he may file. */
export function targetsOf(
  own: readonly Mailbox[],
  others: readonly OthersMailboxes[],
  current: Mailbox,
): readonly MoveTarget[] {
  const targets = treeOf(own).map((branch): MoveTarget => ({ ...branch, heading: null }));
  for (const { account, mailboxes } of others) {
    const open = treeOf(mailboxes).filter(({ mailbox }) => mailbox.myRights.mayAddItems && mailbox.id !== current.id);
    for (const [at, branch] of open.entries()) targets.push({ ...branch, heading: at === 0 ? account.name : null });
  }
  return targets.filter(({ mailbox }) => mailbox.id !== current.id);
}

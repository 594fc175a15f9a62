import type { FolderStatus } from '../../domain/mail/account-store.ts';
import { mergeRanges, type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';

/** Messages that a session has put into a folder, and what they alone make of its status. */
export class OwnMessages {
  readonly uidSet: UidSet;
  readonly #unseen: number;
  readonly #writes: number;

  constructor(uidSet: UidSet = [], unseen = 0, writes = 0) {
    this.uidSet = uidSet;
    this.#unseen = unseen;
    this.#writes = writes;
  }

  /** Those of one more write. */
  with(uids: readonly number[], unseen: number): OwnMessages {
    const merged = mergeRanges([...this.uidSet, ...uidSetOf([...uids].sort((a, b) => a - b))]);
    return new OwnMessages(merged, this.#unseen + unseen, this.#writes + 1);
  }

  addedTo(status: FolderStatus): FolderStatus {
    const newest = this.uidSet.at(-1)?.last ?? 0;
    return {
      ...status,
      uidNext: Math.max(status.uidNext, newest + 1),
      messages: this.uidSet.reduce((sum, { first, last }) => sum + last - first + 1, status.messages),
      unseen: status.unseen + this.#unseen,
      // Each write has one number, whatever it brings.
      highestModSeq: status.highestModSeq + this.#writes,
    };
  }
}

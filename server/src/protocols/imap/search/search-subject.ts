import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { type UidSet, uidSetOf } from '../../../domain/mail/uid-set.ts';
import type { Output } from '../output.ts';
import type { SelectedFolder } from '../selected-folder.ts';
import { PositionSet } from './position-set.ts';

/** What a search looks at. */
export interface SearchSubject {
  readonly folder: SelectedFolder;
  readonly store: AccountStore;
  readonly output: Output;
  readonly nowMs: number;
  /** What `$` means in the keys (RFC 5182), as it was before this search. */
  readonly savedSearch: readonly number[];
  /** Search texts as people read them: the charset of the command undone. */
  readonly decode: (text: Buffer) => string;
  /** Filled by FUZZY: how well the message at a position fits, 1 to 100 (RFC 6203 §4). */
  readonly relevance?: Map<number, number>;
}

export function uidsOf({ folder }: SearchSubject, among: PositionSet): UidSet {
  return uidSetOf(
    (function* () {
      for (const at of among) yield folder.uidAt(at);
    })(),
  );
}

/** `count`: of positions that the set is about. UIDs that are gone from the view are left out. */
export function positionsOf({ folder }: SearchSubject, uids: readonly number[], count: number): PositionSet {
  const found = new Uint8Array(count);
  for (const uid of uids) {
    const at = folder.positionOf(uid);
    if (at >= 0) found[at] = 1;
  }
  return new PositionSet(found);
}

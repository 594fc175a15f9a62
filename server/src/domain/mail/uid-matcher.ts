import type { UidSet } from './uid-set.ts';

/** Whether a UID is in the set, for UIDs asked in ascending order: each range is passed once. */
export function ascendingMatcher(set: UidSet): (uid: number) => boolean {
  let at = 0;
  return (uid) => {
    let range = set[at];
    while (range !== undefined && range.last < uid) range = set[++at];
    return range !== undefined && range.first <= uid;
  };
}

/** Inclusive ranges in ascending order without overlaps; `*` has been resolved by the caller. Set-based store calls take these. */
export type UidSet = readonly UidRange[];

export interface UidRange {
  readonly first: number;
  readonly last: number;
}

/** Ascending UIDs folded into ranges. */
export function uidSetOf(ascendingUids: Iterable<number>): UidSet {
  const ranges: { first: number; last: number }[] = [];
  let current: { first: number; last: number } | undefined;
  for (const uid of ascendingUids) {
    if (current !== undefined && uid === current.last + 1) current.last = uid;
    else if (current === undefined || uid > current.last) {
      current = { first: uid, last: uid };
      ranges.push(current);
    }
  }
  return ranges;
}

export function uidSetHas(set: UidSet, uid: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = set[middle] as UidRange;
    if (uid < range.first) high = middle - 1;
    else if (uid > range.last) low = middle + 1;
    else return true;
  }
  return false;
}

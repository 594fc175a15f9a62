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

/** A set that grows UID by UID, ascending: ten thousand of a run cost one range. */
export class UidSetBuilder {
  readonly #ranges: { first: number; last: number }[] = [];
  #count = 0;

  /** `uid` is greater than all before it. */
  add(uid: number): void {
    const current = this.#ranges.at(-1);
    if (current !== undefined && uid === current.last + 1) current.last = uid;
    else this.#ranges.push({ first: uid, last: uid });
    this.#count++;
  }

  /** All from `first` to `last`. */
  addRange(first: number, last: number): void {
    const current = this.#ranges.at(-1);
    if (current !== undefined && first === current.last + 1) current.last = last;
    else this.#ranges.push({ first, last });
    this.#count += last - first + 1;
  }

  get count(): number {
    return this.#count;
  }

  get set(): UidSet {
    return this.#ranges;
  }
}

/** How many UIDs it names. */
export function uidCount(set: UidSet): number {
  return set.reduce((sum, { first, last }) => sum + last - first + 1, 0);
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

/** Whether all from `first` to `last` are in the set. */
export function uidSetCovers(set: UidSet, first: number, last: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = set[middle] as UidRange;
    if (first < range.first) high = middle - 1;
    else if (first > range.last) low = middle + 1;
    else return last <= range.last;
  }
  return false;
}

/** Ranges in any order, folded into a set. */
export function mergeRanges(ranges: readonly UidRange[]): UidSet {
  const sorted = ranges.toSorted((a, b) => a.first - b.first);
  const merged: { first: number; last: number }[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else merged.push({ first: range.first, last: range.last });
  }
  return merged;
}

export function uidSetIntersection(left: UidSet, right: UidSet): UidSet {
  const both: UidRange[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const a = left[i] as UidRange;
    const b = right[j] as UidRange;
    const first = Math.max(a.first, b.first);
    const last = Math.min(a.last, b.last);
    if (first <= last) both.push({ first, last });
    if (a.last < b.last) i++;
    else j++;
  }
  return both;
}

/** What is in the first set and not in the second. */
export function uidSetDifference(from: UidSet, without: UidSet): UidSet {
  const left: UidRange[] = [];
  let j = 0;
  for (const range of from) {
    let first = range.first;
    while (j < without.length && (without[j] as UidRange).last < first) j++;
    for (let k = j; k < without.length && (without[k] as UidRange).first <= range.last; k++) {
      const hole = without[k] as UidRange;
      if (hole.first > first) left.push({ first, last: hole.first - 1 });
      first = Math.max(first, hole.last + 1);
    }
    if (first <= range.last) left.push({ first, last: range.last });
  }
  return left;
}

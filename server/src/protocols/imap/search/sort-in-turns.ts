/** Sorted in one go: about two milliseconds. */
const runLength = 2_048;

/** A stable merge sort that calls `rest` every millisecond or two, so that 50,000 messages hold nobody up. */
export async function sortInTurns(
  values: readonly number[],
  compare: (a: number, b: number) => number,
  rest: () => Promise<void>,
): Promise<number[]> {
  let runs: number[][] = [];
  for (let at = 0; at < values.length; at += runLength) {
    runs.push(values.slice(at, at + runLength).sort(compare));
    await rest();
  }
  while (runs.length > 1) {
    const merged: number[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] as number[], runs[at + 1] ?? [], compare, rest));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  left: readonly number[],
  right: readonly number[],
  compare: (a: number, b: number) => number,
  rest: () => Promise<void>,
): Promise<number[]> {
  const merged: number[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const takesLeft = r >= right.length || (l < left.length && compare(left[l] as number, right[r] as number) <= 0);
    merged.push((takesLeft ? left[l++] : right[r++]) as number);
    if (merged.length % (2 * runLength) === 0) await rest();
  }
  return merged;
}

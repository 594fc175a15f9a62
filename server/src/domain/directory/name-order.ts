interface Entry<Row> {
  readonly key: string;
  readonly row: Row;
}

/**
 * Rows by their name's key (`nameKey`), which is made once: of 20,000 names compared anew after each change the event loop
 * would feel it. What was given out stays as it was, so that somebody may go through it while others change it.
 */
export class NameOrder<Row> {
  private readonly entries: Entry<Row>[] = [];
  private isSorted = true;
  private given: readonly Row[] | null = null;

  put(key: string, row: Row): void {
    this.entries.push({ key, row });
    this.isSorted = false;
    this.given = null;
  }

  drop(row: Row): void {
    const at = this.entries.findIndex((entry) => entry.row === row);
    if (at < 0) return;
    this.entries.splice(at, 1);
    this.given = null;
  }

  rows(): readonly Row[] {
    this.given ??= this.sorted().map(({ row }) => row);
    return this.given;
  }

  /** The rows of both, by name. */
  mergedWith<Other>(others: NameOrder<Other>): readonly (Row | Other)[] {
    const merged: (Row | Other)[] = [];
    const waiting = others.sorted();
    let next = 0;
    for (const { key, row } of this.sorted()) {
      for (let other = waiting[next]; other !== undefined && other.key < key; other = waiting[next]) {
        merged.push(other.row);
        next += 1;
      }
      merged.push(row);
    }
    return [...merged, ...waiting.slice(next).map(({ row }) => row)];
  }

  private sorted(): readonly Entry<Row>[] {
    // After one change all but one stand in order, which the sort makes use of.
    if (!this.isSorted) this.entries.sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)));
    this.isSorted = true;
    return this.entries;
  }
}

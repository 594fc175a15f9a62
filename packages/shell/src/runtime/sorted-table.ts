import { Hashtable } from './hashtable.ts';
import type { Value } from './values.ts';

/** `[System.Collections.SortedList]` and `Generic.SortedDictionary`: a table whose entries stand in the order of their keys. */
export class SortedTable extends Hashtable {
  private readonly order: (left: Value, right: Value) => number;

  constructor(order: (left: Value, right: Value) => number) {
    super();
    this.order = order;
  }

  override entries(): [Value, Value][] {
    return super.entries().sort(([left], [right]) => this.order(left, right));
  }
}

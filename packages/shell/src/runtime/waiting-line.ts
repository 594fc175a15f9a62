import type { Value } from './values.ts';

/** `[System.Collections.Generic.Queue[string]]` and `Stack`: the item that comes next stands first, as in .NET. */
export class WaitingLine extends Array<Value> {
  readonly isStack: boolean;

  constructor(items: readonly Value[], isStack: boolean) {
    super();
    this.isStack = isStack;
    for (const item of items) this.put(item);
  }

  /** `map` and `filter` give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  put(item: Value): void {
    if (this.isStack) this.unshift(item);
    else this.push(item);
  }
}

/** What `::new(…)` and New-Object make of what they were given: items to begin with, or how many there will be. */
export function newWaitingLine(isStack: boolean): (given: readonly Value[]) => WaitingLine {
  return ([items]) => new WaitingLine(Array.isArray(items) ? items : [], isStack);
}

import { toNumber } from './convert-number.ts';
import { operationError } from './shell-error.ts';
import type { Value } from './values.ts';

const mostItems = 10_000_000;

/** `[object[,]]`: a list with several dimensions, which a pipeline and `foreach` see row by row. */
export class Grid extends Array<Value> {
  readonly lengths: readonly number[];
  constructor(lengths: readonly number[]) {
    super();
    this.lengths = lengths;
    const count = lengths.reduce((all, one) => all * one, 1);
    if (lengths.some((length) => !(length >= 0)) || count > mostItems)
      throw operationError(
        'ArgumentOutOfRange',
        `A list of ${lengths.join(' x ')} items cannot be made here.`,
        'InvalidArgument',
      );
    for (let index = 0; index < count; index += 1) this.push(null);
  }

  /** `map` and `filter` give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Where an item of these indexes stands. @throws OperationError outside of the dimensions. */
  placeOf(indexes: readonly Value[]): number {
    const at = indexes.map((index) => Math.round(toNumber(index, 'System.Int32')));
    if (at.length !== this.lengths.length)
      throw operationError(
        'NeedMultidimensionalIndex',
        `The array has ${this.lengths.length} dimensions and was given ${at.length} indexes.`,
      );
    return at.reduce((place, index, dimension) => {
      const length = this.lengths[dimension] ?? 0;
      if (index < 0 || index >= length)
        throw operationError('IndexOutOfRange', 'Index was outside the bounds of the array.', 'OperationStopped');
      return place * length + index;
    }, 0);
  }
}

/** The type of a list with `dimensions` of them, when the name is one: `object[,]`, `System.String[,,]`. */
export function gridType(written: string): number | null {
  const commas = /\[(,+)\]$/.exec(written)?.[1];
  return commas === undefined ? null : commas.length + 1;
}

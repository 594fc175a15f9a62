import type { CellStyle } from '../format/cell-text.ts';
import { tryNumber } from '../runtime/convert-number.ts';
import type { Context } from '../runtime/engine.ts';

const defaultListLimit = 16;

/** The style of cells that the script's preferences and the reader's language ask for. */
export function cellStyle(context: Context): CellStyle {
  const limit = context.scope.get('FormatEnumerationLimit');
  return {
    language: context.face.language,
    listLimit: (limit === undefined ? null : tryNumber(limit)) ?? defaultListLimit,
  };
}

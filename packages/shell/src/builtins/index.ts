import type { Builtin } from '../runtime/builtin.ts';
import { forEachObject } from './for-each-object.ts';
import { formatList } from './format-list.ts';
import { formatTable } from './format-table.ts';
import { formatWide } from './format-wide.ts';
import { iisreset } from './iisreset.ts';
import { net } from './net.ts';
import { selectObject } from './select-object.ts';
import { sortObject } from './sort-object.ts';
import { whereObject } from './where-object.ts';
import { writeOutput } from './write-output.ts';

const all: readonly Builtin[] = [
  formatList,
  iisreset,
  net,
  formatTable,
  formatWide,
  forEachObject,
  selectObject,
  sortObject,
  whereObject,
  writeOutput,
];

/** The shell's own commands by name in lower case. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  all.map((builtin) => [builtin.name.toLowerCase(), builtin]),
);

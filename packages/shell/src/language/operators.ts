/** How tightly binary operators bind (about_Operator_Precedence): higher binds tighter. */
export const precedence = {
  logical: 1,
  bitwise: 2,
  comparison: 3,
  additive: 4,
  multiplicative: 5,
  format: 6,
  range: 7,
  unary: 8,
  comma: 9,
  operand: 10,
} as const;

const comparisons = [
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'like',
  'notlike',
  'match',
  'notmatch',
  'contains',
  'notcontains',
  'in',
  'notin',
  'replace',
  'split',
];

/** Operators written as `-word`, with the case-sensitive `c…` and explicit `i…` forms of comparisons. */
export const wordOperators: ReadonlyMap<string, number> = new Map([
  ...['and', 'or', 'xor'].map((name): [string, number] => [name, precedence.logical]),
  ...['band', 'bor', 'bxor', 'shl', 'shr'].map((name): [string, number] => [name, precedence.bitwise]),
  ...comparisons.flatMap((name): [string, number][] => [
    [name, precedence.comparison],
    [`c${name}`, precedence.comparison],
    [`i${name}`, precedence.comparison],
  ]),
  ...['is', 'isnot', 'as', 'join'].map((name): [string, number] => [name, precedence.comparison]),
  ['f', precedence.format],
]);

/** Prefix operators written as `-word`. */
export const wordPrefixes: ReadonlySet<string> = new Set(['not', 'bnot', 'join', 'split', 'csplit', 'isplit']);

export const assignmentOperators = ['=', '+=', '-=', '*=', '/=', '%=', '??='] as const;

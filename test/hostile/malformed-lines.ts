/** A generator of numbers that is the same each time: a failure can be looked at again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const rubbish = [
  '\0',
  '\x7f',
  '\xff\xfe',
  '\x1b[2J',
  '{99999999999}',
  '"',
  '\\',
  '((((((((',
  '*',
  '%',
  '<',
  '=?x?Q?',
  ' '.repeat(50),
  'A'.repeat(300),
  '\r',
  '\xc3\x28',
  '${x}',
  '../..',
];

/** `count` lines that are no command of a protocol, made of its own words and of rubbish. `[]`: always refused. */
export function malformedLines(words: readonly string[], count: number, seed = 7): readonly string[] {
  const next = numbers(seed);
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    switch (index % 4) {
      case 0:
        return `${pick(words)}${pick(rubbish)}${pick(words)} ${pick(rubbish)}`;
      case 1:
        return `X${pick(words)} ${pick(rubbish)}`;
      case 2:
        return `${pick(rubbish)}${pick(words)} ${pick(rubbish)}`;
      default:
        return `${pick(words)}${pick(words)}${pick(rubbish)} ${next(2 ** 31)}`;
    }
  });
}

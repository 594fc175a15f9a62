import { type Flags, flagBits } from '../../domain/mail/flags.ts';

/** A session's own flag beside the stored ones: `\Recent` (RFC 3501 §2.3.2). It is never given to the store. */
export const recentBit = 32;
export const storedBits = 31;

const systemFlags: readonly (readonly [name: string, bit: number])[] = [
  ['\\Answered', flagBits.answered],
  ['\\Flagged', flagBits.flagged],
  ['\\Deleted', flagBits.deleted],
  ['\\Seen', flagBits.seen],
  ['\\Draft', flagBits.draft],
];
export const systemFlagNames = systemFlags.map(([name]) => name);

const bitOf = new Map(systemFlags);

/** Flags as the codec gives them, for the store. */
export function toFlags(names: readonly string[]): Flags {
  let bits = 0;
  const keywords: string[] = [];
  for (const name of names) {
    const bit = bitOf.get(name);
    if (bit !== undefined) bits |= bit;
    else keywords.push(name);
  }
  return { bits, keywords: keywords.sort() };
}

/** All 64 combinations of bits, written once. */
const texts = Array.from({ length: 64 }, (_, bits) =>
  [
    ...systemFlags.filter(([, bit]) => bits & bit).map(([name]) => name),
    ...(bits & recentBit ? ['\\Recent'] : []),
  ].join(' '),
);

/** `\Seen $Label`, without parentheses. */
export function formatFlags(bits: number, keywords: readonly string[]): string {
  const system = texts[bits & 63] ?? '';
  if (keywords.length === 0) return system;
  return system === '' ? keywords.join(' ') : `${system} ${keywords.join(' ')}`;
}

import { flagBits } from './flags.ts';

/** RFC 4314 §2.1, in the order in which they are told. */
export const everyRight = ['l', 'r', 's', 'w', 'i', 'p', 'k', 'x', 't', 'e', 'a'] as const;

export type Right = (typeof everyRight)[number];
export type Rights = ReadonlySet<Right>;

export const allRights: Rights = new Set(everyRight);
export const noRights: Rights = new Set();

/** Whoever is named so is every user of the organisation who signs in. */
export const anyone = 'anyone';

/** Letters as they are kept: each right once, in one order. */
export function rightLetters(rights: Rights): string {
  return everyRight.filter((right) => rights.has(right)).join('');
}

/** Reads what `rightLetters` wrote; other letters are left out. */
export function rightsOf(letters: string): Rights {
  return new Set(everyRight.filter((right) => letters.includes(right)));
}

export function unionOf(one: Rights, other: Rights): Rights {
  if (one.size === 0) return other;
  return other.size === 0 ? one : new Set([...one, ...other]);
}

/** Which flags somebody may change: `s` for \Seen, `t` for \Deleted, `w` for all others (RFC 4314 §4). */
export interface FlagMask {
  readonly bits: number;
  readonly keywords: boolean;
}

export function flagMaskOf(rights: Rights): FlagMask {
  const { seen, deleted, answered, flagged, draft } = flagBits;
  return {
    bits:
      (rights.has('s') ? seen : 0) |
      (rights.has('t') ? deleted : 0) |
      (rights.has('w') ? answered | flagged | draft : 0),
    keywords: rights.has('w'),
  };
}

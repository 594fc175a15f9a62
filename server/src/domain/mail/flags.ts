/** System flags as bits of one integer (RFC 9051 §2.3.2); `\Recent` is a session's and never stored. */
export const flagBits = {
  seen: 1,
  answered: 2,
  flagged: 4,
  deleted: 8,
  draft: 16,
} as const;

/** A message's flags: system flags as bits, keywords as sorted atoms in the spelling first used in the folder. */
export interface Flags {
  readonly bits: number;
  readonly keywords: readonly string[];
}

export const noFlags: Flags = { bits: 0, keywords: [] };

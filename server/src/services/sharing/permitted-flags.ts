import type { StoreFlagsRequest } from '../../domain/mail/account-store.ts';
import type { Flags } from '../../domain/mail/flags.ts';
import { type FlagMask, flagMaskOf, type Rights } from '../../domain/mail/rights.ts';

/** RFC 3503: a receipt was sent, or is not to be. */
const receiptSent = '$mdnsent';

/**
 * Those that he may set in what he puts there. `$MDNSent` goes along whatever his rights, so that the sender of a message is
 * not told twice (RFC 3503 §4.3).
 */
export function masked(flags: Flags, mask: FlagMask): Flags {
  const keywords = mask.keywords
    ? flags.keywords
    : flags.keywords.filter((keyword) => keyword.toLowerCase() === receiptSent);
  return { bits: flags.bits & mask.bits, keywords };
}

/** Whether a STORE changes anything that he may change (RFC 4314 §4). */
export function mayChangeAny({ mode, flags }: StoreFlagsRequest, rights: Rights): boolean {
  const mask = flagMaskOf(rights);
  if (mode === 'replace') return mask.bits !== 0;
  if (flags.bits === 0 && flags.keywords.length === 0) return true;
  return (flags.bits & mask.bits) !== 0 || (flags.keywords.length > 0 && mask.keywords);
}

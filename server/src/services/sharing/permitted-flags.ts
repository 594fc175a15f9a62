import type { StoreFlagsRequest } from '../../domain/mail/account-store.ts';
import type { Flags } from '../../domain/mail/flags.ts';
import { type FlagMask, flagMaskOf, type Rights } from '../../domain/mail/rights.ts';

/** Those that he may set. */
export function masked(flags: Flags, mask: FlagMask): Flags {
  return { bits: flags.bits & mask.bits, keywords: mask.keywords ? flags.keywords : [] };
}

/** Whether a STORE changes anything that he may change (RFC 4314 §4). */
export function mayChangeAny({ mode, flags }: StoreFlagsRequest, rights: Rights): boolean {
  const mask = flagMaskOf(rights);
  if (mode === 'replace') return mask.bits !== 0;
  if (flags.bits === 0 && flags.keywords.length === 0) return true;
  return (flags.bits & mask.bits) !== 0 || (flags.keywords.length > 0 && mask.keywords);
}

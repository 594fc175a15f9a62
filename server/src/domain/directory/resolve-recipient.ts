import type { Mailbox, RecipientResolution } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { domainOf, normalizeAddress } from './email-address.ts';
import type { RecipientIndex } from './recipient-index.ts';

/**
 * Whose address it is. The most exact meaning wins: the address itself, postmaster, the address before a `+tag`
 * (RFC 5233), the catch-all of the domain.
 */
export function resolveRecipient(
  index: DirectoryIndex,
  others: RecipientIndex,
  address: string,
  { plusTags }: { readonly plusTags: boolean },
): RecipientResolution {
  let normalized: string;
  try {
    normalized = normalizeAddress(address);
  } catch {
    // RFC 5321 §4.5.1: `<Postmaster>` without a domain is always ours.
    const postmaster = address.toLowerCase() === 'postmaster' ? postmasterOf(index) : undefined;
    return postmaster === undefined ? { kind: 'other-domain' } : { kind: 'mailbox', mailbox: postmaster };
  }
  const exact = owner(index, others, normalized);
  if (exact !== null) return exact;
  const domain = index.covering(domainOf(normalized));
  if (domain === undefined) return { kind: 'other-domain' };
  // RFC 5321 §4.5.1: mail to postmaster of each domain we deliver for reaches a person.
  const postmaster = normalized.startsWith('postmaster@') ? postmasterOf(index) : undefined;
  if (postmaster !== undefined) return { kind: 'mailbox', mailbox: postmaster };
  const plus = normalized.indexOf('+');
  const tagged =
    plusTags && plus > 0 ? owner(index, others, `${normalized.slice(0, plus)}@${domainOf(normalized)}`) : null;
  if (tagged !== null) return tagged;
  const catchAll = domain.catchAll === null ? undefined : index.guid(domain.catchAll);
  if (catchAll !== undefined) return { kind: 'mailbox', mailbox: catchAll, isCatchAll: true };
  // In a relay domain somebody else may have the address.
  return domain.domainType === 'Authoritative' ? { kind: 'unknown-user' } : { kind: 'other-domain' };
}

function owner(index: DirectoryIndex, others: RecipientIndex, normalized: string): RecipientResolution | null {
  const mailbox = index.address(normalized);
  if (mailbox !== undefined) return { kind: 'mailbox', mailbox };
  const other = others.address(normalized);
  if (other?.kind === 'group') return { kind: 'group', group: other };
  if (other?.kind === 'contact') return { kind: 'contact', contact: other };
  return null;
}

function postmasterOf(index: DirectoryIndex): Mailbox | undefined {
  const administrators = index
    .all()
    .filter((mailbox) => mailbox.enabled && mailbox.roleGroups.includes('Organization Management'));
  return administrators.sort((one, other) => one.whenCreated - other.whenCreated)[0];
}

import type { AcceptedDomain, Mailbox } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { nameKey } from './named-index.ts';
import { normalizeAddress } from './email-address.ts';
import type { OtherRecipient, Recipient } from './recipient.ts';
import type { RecipientIndex } from './recipient-index.ts';

/** By GUID, address, UPN, alias, name or logon name, `DOMAIN\user` included; the most exact kind of name wins. */
export function findMailbox(index: DirectoryIndex, organization: string, identity: string): Mailbox | null {
  const wanted = identity.trim();
  return index.guid(withoutBraces(wanted)) ?? findLogin(index, organization, wanted) ?? index.name(wanted) ?? null;
}

/** By UPN, any address, alias, SAM account name, or either of the last two behind `DOMAIN\`. */
export function findLogin(index: DirectoryIndex, organization: string, userName: string): Mailbox | null {
  const wanted = userName.trim();
  const backslash = wanted.indexOf('\\');
  if (backslash > 0) {
    const user = wanted.slice(backslash + 1);
    if (!isOurDomain(index.domains(), organization, wanted.slice(0, backslash))) return null;
    return index.logonName(user) ?? index.alias(user) ?? null;
  }
  return index.logonName(wanted) ?? byAddress(index, wanted) ?? index.alias(wanted) ?? null;
}

/** The same over every kind of recipient: mailboxes first, as each name means one recipient. */
export function findRecipient(
  index: DirectoryIndex,
  others: RecipientIndex,
  organization: string,
  identity: string,
): Recipient | null {
  const mailbox = findMailbox(index, organization, identity);
  if (mailbox !== null) return mailbox;
  const wanted = identity.trim();
  return (
    others.guid(withoutBraces(wanted)) ??
    otherByAddress(others, wanted) ??
    withoutMailbox(index, others, organization, wanted) ??
    others.alias(wanted) ??
    others.name(wanted) ??
    null
  );
}

/** A GUID as .NET writes it too: `{…}`. */
function withoutBraces(written: string): string {
  return written.startsWith('{') && written.endsWith('}') ? written.slice(1, -1) : written;
}

/** An account whose mailbox was disabled, by what it signs in with. */
function withoutMailbox(
  index: DirectoryIndex,
  others: RecipientIndex,
  organization: string,
  written: string,
): OtherRecipient | undefined {
  const backslash = written.indexOf('\\');
  if (backslash > 0 && !isOurDomain(index.domains(), organization, written.slice(0, backslash))) return undefined;
  return others.withoutMailbox(written.slice(backslash + 1), { orPrincipal: backslash <= 0 });
}

function otherByAddress(others: RecipientIndex, written: string): OtherRecipient | undefined {
  if (!written.includes('@')) return undefined;
  try {
    const address = normalizeAddress(written);
    return others.address(address) ?? others.contactElsewhere(address);
  } catch {
    return undefined;
  }
}

function byAddress(index: DirectoryIndex, written: string): Mailbox | undefined {
  if (!written.includes('@')) return undefined;
  try {
    return index.address(normalizeAddress(written));
  } catch {
    return undefined;
  }
}

/** Before the backslash: the organisation, an accepted domain, or its first label as Windows shortens it (CONTOSO). */
export function isOurDomain(
  domains: readonly Pick<AcceptedDomain, 'domainName'>[],
  organization: string,
  written: string,
): boolean {
  const wanted = nameKey(written);
  return (
    wanted === '.' ||
    wanted === nameKey(organization) ||
    domains.some(({ domainName }) => domainName === wanted || domainName.split('.')[0] === wanted)
  );
}

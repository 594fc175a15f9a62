import type { Address, MailboxAddress } from './address-list.ts';
import { encodedText, isAsciiText, oneLine } from './ascii-text.ts';
import { decodeHeader, encodeHeader } from './encoded-words.ts';

/** The address with its domain in A-labels (RFC 5890); null when it cannot be written in ASCII. */
export function asciiSpec({
  localPart,
  domain,
}: MailboxAddress): { readonly localPart: string; readonly domain: string } | null {
  if (/[^\x20-\x7e]/.test(localPart)) return null;
  if (/^[\x21-\x7e]*$/.test(domain)) return { localPart, domain };
  const ascii = asciiDomain(decodeHeader(domain));
  return ascii === null ? null : { localPart, domain: ascii };
}

/** `local@domain` as encoded words. */
export function encodedSpec({ localPart, domain }: MailboxAddress): string {
  return encodeHeader(oneLine(decodeHeader(domain === '' ? localPart : `${localPart}@${domain}`)));
}

/**
 * An address as the envelope of a surrogate has it (RFC 6857 §3.1.7, §3.1.8): names as encoded words; what cannot be
 * written becomes the name of a group without members, which is seen and cannot be answered. ASCII stays as it is.
 */
export function asciiAddress(address: Address): Address {
  if (address.kind === 'mailbox') {
    const mailbox = asciiMailbox(address);
    return mailbox ?? { kind: 'group', name: words(address.name, [encodedSpec(address)]), members: [] };
  }
  const wide: string[] = [];
  const members: MailboxAddress[] = [];
  for (const member of address.members) {
    const mailbox = asciiMailbox(member);
    if (mailbox === null) wide.push(encodedSpec(member));
    else members.push(mailbox);
  }
  return { kind: 'group', name: words(address.name, wide), members };
}

function asciiMailbox(address: MailboxAddress): MailboxAddress | null {
  const spec = asciiSpec(address);
  if (spec === null) return null;
  const { name, route } = address;
  return {
    ...address,
    ...spec,
    name: name === null || isAsciiText(name) ? name : encodedText(name),
    // RFC 5322 §4.4: a route says nothing any more.
    route: route === null || isAsciiText(route) ? route : null,
  };
}

function words(name: string | null, more: readonly string[]): string {
  const first = name === null || isAsciiText(name) ? name : encodedText(name);
  return [...(first === null || first === '' ? [] : [first]), ...more].join(' ');
}

/** Null when it is no domain. */
function asciiDomain(domain: string): string | null {
  if (/[\s/\\?#@:%[\]]/.test(domain)) return null;
  const url = `http://${domain}/`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

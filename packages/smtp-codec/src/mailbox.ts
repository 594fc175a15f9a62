import { addressLiteralFault, domainFault } from './domain.ts';

/** An address of the envelope, taken apart (RFC 5321 §4.1.2). */
export interface MailboxAddress {
  /** The meaning of the local part, without quotes and backslashes. */
  readonly localPart: string;
  /** As sent: a name (A- or U-labels) or an address literal in brackets. */
  readonly domain: string;
  /** Written canonically: the local part quoted only where it must be, `"a@b c"@example.org`. */
  readonly text: string;
}

export interface AddressLimits {
  /** Octets, RFC 5321 §4.5.3.1.1: 64. */
  readonly localPartBytes: number;
  /** Octets, RFC 5321 §4.5.3.1.3: 256 with the angle brackets. */
  readonly pathBytes: number;
  /** Taken for an address in angle brackets without a domain (Exchange's DefaultDomain); otherwise that is a fault. */
  readonly defaultDomain?: string;
}

export const usualAddressLimits: AddressLimits = { localPartBytes: 64, pathBytes: 256 };
/** Exchange's LongAddressesEnabled: X.400 addresses wrapped in SMTP ones. */
export const longAddressLimits: AddressLimits = { localPartBytes: 1860, pathBytes: 2120 };

// RFC 6531 §3.3 adds what is beyond US-ASCII. C1 controls, the separators of lines and paragraphs and lone surrogates are
// not: some programs end a line at them.
const dotString =
  /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u00a0-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u00a0-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]+)*/u;
const endsLines = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;
const encoder = new TextEncoder();

/** What is wrong with an address, as a clause for a person. */
export interface AddressFault {
  readonly fault: string;
}

/**
 * Reads a Mailbox at the start of `text`: the address and how many characters it has. The `@` that counts is the one after
 * the local part, so `"a@evil x"@good` belongs to `good`.
 */
export function readMailbox(
  text: string,
  limits: AddressLimits,
): { readonly address: MailboxAddress; readonly length: number } | AddressFault {
  const local = text.startsWith('"') ? readQuoted(text) : readDotString(text);
  if ('fault' in local) return local;
  if (octets(local.value) > limits.localPartBytes)
    return { fault: `the part before @ is longer than ${limits.localPartBytes} octets` };
  if (text[local.length] === '>' && limits.defaultDomain !== undefined) {
    const { defaultDomain } = limits;
    const address = {
      localPart: local.value,
      domain: defaultDomain,
      text: `${quoteLocalPart(local.value)}@${defaultDomain}`,
    };
    return { address, length: local.length };
  }
  if (text[local.length] !== '@') return noAt(text[local.length]);
  const rest = text.slice(local.length + 1);
  const domain = rest.startsWith('[')
    ? rest.slice(0, rest.indexOf(']') + 1)
    : (/^[^>\s,:;<"()@[\]\\]*/.exec(rest)?.[0] ?? '');
  const fault = rest.startsWith('[') ? addressLiteralFault(domain) : domainFault(domain);
  if (fault !== null) return { fault };
  const length = local.length + 1 + domain.length;
  if (octets(text.slice(0, length)) > limits.pathBytes - 2)
    return { fault: `the address is longer than ${limits.pathBytes - 2} octets` };
  return { address: { localPart: local.value, domain, text: `${quoteLocalPart(local.value)}@${domain}` }, length };
}

/** Reads text that must be one address and nothing else. */
export function parseMailbox(text: string, limits: AddressLimits = usualAddressLimits): MailboxAddress | null {
  const read = readMailbox(text, limits);
  return 'fault' in read || read.length !== text.length ? null : read.address;
}

function readDotString(text: string): { readonly value: string; readonly length: number } | AddressFault {
  const value = dotString.exec(text)?.[0];
  if (value !== undefined) return { value, length: value.length };
  return {
    fault:
      text === '' || text.startsWith('>') ? 'the address is empty' : `an address cannot begin with ${shown(text[0])}`,
  };
}

function readQuoted(text: string): { readonly value: string; readonly length: number } | AddressFault {
  let value = '';
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '"') return { value, length: at + 1 };
    if (endsLines.test(character)) return { fault: 'the quoted part before @ holds a control character' };
    if (character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    const quoted = text[at] ?? '';
    // quoted-pairSMTP: a backslash and printable US-ASCII or a space.
    if (!/^[ -~]$/.test(quoted))
      return { fault: 'a backslash in the quoted part before @ must be followed by a printable character' };
    value += quoted;
  }
  return { fault: 'the quoted part before @ is not closed' };
}

function quoteLocalPart(localPart: string): string {
  if (dotString.exec(localPart)?.[0].length === localPart.length && localPart !== '') return localPart;
  return `"${localPart.replace(/["\\]/g, '\\$&')}"`;
}

function noAt(found: string | undefined): AddressFault {
  if (found === undefined || found === '>') return { fault: 'the address has no @ and no domain' };
  return { fault: `${shown(found)} is not allowed in the part before @ without quotes` };
}

function shown(character: string | undefined): string {
  if (character === ' ') return 'a space';
  return character !== undefined && !endsLines.test(character) ? character : 'a control character';
}

function octets(text: string): number {
  // oxlint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

import { domainToASCII } from 'node:url';

/** Why a text is no address or domain, as a sentence that names it, in both languages. */
export class AddressSyntaxError extends Error {
  override readonly name = 'AddressSyntaxError';
  readonly french: string;
  constructor(message: string, french: string) {
    super(message);
    this.french = french;
  }
}

// RFC 5321 §4.1.2 Dot-string over RFC 5322 §3.2.3 atext; RFC 6531 §3.3 adds what is beyond US-ASCII, but no controls (C1)
// and no separators of lines and paragraphs: some programs end a line at them.
const dotString =
  /^[\w!#$%&'*+/=?^`{|}~\-\u00A0-\u2027\u202A-\uD7FF\uE000-\u{10FFFF}]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\u00A0-\u2027\u202A-\uD7FF\uE000-\u{10FFFF}]+)*$/u;
// What nearly every local part is: nothing to unquote, to compose or to count in octets.
const plainLocalPart = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
// What nearly every domain is: kept as it is. `--` may be an A-label, and a last label that begins with a digit a number.
const plainDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one spelling under which a domain is kept: lower case, A-labels (RFC 5890), no final dot.
 * @throws AddressSyntaxError when it is no domain name.
 */
export function normalizeDomain(domain: string): string {
  if (domain.length <= 253 && plainDomain.test(domain) && !domain.includes('--')) return domain;
  // domainToASCII follows the URL standard and drops tabs and line ends; here they are an attack, not a typing slip.
  const clean = /[\p{Cc}\s]/u.test(domain) ? '' : domain.normalize('NFC').replace(/\.$/, '');
  const ascii = domainToASCII(clean).toLowerCase();
  const labels = ascii.split('.');
  // RFC 1035 §2.3.4: 63 octets a label, 255 a name (253 as text).
  const isName = ascii.length <= 253 && labels.every((part) => part.length <= 63 && label.test(part));
  if (ascii === '' || !isName || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw new AddressSyntaxError(
      `"${domain}" is not a domain name; one looks like contoso.com.`,
      `« ${domain} » n’est pas un nom de domaine ; par exemple contoso.com.`,
    );
  }
  return ascii;
}

/**
 * The one spelling under which an address is kept and compared: NFC, lower case, the domain in A-labels.
 * Local parts are compared without case, as Exchange does (RFC 5321 §2.4 lets the owner of a domain decide).
 * @throws AddressSyntaxError when it is no mailbox address.
 */
export function normalizeAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at <= 0)
    throw new AddressSyntaxError(
      `"${address}" is not an e-mail address; one looks like user@contoso.com.`,
      `« ${address} » n’est pas une adresse de messagerie ; par exemple user@contoso.com.`,
    );
  const local = normalizeLocalPart(address.slice(0, at), address);
  const whole = `${local}@${normalizeDomain(address.slice(at + 1))}`;
  // RFC 5321 §4.5.3.1.3: a path is at most 256 octets, angle brackets included.
  if (Buffer.byteLength(whole) > 254) {
    throw new AddressSyntaxError(
      `"${address}" is longer than the 254 octets that an e-mail address may have.`,
      `« ${address} » dépasse les 254 octets que peut compter une adresse de messagerie.`,
    );
  }
  return whole;
}

function normalizeLocalPart(written: string, address: string): string {
  if (written.length <= 64 && plainLocalPart.test(written)) return written.toLowerCase();
  const local = unquoted(written).normalize('NFC').toLowerCase();
  if (!dotString.test(local)) {
    throw new AddressSyntaxError(
      `"${address}" is not an e-mail address: "${written}" cannot stand before the @.`,
      `« ${address} » n’est pas une adresse de messagerie : « ${written} » ne peut pas précéder l’arobase.`,
    );
  }
  // RFC 5321 §4.5.3.1.1.
  if (Buffer.byteLength(local) > 64) {
    throw new AddressSyntaxError(
      `"${address}" has more than 64 octets before the @.`,
      `« ${address} » compte plus de 64 octets avant l’arobase.`,
    );
  }
  return local;
}

/** RFC 5321 §4.1.2: `"fred"@x` and `fred@x` are one mailbox. */
function unquoted(local: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(local);
  return quoted?.[1] === undefined ? local : quoted[1].replace(/\\(.)/gu, '$1');
}

/** The domain of an address that `normalizeAddress` gave. */
export function domainOf(normalized: string): string {
  return normalized.slice(normalized.lastIndexOf('@') + 1);
}

/** Whether `domain` is `pattern`; `*.contoso.com` is contoso.com and every subdomain, as Exchange documents it. Both normalised. */
export function domainMatches(pattern: string, domain: string): boolean {
  return pattern.startsWith('*.') ? `.${domain}`.endsWith(pattern.slice(1)) : domain === pattern;
}

/** As `normalizeDomain`, and `*.contoso.com` (contoso.com and every subdomain) besides. */
export function normalizeDomainPattern(domain: string): string {
  return domain.startsWith('*.') ? `*.${normalizeDomain(domain.slice(2))}` : normalizeDomain(domain);
}

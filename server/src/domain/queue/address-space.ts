/** Whom a send connector sends to: `SMTP:*.contoso.com;5` (reference §7.1). */
export interface AddressSpace {
  /** `*`, `contoso.com` or `*.contoso.com`; in lower case with A-labels. */
  readonly domain: string;
  /** 1 to 100; the lower is used first. */
  readonly cost: number;
}

/** `null`: no address space. The type SMTP and the cost 1 may be left out. */
export function parseAddressSpace(text: string): AddressSpace | null {
  const [written = '', costText = '1', ...more] = text.split(';').map((piece) => piece.trim());
  const colon = written.indexOf(':');
  const pattern = written.slice(colon + 1).trim();
  const cost = Number(costText);
  if (colon >= 0 && written.slice(0, colon).trim().toLowerCase() !== 'smtp') return null;
  if (more.length > 0 || pattern === '' || /[:\s]/.test(pattern)) return null;
  if (!/^\d{1,3}$/.test(costText) || cost < 1 || cost > 100) return null;
  if (pattern === '*') return { domain: '*', cost };
  const name = pattern.startsWith('*.') ? pattern.slice(2) : pattern;
  const ascii = asciiDomain(name);
  if (ascii === null || !ascii.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)))
    return null;
  // RFC 1123 §2.1: a name that ends in a number would be an IP address.
  if (/(?:^|\.)\d+$/.test(ascii)) return null;
  return { domain: pattern.startsWith('*.') ? `*.${ascii}` : ascii, cost };
}

export function formatAddressSpace({ domain, cost }: AddressSpace): string {
  return `SMTP:${domain};${cost}`;
}

/**
 * How closely a space covers a domain: the more, the closer; 0: not at all. `*.contoso.com` is contoso.com and every
 * subdomain, as with Exchange's connectors.
 */
export function closeness({ domain: space }: AddressSpace, domain: string): number {
  if (space === domain) return 10_000;
  if (space === '*') return 1;
  return space.startsWith('*.') && `.${domain}`.endsWith(space.slice(1)) ? space.length : 0;
}

/** A domain in lower case with A-labels; `null` when it is none. */
export function asciiDomain(domain: string): string | null {
  const lower = domain.toLowerCase().replace(/\.$/, '');
  // Names with underscores are no URLs, and mail is sent to them.
  if (/^[a-z0-9._-]{1,255}$/.test(lower)) return lower;
  try {
    const { hostname } = new URL(`http://${lower}/`);
    return /^[a-z0-9._-]{1,255}$/.test(hostname) && !/[/?#@:%\\]/.test(lower) ? hostname : null;
  } catch {
    return null;
  }
}

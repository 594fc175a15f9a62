/** Where a domain wants its reports. */
export interface ReportUri {
  readonly address: string;
  /** In lower case. */
  readonly domain: string;
  /** Larger reports are not wanted. */
  readonly maxBytes: number;
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
/** RFC 7489 §6.3: two at least; each costs a message a day. */
const mostUris = 4;

/** The addresses of an rua= tag (RFC 7489 §6.2 and §6.3): `mailto:` with an optional `!10m`; what is of no use is passed over. */
export function reportUris(rua: string): readonly ReportUri[] {
  return rua
    .split(',')
    .slice(0, 50)
    .flatMap((text) => reportUri(text.trim()) ?? [])
    .slice(0, mostUris);
}

function reportUri(text: string): ReportUri | null {
  const match = /^mailto:([^!?]{3,1000})(?:\?[^!]*)?(?:!(\d{1,15})([kmgt]?))?$/i.exec(text);
  if (match?.[1] === undefined) return null;
  const address = decoded(match[1]);
  // A dot-atom in US-ASCII (RFC 5321 §4.1.2): it stands in an envelope and in a header.
  const parts = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(address ?? '');
  if (address === null || parts?.[1] === undefined || parts[1].length > 253) return null;
  const unit = units[(match[3] ?? '').toLowerCase()] ?? 1;
  return {
    address,
    domain: parts[1].toLowerCase(),
    maxBytes: match[2] === undefined ? Number.POSITIVE_INFINITY : Number(match[2]) * unit,
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

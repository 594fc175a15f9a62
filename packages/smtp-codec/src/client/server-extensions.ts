import type { ServerReply } from './server-reply.ts';

/** What a server's EHLO reply offers (RFC 5321 §4.1.1.1). */
export interface ServerExtensions {
  readonly pipelining: boolean;
  readonly startTls: boolean;
  readonly eightBitMime: boolean;
  readonly smtpUtf8: boolean;
  readonly dsn: boolean;
  readonly chunking: boolean;
  readonly requireTls: boolean;
  readonly deliverBy: boolean;
  /** RFC 2852 §3: the shortest time, in seconds, in which it promises to deliver or to return; 0 when it names none. */
  readonly minDeliverBySeconds: number;
  readonly mtPriority: boolean;
  /** `null`: SIZE is not offered or has no limit (RFC 1870 §4). */
  readonly maxSizeBytes: number | null;
  readonly size: boolean;
  /** In upper case. */
  readonly authMechanisms: ReadonlySet<string>;
  /** RFC 9422 RCPTMAX. */
  readonly maxRecipients: number | null;
  /** RFC 9422 MAILMAX: MAIL in one connection, refused ones too. */
  readonly maxTransactions: number | null;
  /** RFC 9422 RCPTDOMAINMAX: different domains of recipients in one connection. */
  readonly maxDomains: number | null;
}

/** What is known of a server that only speaks HELO. */
export const noExtensions: ServerExtensions = readExtensions({ code: 250, enhanced: null, lines: [''] });

export function readExtensions({ lines }: ServerReply): ServerExtensions {
  const offered = new Map<string, readonly string[]>();
  // The first line is the server's name and greeting.
  for (const line of lines.slice(1)) {
    // `AUTH=LOGIN PLAIN`: what servers wrote before RFC 2554, and some still do.
    const [keyword = '', ...values] = line
      .trim()
      .replace(/^AUTH=/i, 'AUTH ')
      .split(/\s+/);
    const known = offered.get(keyword.toUpperCase()) ?? [];
    offered.set(keyword.toUpperCase(), [...known, ...values]);
  }
  const size = Number(offered.get('SIZE')?.[0] ?? 0);
  // RFC 9422 §3.7: with a word that is none the whole parameter counts for nothing; a value that cannot be read is no limit.
  const words = offered.get('LIMITS') ?? [];
  const limits = words.every((word) => /^[a-z0-9_-]+(?:=[!-:<-~]+)?$/i.test(word)) ? words : [];
  const limit = (name: RegExp): number | null =>
    limits.flatMap((word) => name.exec(word)?.[1] ?? []).map(Number)[0] ?? null;
  return {
    pipelining: offered.has('PIPELINING'),
    startTls: offered.has('STARTTLS'),
    eightBitMime: offered.has('8BITMIME'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    chunking: offered.has('CHUNKING'),
    requireTls: offered.has('REQUIRETLS'),
    deliverBy: offered.has('DELIVERBY'),
    minDeliverBySeconds: Number(/^\d{1,9}(?=,|$)/.exec(offered.get('DELIVERBY')?.[0] ?? '')?.[0] ?? 0),
    mtPriority: offered.has('MT-PRIORITY'),
    size: offered.has('SIZE'),
    maxSizeBytes: Number.isSafeInteger(size) && size > 0 ? size : null,
    authMechanisms: new Set(offered.get('AUTH')?.map((name) => name.toUpperCase())),
    maxRecipients: limit(/^RCPTMAX=([1-9]\d{0,5})$/i),
    maxTransactions: limit(/^MAILMAX=([1-9]\d{0,5})$/i),
    maxDomains: limit(/^RCPTDOMAINMAX=([1-9]\d{0,5})$/i),
  };
}

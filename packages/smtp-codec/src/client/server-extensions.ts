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
  readonly mtPriority: boolean;
  /** `null`: SIZE is not offered or has no limit (RFC 1870 §4). */
  readonly maxSizeBytes: number | null;
  readonly size: boolean;
  /** In upper case. */
  readonly authMechanisms: ReadonlySet<string>;
  /** RFC 9422 RCPTMAX. */
  readonly maxRecipients: number | null;
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
  const recipients = /^RCPTMAX=(\d{1,6})$/i;
  const limit = offered.get('LIMITS')?.flatMap((word) => recipients.exec(word)?.[1] ?? [])[0];
  return {
    pipelining: offered.has('PIPELINING'),
    startTls: offered.has('STARTTLS'),
    eightBitMime: offered.has('8BITMIME'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    chunking: offered.has('CHUNKING'),
    requireTls: offered.has('REQUIRETLS'),
    deliverBy: offered.has('DELIVERBY'),
    mtPriority: offered.has('MT-PRIORITY'),
    size: offered.has('SIZE'),
    maxSizeBytes: Number.isSafeInteger(size) && size > 0 ? size : null,
    authMechanisms: new Set(offered.get('AUTH')?.map((name) => name.toUpperCase())),
    maxRecipients: limit === undefined || Number(limit) === 0 ? null : Number(limit),
  };
}

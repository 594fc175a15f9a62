import { formatDate } from '@relais/mime';
import type { TlsState } from '../../platform/net/transport.ts';

export interface ReceivedFacts {
  readonly client: string | null;
  readonly address: string;
  /** The connector's FQDN. */
  readonly by: string;
  readonly extended: boolean;
  readonly lmtp: boolean;
  readonly smtpUtf8: boolean;
  readonly tls: TlsState | null;
  readonly authenticated: boolean;
  /** MT-PRIORITY (RFC 6710 §4.1); `null`: not said. */
  readonly priority: number | null;
  readonly id: string;
  /** Told when there is one only: the others are nobody's business (RFC 5321 §7.2). */
  readonly recipient: string | null;
  readonly time: number;
}

const longestToldBytes = 900;

/** The trace field (RFC 5321 §4.4), with its line end. Everything in it was read by a grammar that knows no line end. */
export function receivedField(facts: ReceivedFacts): string {
  const from = `from ${facts.client ?? literal(facts.address)} (${literal(facts.address)})`;
  const tls = facts.tls === null ? '' : `\r\n (${facts.tls.protocol} ${facts.tls.cipher})`;
  // RFC 5322 §2.1.1: an address of X.400 may fit no line; it need not be told.
  const isTold = facts.recipient !== null && Buffer.byteLength(facts.recipient) <= longestToldBytes;
  const recipient = isTold ? `\r\n for <${facts.recipient}>` : '';
  const priority = facts.priority === null ? '' : `\r\n PRIORITY ${facts.priority}`;
  return `Received: ${from}\r\n by ${facts.by} (Relais) with ${protocol(facts)} id ${facts.id}${tls}${recipient}${priority};\r\n ${formatDate(new Date(facts.time))}\r\n`;
}

// RFC 3848 and RFC 6531 §4.3.
function protocol({ extended, lmtp, smtpUtf8, tls, authenticated }: ReceivedFacts): string {
  if (!extended) return 'SMTP';
  const name = lmtp ? 'LMTP' : 'SMTP';
  return `${smtpUtf8 ? `UTF8${name}` : lmtp ? name : `E${name}`}${tls === null ? '' : 'S'}${authenticated ? 'A' : ''}`;
}

function literal(address: string): string {
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

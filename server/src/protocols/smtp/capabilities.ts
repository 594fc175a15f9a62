import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import { admitsUsers, offeredMechanisms, offersTls } from './connector-permissions.ts';

/** What decides about an offer. */
export interface OfferFacts {
  readonly connector: ReceiveConnector;
  readonly isSecure: boolean;
  readonly offersDsn: boolean;
  /** SASL mechanisms beyond LOGIN and PLAIN. */
  readonly furtherMechanisms: readonly string[];
  /** There is a queue. */
  readonly canHold: boolean;
  /** The client is a trusted proxy. */
  readonly isProxy: boolean;
  /** Of the connector, or of the user who has signed in where that is less. */
  readonly mostRecipients: number;
  readonly now: number;
}

export interface Offers {
  /** Of the answer to EHLO, after the first. */
  readonly lines: readonly string[];
  has(keyword: string): boolean;
}

/** RFC 4865 §4: the longest that mail is held, seconds. */
export const longestHoldSeconds = 30 * 86_400;

/** One line of the answer to EHLO: its text, or `null` when it is not offered now. Only what truly works is listed. */
export interface Capability {
  readonly keyword: string;
  readonly rfc: string;
  offer(facts: OfferFacts): string | null;
}

const when = (offered: boolean, text: string): string | null => (offered ? text : null);

/** In the order of Exchange's answer (reference §6.3). */
export const capabilities: readonly Capability[] = [
  {
    keyword: 'SIZE',
    rfc: 'RFC 1870 §3',
    offer({ connector: { SizeEnabled, MaxMessageSize } }) {
      switch (SizeEnabled) {
        case 'Enabled':
          return `SIZE ${MaxMessageSize.bytes}`;
        case 'EnabledWithoutValue':
          return 'SIZE';
        case 'Disabled':
          return null;
      }
    },
  },
  {
    keyword: 'PIPELINING',
    rfc: 'RFC 2920 §3',
    offer: ({ connector: { PipeliningEnabled } }) => when(PipeliningEnabled, 'PIPELINING'),
  },
  { keyword: 'DSN', rfc: 'RFC 3461 §4', offer: ({ offersDsn }) => when(offersDsn, 'DSN') },
  {
    keyword: 'ENHANCEDSTATUSCODES',
    rfc: 'RFC 2034 §3',
    offer: ({ connector: { EnhancedStatusCodesEnabled } }) => when(EnhancedStatusCodesEnabled, 'ENHANCEDSTATUSCODES'),
  },
  // RFC 3207 §4.2: not offered again once TLS is active.
  {
    keyword: 'STARTTLS',
    rfc: 'RFC 3207 §3',
    offer: ({ connector, isSecure }) => when(offersTls(connector) && !isSecure, 'STARTTLS'),
  },
  {
    keyword: 'AUTH',
    rfc: 'RFC 4954 §3',
    offer({ connector, isSecure, furtherMechanisms }) {
      const mechanisms = offeredMechanisms(connector, isSecure, furtherMechanisms);
      return when(mechanisms.length > 0, `AUTH ${mechanisms.join(' ')}`);
    },
  },
  {
    keyword: '8BITMIME',
    rfc: 'RFC 6152 §2',
    offer: ({ connector: { EightBitMimeEnabled } }) => when(EightBitMimeEnabled, '8BITMIME'),
  },
  {
    keyword: 'BINARYMIME',
    rfc: 'RFC 3030 §3',
    // RFC 3030 §3: only together with CHUNKING.
    offer: ({ connector: { BinaryMimeEnabled, ChunkingEnabled } }) =>
      when(BinaryMimeEnabled && ChunkingEnabled, 'BINARYMIME'),
  },
  {
    keyword: 'CHUNKING',
    rfc: 'RFC 3030 §2',
    offer: ({ connector: { ChunkingEnabled } }) => when(ChunkingEnabled, 'CHUNKING'),
  },
  // RFC 8689 §2: offered inside TLS only.
  { keyword: 'REQUIRETLS', rfc: 'RFC 8689 §2', offer: ({ isSecure }) => when(isSecure, 'REQUIRETLS') },
  {
    keyword: 'DELIVERBY',
    rfc: 'RFC 2852 §4',
    offer: ({ connector, offersDsn }) => when(offersDsn && admitsUsers(connector), 'DELIVERBY'),
  },
  {
    keyword: 'FUTURERELEASE',
    rfc: 'RFC 4865 §4',
    // For submission only, and by nobody who sends his password in the clear.
    offer: ({ connector, isSecure, canHold, now }) =>
      when(
        canHold && isSecure && admitsUsers(connector),
        `FUTURERELEASE ${longestHoldSeconds} ${new Date(now + longestHoldSeconds * 1000).toISOString().replace(/\.\d+/, '')}`,
      ),
  },
  {
    keyword: 'MT-PRIORITY',
    rfc: 'RFC 6710 §4',
    offer: ({ connector, canHold }) => when(canHold && admitsUsers(connector), 'MT-PRIORITY'),
  },
  {
    keyword: 'LIMITS',
    rfc: 'RFC 9422 §3',
    // RFC 9422 §4.2: 0 cannot be said.
    offer: ({ mostRecipients }) => when(mostRecipients > 0, `LIMITS RCPTMAX=${mostRecipients}`),
  },
  {
    // Postfix's own; RFC 5321 leaves names with an X to those who agree on them.
    keyword: 'XCLIENT',
    rfc: 'RFC 5321 §4.1.5',
    offer: ({ isProxy }) => when(isProxy, 'XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT'),
  },
  {
    keyword: 'SMTPUTF8',
    rfc: 'RFC 6531 §3.1',
    // RFC 6531 §3.1: needs 8BITMIME beside it.
    offer: ({ connector: { SmtpUtf8Enabled, EightBitMimeEnabled } }) =>
      when(SmtpUtf8Enabled && EightBitMimeEnabled, 'SMTPUTF8'),
  },
];

export function offersOf(facts: OfferFacts): Offers {
  const lines = capabilities.map((capability) => capability.offer(facts)).filter((line) => line !== null);
  return { lines, has: (keyword) => lines.some((line) => line === keyword || line.startsWith(`${keyword} `)) };
}

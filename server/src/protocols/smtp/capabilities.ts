import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import { offeredMechanisms, offersTls } from './connector-permissions.ts';

/** One line of the answer to EHLO: its text, or `null` when it is not offered now. Only what truly works is listed. */
export interface Capability {
  readonly keyword: string;
  readonly rfc: string;
  offer(
    connector: ReceiveConnector,
    isSecure: boolean,
    offersDsn: boolean,
    furtherMechanisms: readonly string[],
  ): string | null;
}

const when = (offered: boolean, text: string): string | null => (offered ? text : null);

/** In the order of Exchange's answer (reference §6.3). BINARYMIME comes with a queue that can convert it. */
export const capabilities: readonly Capability[] = [
  {
    keyword: 'SIZE',
    rfc: 'RFC 1870 §3',
    offer({ SizeEnabled, MaxMessageSize }) {
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
    offer: ({ PipeliningEnabled }) => when(PipeliningEnabled, 'PIPELINING'),
  },
  { keyword: 'DSN', rfc: 'RFC 3461 §4', offer: (_connector, _isSecure, offersDsn) => when(offersDsn, 'DSN') },
  {
    keyword: 'ENHANCEDSTATUSCODES',
    rfc: 'RFC 2034 §3',
    offer: ({ EnhancedStatusCodesEnabled }) => when(EnhancedStatusCodesEnabled, 'ENHANCEDSTATUSCODES'),
  },
  // RFC 3207 §4.2: not offered again once TLS is active.
  {
    keyword: 'STARTTLS',
    rfc: 'RFC 3207 §3',
    offer: (connector, isSecure) => when(offersTls(connector) && !isSecure, 'STARTTLS'),
  },
  {
    keyword: 'AUTH',
    rfc: 'RFC 4954 §3',
    offer(connector, isSecure, _offersDsn, furtherMechanisms) {
      const mechanisms = offeredMechanisms(connector, isSecure, furtherMechanisms);
      return when(mechanisms.length > 0, `AUTH ${mechanisms.join(' ')}`);
    },
  },
  {
    keyword: '8BITMIME',
    rfc: 'RFC 6152 §2',
    offer: ({ EightBitMimeEnabled }) => when(EightBitMimeEnabled, '8BITMIME'),
  },
  { keyword: 'CHUNKING', rfc: 'RFC 3030 §2', offer: ({ ChunkingEnabled }) => when(ChunkingEnabled, 'CHUNKING') },
  { keyword: 'SMTPUTF8', rfc: 'RFC 6531 §3.1', offer: ({ SmtpUtf8Enabled }) => when(SmtpUtf8Enabled, 'SMTPUTF8') },
];

export function offeredLines(
  connector: ReceiveConnector,
  isSecure: boolean,
  offersDsn: boolean,
  furtherMechanisms: readonly string[] = [],
): readonly string[] {
  return capabilities
    .map((capability) => capability.offer(connector, isSecure, offersDsn, furtherMechanisms))
    .filter((line) => line !== null);
}

import type { Credential } from '@relais/management-contract';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ProtocolLogSession, SessionEnds } from '../../platform/protocol-log/protocol-log.ts';
import type { TlsCredentials } from '../../platform/tls/tls-credentials.ts';
import type { TlsaRecord } from './dane-match.ts';

/** How to speak to the other side: what a send connector asks for. */
export interface ConnectionOptions {
  readonly helloName: string;
  readonly tls: 'never' | 'when-offered' | 'required';
  readonly tlsLevel: 'none' | 'chain' | 'name' | 'dane';
  readonly tlsa?: readonly TlsaRecord[];
  /** At level `dane`: where the records stand, and what else the certificate may be called. */
  readonly tlsaNames?: readonly string[] | undefined;
  readonly tlsDomain: string | null;
  /** Who demands TLS where it is not the connector, for a report. */
  readonly tlsDemand?: string;
  readonly forceHelo: boolean;
  readonly credential: Credential | null;
  /** Shown to a server that asks who we are. */
  readonly credentials?: TlsCredentials | undefined;
  readonly localAddress: string | null;
  readonly inactivityMs: number;
  /** For the connection to come about. */
  readonly connectMs?: number;
  readonly authorities: readonly string[] | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where what is said is written down. */
  readonly openLog?: ((ends: SessionEnds) => ProtocolLogSession) | undefined;
}

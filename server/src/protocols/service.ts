import type { Endpoint } from '../platform/net/transport.ts';
import type { LiveSession } from '../services/admission/live-sessions.ts';

export type ServiceState = 'Stopped' | 'Running';

/** A binding that was asked for and could not be opened. */
export interface UnopenedBinding {
  /** `127.0.0.1:25`, `[::]:25`. */
  readonly binding: string;
  /** Words for the operator; they name the binding. */
  readonly reason: string;
}

/** A protocol listener with its settings, under the names Windows services have in Exchange. */
export interface Service {
  /** `MSExchangeImap4`. */
  readonly name: string;
  /** Other names that mean it: `MSExchangeIMAP4BE`. */
  readonly alsoKnownAs: readonly string[];
  readonly displayName: string;
  readonly state: ServiceState;
  readonly startedAt: number | null;
  readonly bound: readonly Endpoint[];
  /** Only of a service that follows its configuration as it changes: what it could not open the last time it tried. */
  readonly unopened?: readonly UnopenedBinding[];
  /** Resolves when every change of the configuration so far has been followed. */
  followed?(): Promise<void>;
  /** Binds every listener of the effective settings, or none. @throws Error with a sentence for the operator. */
  start(): Promise<void>;
  /** Stops listening and closes its sessions with a word; at most 10 s. */
  stop(): Promise<void>;
  /**
   * Takes over the configured settings without refusing a connection: listeners whose binding stays are kept open,
   * new ones are opened before old ones close. Sessions of before are closed with a word (clients come back by themselves).
   * When a new binding cannot be opened, nothing changes and the error is thrown.
   */
  restart(): Promise<void>;
  sessions(): readonly LiveSession[];
}

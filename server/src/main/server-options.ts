import { hostname } from 'node:os';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { HashCost } from '../services/authentication/password-hashing.ts';
import type { MailResolver } from '../services/relay/resolver.ts';

/** What a server is started with; what it was first started with is kept in its data and wins afterwards. */
export interface ServerOptions {
  /** Absolute. */
  readonly dataDirectory: string;
  /** `CAS01`. */
  readonly serverName: string | null;
  /** What belongs to the server of this name becomes this one's; with a `serverName` only. */
  readonly takeOver?: string | null;
  readonly domain: string | null;
  readonly portOffset: number | null;
  /** Bind address of the first run; `null`: every IPv4 and IPv6 address. */
  readonly host: string | null;
  /** `postgres://…` instead of the embedded store. */
  readonly databaseUrl: string | null;
  readonly adminPassword: string | null;
  /** Two known users and some mail, for development. */
  readonly dev: boolean;
  /** Starts no service, so that a setting that keeps one from starting can be mended over the local socket. */
  readonly repair: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** The DNS that outgoing mail asks; the DnsServers of the transport settings when left out. */
  readonly resolver?: MailResolver;
  /** Where an ACME authority looks for challenges; 80 when left out. */
  readonly acmeChallengePort?: number;
  /** What the hashes of passwords cost; `usualHashCost` when left out. */
  readonly hashCost?: HashCost;
}

/** What the first run settles when nobody says otherwise. */
export const firstRunDefaults = {
  serverName: (): string => (hostname().split('.')[0] ?? 'RELAIS').toUpperCase(),
  domain: 'example.test',
  portOffset: 0,
} as const;

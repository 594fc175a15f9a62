import type { SendConnector } from '../../domain/queue/send-connectors.ts';
import type { ProtocolLogSession } from '../../platform/protocol-log/protocol-log.ts';
import { demandsOf, type HostDemand } from './host-security.ts';
import type { MailHost } from './mail-hosts.ts';
import { type CourierParts, connectionOptions, hostsOf, meeting } from './remote-courier.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { HostUnusable } from './host-unusable.ts';
import { SmtpConnection } from './smtp-connection.ts';

/** How far a connection to one host came; `ready`: MAIL would be the next word. */
export type RouteStep = 'resolve' | 'connect' | 'greeting' | 'tls' | 'sign-in' | 'ready';

export interface RouteAttempt {
  /** As the connector or the DNS calls it. */
  readonly host: string;
  /** `null`: none was found. */
  readonly address: string | null;
  readonly port: number;
  readonly step: RouteStep;
  readonly isSecure: boolean;
  /** The certificate is trusted and names a host that nobody could make up. */
  readonly isVerified: boolean;
  /** `null`: the connector signs in nowhere, or it did not come to that. */
  readonly signedIn: boolean | null;
  /** STARTTLS failed where it is not demanded: mail goes to this host without. */
  readonly fellBack: boolean;
  /** What stopped it, in the words of the server or the network. */
  readonly reason: string | null;
  /** `>` what was said, `<` what was answered; passwords are masked. */
  readonly conversation: readonly string[];
}

/** RFC 5321 §4.5.3.2 gives a greeting five minutes; whoever waits for a test does not. */
const mostSilenceMs = 15_000;

/**
 * Connects to every host that mail of a send connector would be tried at, to MAIL and no further, with all that the
 * connector asks for and what the domain demands (DANE, MTA-STS). `domain`: of the recipient, for a connector by DNS.
 */
export async function* tryRoute(
  parts: CourierParts,
  connector: SendConnector,
  domain: string | null,
): AsyncGenerator<RouteAttempt> {
  if (domain === null) {
    // One after the other: a smart host that cannot be found stands beside those that can.
    for (const smartHost of connector.SmartHosts) {
      const found = await hostsOf(
        parts,
        { kind: 'smart-host', connector: connector.Guid },
        {
          ...connector,
          SmartHosts: [smartHost],
        },
      );
      if ('refusal' in found) yield nowhere(smartHost, connector.Port, found.refusal.text);
      else yield* tryHosts(parts, connector, null, found.hosts.map(undemanding));
    }
    return;
  }
  const found = await hostsOf(parts, { kind: 'dns', connector: connector.Guid, domain }, connector);
  if ('refusal' in found) return yield nowhere(domain, connector.Port, found.refusal.text);
  const demands =
    parts.security === undefined ? found.hosts.map(undemanding) : await demandsOf(parts.security, domain, found.hosts);
  if ('refusal' in demands) return yield nowhere(domain, connector.Port, demands.refusal.text);
  yield* tryHosts(parts, connector, domain, demands);
}

interface DemandedHost {
  readonly host: MailHost;
  readonly demand: HostDemand | null;
}

function undemanding(host: MailHost): DemandedHost {
  return { host, demand: null };
}

async function* tryHosts(
  parts: CourierParts,
  connector: SendConnector,
  domain: string | null,
  hosts: readonly DemandedHost[],
): AsyncGenerator<RouteAttempt> {
  const usual = connectionOptions(parts, connector, domain);
  for (const { host: named, demand } of hosts) {
    if (parts.signal.aborted) return;
    const host = demand === null ? named : { ...named, isGenuine: demand.isGenuine };
    const options = {
      ...meeting(usual, demand),
      inactivityMs: Math.min(usual.inactivityMs, mostSilenceMs),
      connectMs: mostSilenceMs,
    };
    const first = await attempt(host, options, false);
    // RFC 7435 §4, as when mail is sent: encryption that nobody asked for does not stop it.
    yield first.step === 'tls' && options.tls === 'when-offered'
      ? await attempt(host, { ...options, tls: 'never' }, true)
      : first;
  }
}

async function attempt(host: MailHost, options: ConnectionOptions, fellBack: boolean): Promise<RouteAttempt> {
  const conversation: string[] = [];
  const heard = {
    isOn: true,
    connect: () => {},
    disconnect: () => {},
    info: () => {},
    sent: (line) => void conversation.push(`> ${line}`),
    received: (line, rest) => void conversation.push(`< ${rest === undefined ? line : `${line} ${rest}`}`),
  } satisfies ProtocolLogSession;
  const facts = { host: host.name, address: host.address, port: host.port, fellBack, conversation };
  let isConnected = false;
  const openLog = (): ProtocolLogSession => {
    isConnected = true;
    return heard;
  };
  try {
    const connection = await SmtpConnection.open(host, { ...options, openLog });
    const { isSecure, isVerified } = connection;
    await connection.quit();
    const signedIn = options.credential === null ? null : true;
    return { ...facts, step: 'ready', isSecure, isVerified, signedIn, reason: null };
  } catch (error) {
    if (!(error instanceof HostUnusable)) throw error;
    const step = isConnected ? stepOf(error, conversation) : 'connect';
    return {
      ...facts,
      step,
      isSecure: false,
      isVerified: false,
      signedIn: step === 'sign-in' ? false : null,
      reason: error.message,
    };
  }
}

/** What was under way when the host said no. */
function stepOf({ status, inTls }: HostUnusable, conversation: readonly string[]): RouteStep {
  if (inTls || status === '4.7.5') return 'tls';
  return conversation.some((line) => line.startsWith('> AUTH')) || status === '4.7.0' ? 'sign-in' : 'greeting';
}

function nowhere(host: string, port: number, reason: string): RouteAttempt {
  return {
    host,
    address: null,
    port,
    step: 'resolve',
    isSecure: false,
    isVerified: false,
    signedIn: null,
    fellBack: false,
    reason,
    conversation: [],
  };
}

import { renderReply } from '@relais/smtp-codec';
import type { ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import { transportServiceSettings } from '../../domain/configuration/transport-service-settings.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { Transport } from '../../platform/net/transport.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { LiveSessions } from '../../services/admission/live-sessions.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { Delivery } from '../../services/delivery/delivery.ts';
import type { Service, ServiceState } from '../service.ts';
import { ConnectionRate } from './connection-rate.ts';
import { ConnectorConnections } from './connector-connections.ts';
import { type ConnectorChoice, ConnectorListeners } from './connector-listeners.ts';
import { MessageRates } from './message-rates.ts';
import { ProtocolLogs } from './protocol-logs.ts';
import { replies } from './replies.ts';
import { Session } from './session.ts';

export interface SmtpServiceParts {
  /** The Transport services' limits and logs. */
  readonly settings: Pick<SettingsStore, 'effective'>;
  readonly receiveConnectors: ReceiveConnectors;
  readonly directory: Directory;
  readonly delivery: Delivery;
  readonly authenticator: Authenticator;
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  /** Authorities that certificates of clients are checked against instead of the machine's own. */
  readonly clientAuthorities?: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Its name stands in logs; %ExchangeInstallPath% is its data directory. */
  readonly server: ServerFacts;
}

const stopWithinMs = 10_000;

/** Receiving by SMTP, as the receive connectors say; their changes count for the next connection. */
export function createSmtpService(parts: SmtpServiceParts): Service {
  const { receiveConnectors: connectors, clock, server } = parts;
  const log = parts.log.with({ protocol: 'SMTP' });
  const sessions = new Set<Session>();
  const connections = new ConnectorConnections();
  const messageRates = new MessageRates(clock);
  const protocolLogs = new ProtocolLogs({ dataDirectory: server.dataDirectory, settings: parts.settings, clock, log });
  const connectionRate = new ConnectionRate(clock);
  const listeners = new ConnectorListeners({
    connectors: () => connectors.list(),
    certificates: parts.certificates,
    onConnection: accept,
  });
  let state: ServiceState = 'Stopped';
  let startedAt: number | null = null;
  let stopFollowing: (() => void) | null = null;
  // One change of the listeners after the other.
  let inOrder: Promise<unknown> = Promise.resolve();

  function following(work: () => Promise<void>): Promise<void> {
    const done = inOrder.then(work);
    inOrder = done.catch(() => {});
    return done;
  }

  function accept(transport: Transport, connectorFor: ConnectorChoice): void {
    const { address } = transport.remote;
    const connector = connectorFor(address);
    if (connector === null) return turnAway(transport, renderReply(replies.notServed, { enhancedCodes: true }));
    const { MaxConnectionRatePerMinute } = parts.settings.effective(transportServiceSettings);
    if (!connectionRate.admit(MaxConnectionRatePerMinute)) {
      log.warn('connection-refused', {
        connector: connector.Name,
        limit: 'MaxConnectionRatePerMinute',
        remoteAddress: address,
      });
      return turnAway(
        transport,
        renderReply(replies.tooManyConnections, { enhancedCodes: connector.EnhancedStatusCodesEnabled }),
      );
    }
    const limit = parts.liveSessions.hasRoom() ? connections.admit(connector, address) : 'OpenFiles';
    if (limit !== null) {
      log.warn('connection-refused', { connector: connector.Name, limit, remoteAddress: address });
      return turnAway(
        transport,
        renderReply(replies.tooManyConnections, { enhancedCodes: connector.EnhancedStatusCodesEnabled }),
      );
    }
    const session = new Session(transport, {
      ...parts,
      log,
      connector,
      connectorFor,
      serverName: server.serverName,
      messageRates,
      protocolLog: protocolLogs.for(connector),
    });
    sessions.add(session);
    void session.finished
      .catch((cause: unknown) => log.error('session-failed', cause, { connection: transport.id }))
      .finally(() => {
        sessions.delete(session);
        connections.leave(connector, address);
      });
  }

  async function endSessions(ending: readonly Session[], words: string): Promise<void> {
    for (const session of ending) session.end('service-stopped', { code: 421, enhanced: '4.3.2', text: words });
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, stopWithinMs);
    await Promise.race([Promise.allSettled(ending.map(({ finished }) => finished)), limit.promise]);
    clearTimeout(timer);
    for (const session of ending) session.transport.destroy();
  }

  return {
    name: 'MSExchangeFrontEndTransport',
    alsoKnownAs: ['MSExchangeTransport'],
    displayName: 'Microsoft Exchange Frontend Transport',
    get state() {
      return state;
    },
    get startedAt() {
      return startedAt;
    },
    get bound() {
      return listeners.bound;
    },
    get unopened() {
      return listeners.unopened;
    },
    followed: () => following(async () => {}),
    sessions: () => [...sessions].map(({ live }) => live),

    start: () =>
      following(async () => {
        if (state === 'Running') return;
        await listeners.follow();
        state = 'Running';
        startedAt = clock.now();
        stopFollowing = connectors.onChange(() => {
          void following(async () => {
            if (state !== 'Running') return;
            await listeners.followEach();
            for (const { binding, reason } of listeners.unopened)
              log.warn('connector-binding-not-opened', { binding, reason });
          }).catch((cause: unknown) => log.error('connector-bindings-not-followed', cause));
        });
      }),

    stop: () =>
      following(async () => {
        if (state === 'Stopped') return;
        state = 'Stopped';
        startedAt = null;
        stopFollowing?.();
        await listeners.close();
        await endSessions([...sessions], 'Service not available, closing transmission channel: the server is stopping');
        await protocolLogs.close();
      }),

    restart: () =>
      following(async () => {
        const before = [...sessions];
        await listeners.follow();
        if (state === 'Stopped') state = 'Running';
        startedAt = clock.now();
        await endSessions(before, 'Service not available, closing transmission channel: the server is restarting');
      }),
  };
}

function turnAway(transport: Transport, words: string): void {
  void transport.end(words, 500);
}

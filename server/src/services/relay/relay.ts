import type { RemoteDomains } from '../../domain/configuration/remote-domains.ts';
import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import { type NextHop, readNextHop } from '../../domain/queue/next-hop.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { SendConnector, SendConnectors } from '../../domain/queue/send-connectors.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { carryHome } from './carry-home.ts';
import { type Carrier, carryOut } from './carry-out.ts';
import { changedConnectors } from './changed-connectors.ts';
import { HopWork, readAgainAfterMs } from './hop-work.ts';
import type { SecurityParts } from './host-security.ts';
import type { MarkParts } from './our-marks.ts';
import type { OutboundLogs } from './outbound-logs.ts';
import { QueueSweep } from './queue-sweep.ts';
import type { CourierParts, DomainSecurity } from './remote-courier.ts';
import type { NoteTls } from './tls-observer.ts';
import type { ReportParts } from './report-results.ts';
import type { MailResolver } from './resolver.ts';
import { longestRetryMs, type RetryIntervals, retryDelayMs } from './retry-delay.ts';
import { SilentAddresses } from './silent-addresses.ts';
import { SmartHostTurns } from './smart-host-turns.ts';
import type { SmtpConnection } from './smtp-connection.ts';
import { type RouteAttempt, tryRoute } from './try-route.ts';

export interface RelayLimits {
  /** Exchange's MaxOutboundConnections (reference §2.3). */
  readonly connections: number;
  /** MaxPerDomainOutboundConnections. */
  readonly perNextHop: number;
  /** RFC 5321 §6.3. */
  readonly hopCount: number;
  /** Between attempts at a host that cannot be reached, and at a recipient who was put off. */
  readonly hostRetry?: RetryIntervals;
  readonly recipientRetry?: RetryIntervals;
}

export interface RelayParts extends MarkParts {
  readonly queue: OutboundQueue;
  readonly sendConnectors: SendConnectors;
  readonly delivery: Delivery;
  readonly resolver: MailResolver;
  readonly log: Log;
  readonly server: ServerFacts;
  readonly random?: () => number;
  readonly transport?: () => Pick<TransportSettings, 'ArcSealingEnabled' | 'SenderRewritingEnabled'> &
    ReturnType<ReportParts['transport'] & {}>;
  /** What may go to other domains by itself; absent: everything. */
  readonly remoteDomains?: Pick<RemoteDomains, 'of'>;
  readonly security?: SecurityParts;
  /** Told of sessions for TLS reports; absent: they are not counted. */
  readonly noteTls?: NoteTls;
  readonly domainSecurity?: DomainSecurity;
  /** Read each time it matters: they may change while the relay runs. */
  readonly limits?: Partial<RelayLimits>;
  readonly logs?: OutboundLogs;
  /** Authorities that certificates are checked against instead of the machine's own. */
  readonly authorities?: readonly string[];
}

export interface Relay {
  start(): void;
  /** Lets transactions under way end, at most `withinMs`, then cuts them: what was not acknowledged is sent again at the next start. */
  stop(withinMs?: number): Promise<void>;
  /** The clock was set back: what waited for a time of before is tried now. */
  clockSetBack(): void;
  /**
   * The clock was set forward, or the machine slept: what is due by it is tried now, as the queue says. What has expired by it is left to its own
   * time: such a clock may be wrong, and set right soon.
   */
  clockSetForward(): void;
  /** Resolves when all that is due has been tried. */
  idle(): Promise<void>;
  /** Connections under way for a next hop. */
  connections(nextHop: string): number;
  /** Connects as mail of a connector would, and says how far it came; `domain` for one that goes by DNS. */
  tryRoute(connector: SendConnector, domain: string | null, signal: AbortSignal): AsyncIterable<RouteAttempt>;
}

const usualLimits: RelayLimits = { connections: 1000, perNextHop: 20, hopCount: 60 };
/** After an outage of our own, such as a full disk. */
const afterOutageMs = 60_000;

export function createRelay(parts: RelayParts): Relay {
  const { queue, sendConnectors, clock, directory, server, random = Math.random } = parts;
  const log = parts.log.with({ service: 'relay' });
  const limits = (): RelayLimits => ({ ...usualLimits, ...parts.limits });
  const works = new Map<string, HopWork>();
  const underway = new Set<Promise<void>>();
  const stopping = new AbortController();
  /** With what is to be told when each is over. */
  const open = new Map<SmtpConnection, () => void>();
  /** Next hops that wait for one of all connections. */
  const crowded = new Set<string>();
  const courier: CourierParts = {
    resolver: parts.resolver,
    clock,
    random,
    fqdn: server.fqdn,
    authorities: parts.authorities,
    security: parts.security,
    noteTls: parts.noteTls,
    domainSecurity: parts.domainSecurity,
    signal: stopping.signal,
    logs: parts.logs,
    silent: new SilentAddresses(clock),
    turns: new SmartHostTurns(clock),
  };
  const carrier: Carrier = {
    queue,
    clock,
    courier,
    marks: parts,
    open,
    limits: () => ({ ...limits(), remoteDomains: parts.remoteDomains }),
    settleParts,
    mayGoOn,
    addWorker,
    postpone,
    done,
  };
  const changed = changedConnectors(parts);
  let running = false;
  let workers = 0;
  let stopFollowing: (() => void)[] = [];

  function settleParts() {
    return {
      queue,
      directory,
      remoteDomains: parts.remoteDomains,
      transport: parts.transport,
      random,
      retry: limits().recipientRetry,
      reportingServer: server.fqdn,
      now: clock.now(),
    };
  }
  const sweep = new QueueSweep({
    queue,
    clock,
    settleParts,
    inHand: messagesInHand,
    begin: (work) => begin(null, work),
  });

  /** Work of its own; what goes wrong in it is an outage, logged once. */
  function begin(nextHop: string | null, work: () => Promise<void>): void {
    const done: Promise<void> = work()
      .catch((cause: unknown) => {
        log.error('relay-failed', cause, { nextHop });
        if (nextHop !== null && running) workOf(nextHop).wakeAt(clock.now() + afterOutageMs, () => tend(nextHop));
      })
      .finally(() => underway.delete(done));
    underway.add(done);
  }

  function workOf(nextHop: string): HopWork {
    let work = works.get(nextHop);
    if (work === undefined) works.set(nextHop, (work = new HopWork(nextHop, queue, clock)));
    return work;
  }

  /** Gives a queue what it needs now: a first connection, a timer, or nothing. `fresh`: a message that has just come for it. */
  function tend(nextHop: string, fresh: QueuedJob | null = null): void {
    if (!running) return;
    const hop = queue.hop(nextHop);
    const way = readNextHop(nextHop);
    if (hop === null || hop.suspended || (way.kind !== 'mailbox' && connectorOf(way) === null)) return;
    const work = workOf(nextHop);
    if (hop.nextAttempt > clock.now()) return work.wakeAt(hop.nextAttempt, () => tend(nextHop));
    if (fresh === null || !work.offer(fresh)) work.lookAgain = true;
    if (work.workers === 0) addWorker(work, way);
  }

  /** `null`: there is none that sends now; the recipients are about to be routed anew, which tends where they go then. */
  function connectorOf(way: Exclude<NextHop, { kind: 'mailbox' }>): SendConnector | null {
    if (way.kind === 'unreachable') return null;
    return sendConnectors.list().find(({ Guid, Enabled }) => Enabled && Guid === way.connector) ?? null;
  }

  function addWorker(work: HopWork, way: NextHop): void {
    if (workers >= limits().connections) return void crowded.add(work.nextHop);
    workers += 1;
    work.workers += 1;
    begin(work.nextHop, async () => {
      try {
        if (way.kind === 'mailbox')
          await carryHome(
            { mailboxes: { ...parts, log, server: server.serverName }, server, settleParts, mayGoOn, done },
            work,
          );
        else if (way.kind !== 'unreachable') {
          const connector = connectorOf(way);
          if (connector !== null) await carryOut(carrier, work, way, connector);
        }
      } finally {
        workers -= 1;
        work.workers -= 1;
        const [next] = crowded;
        if (next !== undefined && crowded.delete(next)) tend(next);
      }
      await armNext(work);
    });
  }

  /** When the last connection of a queue is done: comes back when the next recipient is due. */
  async function armNext(work: HopWork): Promise<void> {
    if (!running || work.workers > 0) return;
    // It came while the last connection said goodbye.
    if (work.waiting > 0) return tend(work.nextHop);
    const due = await queue.nextDue(work.nextHop);
    // Another connection has begun meanwhile; it does this when it ends.
    if (!running || work.workers > 0) return;
    if (due !== null && due > clock.now()) work.wakeAt(due, () => tend(work.nextHop));
    else if (work.lookAgain) tend(work.nextHop);
    else if (work.isWhole) work.wakeAt(clock.now() + readAgainAfterMs, () => begin(null, () => armNext(work)));
    else if (due === null) works.delete(work.nextHop);
    // It became due after the last reading.
    else tend(work.nextHop);
  }

  function done(work: HopWork, job: QueuedJob): void {
    work.done(job);
    sweep.attempted(job);
  }

  function mayGoOn(nextHop: string): boolean {
    return running && queue.hop(nextHop)?.suspended !== true;
  }

  async function postpone(nextHop: string, error: string): Promise<void> {
    const now = clock.now();
    // Several connections that fail together are one failure.
    if (!running || (queue.hop(nextHop)?.nextAttempt ?? 0) > now) return;
    const attempts = (queue.hop(nextHop)?.attempts ?? 0) + 1;
    log.info('next-hop-unreachable', { nextHop, attempts, error });
    await queue.changeHop(nextHop, {
      attempts,
      lastAttempt: now,
      nextAttempt: now + retryDelayMs(attempts, random, limits().hostRetry),
      lastError: error,
    });
  }

  function messagesInHand(): ReadonlySet<number> {
    const ids = new Set<number>();
    for (const { messages } of works.values()) for (const id of messages) ids.add(id);
    return ids;
  }

  return {
    start() {
      if (running) return;
      running = true;
      stopFollowing = [
        queue.onDue((nextHop, isChange, fresh) => {
          if (isChange) works.get(nextHop)?.forget();
          tend(nextHop, fresh);
          if (isChange) sweep.start();
        }),
        queue.onNotice((at) => sweep.startBy(at)),
        sendConnectors.onChange(() =>
          begin(null, async () => {
            await changed.look();
            await queue.reroute();
          }),
        ),
      ];
      begin(null, async () => {
        // Connectors may have changed while nobody looked.
        await queue.takeBackFuture(clock.now() + longestRetryMs(limits().recipientRetry));
        await queue.reroute();
        sweep.start();
        for (const { nextHop } of queue.hops()) tend(nextHop);
      });
    },
    async stop(withinMs = 8000) {
      running = false;
      for (const stop of stopFollowing) stop();
      sweep.stop();
      for (const work of works.values()) work.stopTimer();
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, withinMs);
      await Promise.race([idle(), limit.promise]);
      clearTimeout(timer);
      stopping.abort();
      await idle();
      await parts.logs?.close();
    },
    clockSetForward() {
      for (const { nextHop } of queue.hops()) tend(nextHop);
    },
    clockSetBack: () => begin(null, () => queue.takeBackFuture(clock.now())),
    idle,
    connections: (nextHop) => works.get(nextHop)?.workers ?? 0,
    tryRoute: (connector, domain, signal) =>
      tryRoute({ ...courier, signal: AbortSignal.any([signal, stopping.signal]) }, connector, domain),
  };

  async function idle(): Promise<void> {
    while (underway.size > 0) await Promise.all(underway);
  }
}

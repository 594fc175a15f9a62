import type { Directory } from '../../domain/directory/directory.ts';
import { type NextHop, readNextHop } from '../../domain/queue/next-hop.ts';
import type { DkimConfigs } from '../../domain/queue/dkim-configs.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { RemoteDomains } from '../../domain/configuration/remote-domains.ts';
import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import type { QueuedJob, QueuedMessage } from '../../domain/queue/queued-message.ts';
import type { SendConnector, SendConnectors } from '../../domain/queue/send-connectors.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { arcSeal } from './arc-seal.ts';
import { changedConnectors } from './changed-connectors.ts';
import { dkimSignature } from './dkim-signature.ts';
import type { SecurityParts } from './host-security.ts';
import { HopWork } from './hop-work.ts';
import type { OutboundLogs } from './outbound-logs.ts';
import { deliverToMailboxes } from './mailbox-courier.ts';
import { type CourierParts, type DomainSecurity, reach } from './remote-courier.ts';
import type { SenderRewriting } from './sender-rewriting.ts';
import type { ReportParts } from './report-results.ts';
import { QueueSweep } from './queue-sweep.ts';
import type { MailResolver } from './resolver.ts';
import { type RetryIntervals, retryDelayMs } from './retry-delay.ts';
import { type JobPlace, settleJob } from './settle-job.ts';
import { inSevenBit, type LeavingContent } from './seven-bit.ts';
import { SilentAddresses } from './silent-addresses.ts';
import type { SendResult } from './send-result.ts';
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

export interface RelayParts {
  readonly queue: OutboundQueue;
  readonly sendConnectors: SendConnectors;
  readonly delivery: Delivery;
  readonly directory: Directory;
  readonly resolver: MailResolver;
  readonly clock: Clock;
  readonly log: Log;
  readonly server: ServerFacts;
  readonly random?: () => number;
  /** Keys to sign with; absent: nothing is signed. */
  readonly dkim?: Pick<DkimConfigs, 'list'>;
  readonly transport?: () => Pick<TransportSettings, 'ArcSealingEnabled' | 'SenderRewritingEnabled'> &
    ReturnType<ReportParts['transport'] & {}>;
  /** For senders of forwarded mail; absent: they go out as they are. */
  readonly rewriting?: SenderRewriting;
  /** What may go to other domains by itself; absent: everything. */
  readonly remoteDomains?: Pick<RemoteDomains, 'of'>;
  readonly security?: SecurityParts;
  readonly domainSecurity?: DomainSecurity;
  /** Read each time it matters: they may change while the relay runs. */
  readonly limits?: Partial<RelayLimits>;
  readonly logs?: OutboundLogs;
  /** Authorities that certificates are checked against instead of the machine's own. */
  readonly authorities?: readonly string[];
}

export interface Relay {
  start(): void;
  /** Lets transactions under way end, at most `withinMs`, then cuts them: what was not acknowledged is sent again. */
  stop(withinMs?: number): Promise<void>;
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
    domainSecurity: parts.domainSecurity,
    signal: stopping.signal,
    logs: parts.logs,
    silent: new SilentAddresses(clock),
  };
  const changed = changedConnectors(parts);
  let running = false;
  let workers = 0;
  let stopFollowing: (() => void)[] = [];

  const settleParts = () => ({
    queue,
    directory,
    remoteDomains: parts.remoteDomains,
    transport: parts.transport,
    random,
    retry: limits().recipientRetry,
    reportingServer: server.fqdn,
    now: clock.now(),
  });
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

  /** Gives a queue what it needs now: a first connection, a timer, or nothing. */
  function tend(nextHop: string): void {
    if (!running) return;
    const hop = queue.hop(nextHop);
    const way = readNextHop(nextHop);
    if (hop === null || hop.suspended || (way.kind !== 'mailbox' && connectorOf(way) === null)) return;
    const work = workOf(nextHop);
    if (hop.nextAttempt > clock.now()) return work.wakeAt(hop.nextAttempt, () => tend(nextHop));
    work.lookAgain = true;
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
        await (way.kind === 'mailbox' ? carryHome(work) : carryOut(work, way));
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
    const due = await queue.nextDue(work.nextHop);
    // Another connection has begun meanwhile; it does this when it ends.
    if (!running || work.workers > 0) return;
    if (due !== null && due > clock.now()) work.wakeAt(due, () => tend(work.nextHop));
    else if (work.lookAgain) tend(work.nextHop);
    else if (due === null && !work.lookAgain) works.delete(work.nextHop);
  }

  function done(work: HopWork, job: QueuedJob): void {
    work.done(job);
    sweep.attempted(job);
  }

  function mayGoOn(nextHop: string): boolean {
    return running && queue.hop(nextHop)?.suspended !== true;
  }

  async function carryHome(work: HopWork): Promise<void> {
    const place: JobPlace = {
      remoteName: server.fqdn,
      remoteAddress: null,
      connector: null,
      success: 'DELIVER',
      reportsSuccess: false,
    };
    for (let job = await work.take(); job !== null; job = await work.take()) {
      try {
        if (!mayGoOn(work.nextHop)) return;
        await settleJob(settleParts(), job, await deliverToMailboxes(parts, job), place);
      } finally {
        done(work, job);
      }
    }
  }

  async function carryOut(
    work: HopWork,
    way: Extract<NextHop, { kind: 'dns' | 'smart-host' | 'unreachable' }>,
  ): Promise<void> {
    const connector = connectorOf(way);
    if (way.kind === 'unreachable' || connector === null) return;
    let connection: SmtpConnection | null = null;
    try {
      for (let job = await work.take(); job !== null; job = await work.take()) {
        try {
          if (!mayGoOn(work.nextHop)) return;
          const refused = refusedAsItIs(job, connector);
          if (refused !== null) {
            await settleJob(settleParts(), job, refused, nowhere(connector));
            continue;
          }
          if (connection !== null && !isReusable(connection, connector)) connection = await release(connection);
          if (connection === null) {
            const reached = await reach(courier, way, connector);
            if ('refusal' in reached) {
              if (!reached.refusal.permanent) return await postpone(work.nextHop, reached.refusal.text);
              const { status, text } = reached.refusal;
              const failed = job.recipients.map(
                ({ number }) => ({ number, kind: 'failed', status, response: `550 ${status} ${text}` }) as const,
              );
              await settleJob(settleParts(), job, failed, nowhere(connector));
              continue;
            }
            ({ connection } = reached);
            open.set(connection, reached.ended ?? (() => {}));
            // Its time may have run out while a host was looked for: the sweep tells of it, and it is not sent as well.
            if (job.message.expiresAt <= clock.now()) continue;
            if ((queue.hop(work.nextHop)?.attempts ?? 0) > 0)
              await queue.changeHop(work.nextHop, {
                attempts: 0,
                nextAttempt: 0,
                lastError: null,
                lastAttempt: clock.now(),
              });
          }
          // A host that takes mail may get more of it at once.
          if (work.waiting > 4 * work.workers && work.workers < limits().perNextHop) addWorker(work, way);
          const asItIs: LeavingContent = { queue, message: job.message };
          const mustChange = job.message.eightBit && !connection.extensions.eightBitMime;
          const content = (mustChange ? await inSevenBit(queue, job.message) : null) ?? asItIs;
          // Of what leaves: a signature of what was changed afterwards would be none.
          const top = await topOf(content);
          const results = await connection.send(leaving(content.message), job.recipients, () =>
            withTop(top, content.queue.content(job.message.id)),
          );
          await settleJob(settleParts(), job, results, {
            remoteName: connection.host.name,
            remoteAddress: connection.remoteAddress,
            connector: connector.Name,
            success: 'SEND',
            reportsSuccess: connection.extensions.dsn,
          });
        } finally {
          done(work, job);
        }
      }
    } finally {
      if (connection !== null) await release(connection);
    }
  }

  /** Signatures of ours: of the author's domain, and a seal where mail from outside goes on. */
  async function topOf({ queue: from, message }: LeavingContent): Promise<string | null> {
    const keys = parts.dkim?.list() ?? [];
    const signature = await dkimSignature(from, message, keys, clock.now());
    const own = ownDomain();
    const key = keys.find(({ enabled, domain }) => enabled && domain === own);
    const seals = parts.transport?.().ArcSealingEnabled === true && isForwarded(message) && key !== undefined;
    const seal = seals ? await arcSeal(from, message, key, clock.now()) : null;
    return signature === null && seal === null ? null : `${seal ?? ''}${signature ?? ''}`;
  }

  /** With the sender that other servers are told. */
  function leaving(message: QueuedMessage): QueuedMessage {
    const own = ownDomain();
    const rewrites = parts.transport?.().SenderRewritingEnabled === true && parts.rewriting !== undefined;
    if (!rewrites || own === null || message.sender === '' || !isForwarded(message)) return message;
    if (directory.resolveRecipient(message.sender).kind !== 'other-domain') return message;
    return { ...message, sender: parts.rewriting?.rewrite(message.sender, own, clock.now()) ?? message.sender };
  }

  /** From outside, and not handed over by somebody who may relay: a forward. */
  function isForwarded({ authenticatedAs, isRelay, source }: QueuedMessage): boolean {
    return authenticatedAs === null && isRelay !== true && source !== 'DSN';
  }

  function ownDomain(): string | null {
    return (
      directory
        .acceptedDomains()
        .find(({ isDefault }) => isDefault)
        ?.domainName.toLowerCase() ?? null
    );
  }

  function isReusable(connection: SmtpConnection, { SmtpMaxMessagesPerConnection: most }: SendConnector): boolean {
    return connection.isUsable && (most === 0 || connection.sent < most);
  }

  async function release(connection: SmtpConnection): Promise<null> {
    await connection.quit();
    open.get(connection)?.();
    open.delete(connection);
    return null;
  }

  function refusedAsItIs(
    { message, recipients }: QueuedJob,
    { MaxMessageSize }: SendConnector,
  ): readonly SendResult[] | null {
    const all = (status: string, response: string): readonly SendResult[] =>
      recipients.map(({ number }) => ({ number, kind: 'failed', status, response }));
    if (message.received > limits().hopCount)
      return all(
        '5.4.6',
        `554 5.4.6 Hop count exceeded - possible mail loop: the message has passed ${message.received} servers`,
      );
    if ('bytes' in MaxMessageSize && message.sizeBytes > MaxMessageSize.bytes)
      return all(
        '5.3.4',
        `552 5.3.4 the message has ${message.sizeBytes} bytes; the send connector takes ${MaxMessageSize.bytes}`,
      );
    // Set-RemoteDomain -AutoReplyEnabled is about what programs of users answer; AllowedOOFType is about our own answers.
    const isOurs = message.source === 'DSN' || (message.source === 'STOREDRIVER' && message.sender === '');
    if (message.isAutomaticReply !== true || isOurs || parts.remoteDomains === undefined) return null;
    const refused = recipients.filter(({ address }) => parts.remoteDomains?.of(address).autoReplyEnabled === false);
    if (refused.length === 0) return null;
    const status = '5.7.1';
    const response = `550 ${status} automatic replies to that domain are switched off here`;
    return refused.map(({ number }) => ({ number, kind: 'failed', status, response }));
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
        queue.onDue((nextHop, isChange) => {
          if (isChange) works.get(nextHop)?.forget();
          tend(nextHop);
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
      for (const connection of open.keys()) connection.destroy();
      await idle();
      await parts.logs?.close();
    },
    idle,
    connections: (nextHop) => works.get(nextHop)?.workers ?? 0,
    tryRoute: (connector, domain, signal) =>
      tryRoute({ ...courier, signal: AbortSignal.any([signal, stopping.signal]) }, connector, domain),
  };

  async function idle(): Promise<void> {
    while (underway.size > 0) await Promise.all(underway);
  }
}

async function* withTop(top: string | null, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (top !== null) yield Buffer.from(top, 'latin1');
  yield* content;
}

function nowhere(connector: SendConnector | null): JobPlace {
  return {
    remoteName: null,
    remoteAddress: null,
    connector: connector?.Name ?? null,
    success: 'SEND',
    reportsSuccess: true,
  };
}

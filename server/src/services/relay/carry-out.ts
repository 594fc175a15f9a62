import type { NextHop } from '../../domain/queue/next-hop.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { SendConnector } from '../../domain/queue/send-connectors.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { HopWork } from './hop-work.ts';
import { behindHeaderFirewall } from './leaving-header.ts';
import { fitForServer } from './leaving-content.ts';
import { losesDelayNotice } from './message-terms.ts';
import { type MarkParts, ourSignatures, withLeavingSender } from './our-marks.ts';
import { type LeavingRules, refusedAsItIs } from './refused-as-it-is.ts';
import { type CourierParts, reach } from './remote-courier.ts';
import { type JobPlace, type SettleParts, settleJob } from './settle-job.ts';

import type { SmtpConnection } from './smtp-connection.ts';

export type OutwardWay = Extract<NextHop, { kind: 'dns' | 'smart-host' }>;

/** What the time-table (`relay.ts`) gives to those who carry. */
export interface Carrier {
  readonly queue: OutboundQueue;
  readonly clock: Clock;
  readonly courier: CourierParts;
  readonly marks: MarkParts;
  /** Connections under way, with what is to be told when each is over. */
  readonly open: Map<SmtpConnection, () => void>;
  limits(): LeavingRules & { readonly perNextHop: number };
  settleParts(): SettleParts;
  mayGoOn(nextHop: string): boolean;
  addWorker(work: HopWork, way: NextHop): void;
  /** The hop could not be reached: all of its mail waits. */
  postpone(nextHop: string, error: string): Promise<void>;
  done(work: HopWork, job: QueuedJob): void;
}

/** Takes what waits for a next hop to it, over one connection where the server keeps it open. */
export async function carryOut(
  carrier: Carrier,
  work: HopWork,
  way: OutwardWay,
  connector: SendConnector,
): Promise<void> {
  const { queue, clock, courier, marks, open } = carrier;
  let connection: SmtpConnection | null = null;
  try {
    for (let job = await work.take(); job !== null; job = await work.take()) {
      try {
        // More than one round: whom a connection could not try is for the next one, at once.
        let left = job;
        while (left.recipients.length > 0) {
          if (!carrier.mayGoOn(work.nextHop)) return;
          const refused = refusedAsItIs(left, connector, carrier.limits());
          if (refused !== null) {
            await settleJob(carrier.settleParts(), left, refused, nowhere(connector));
            break;
          }
          if (connection !== null && !isReusable(connection, connector, left))
            connection = await release(open, connection);
          if (connection === null) {
            const reached = await reach(courier, way, connector);
            if ('refusal' in reached) {
              if (!reached.refusal.permanent) return await carrier.postpone(work.nextHop, reached.refusal.text);
              const { status, text } = reached.refusal;
              const failed = left.recipients.map(
                ({ number }) => ({ number, kind: 'failed', status, response: `550 ${status} ${text}` }) as const,
              );
              await settleJob(carrier.settleParts(), left, failed, nowhere(connector));
              break;
            }
            ({ connection } = reached);
            open.set(connection, reached.ended ?? (() => {}));
            // Its time may have run out while a host was looked for: the sweep tells of it, and it is not sent as well.
            if (job.message.expiresAt <= clock.now()) break;
            if ((queue.hop(work.nextHop)?.attempts ?? 0) > 0)
              await queue.changeHop(work.nextHop, {
                attempts: 0,
                nextAttempt: 0,
                lastError: null,
                lastAttempt: clock.now(),
              });
          }
          // A host that takes mail may get more of it at once.
          if (work.waiting > 4 * work.workers && work.workers < carrier.limits().perNextHop)
            carrier.addWorker(work, way);
          const asItIs = await behindHeaderFirewall({ queue, message: job.message });
          const unfit = {
            eightBit: job.message.eightBit && !connection.extensions.eightBitMime,
            longLines: job.message.longLines === true,
            nuls: job.message.nuls === true,
          };
          const mustChange = unfit.eightBit || unfit.longLines || unfit.nuls;
          const content = (mustChange ? await fitForServer(asItIs.queue, asItIs.message, unfit) : null) ?? asItIs;
          const goesUntold = losesDelayNotice(job.message, connection.extensions, clock.now());
          // Of what leaves: a signature of what was changed afterwards would be none.
          const top = await ourSignatures(marks, content);
          const leaving = withLeavingSender(marks, content.message);
          const results = await connection.send(leaving, left.recipients, () =>
            top === null ? content.queue.content(job.message.id) : withTop(top, content.queue.content(job.message.id)),
          );
          // It went away in the middle: another one is next.
          if (way.kind === 'smart-host' && !connection.isUsable && results.some(({ kind }) => kind === 'deferred'))
            courier.turns?.failing.note(connection.host);
          // None: this server stops.
          if (results.length === 0) return;
          await settleJob(carrier.settleParts(), left, results, {
            remoteName: connection.host.name,
            remoteAddress: connection.remoteAddress,
            connector: connector.Name,
            success: 'SEND',
            returnPath: leaving.sender,
            reportsSuccess: connection.extensions.dsn,
            losesDelayNotice: goesUntold,
          });
          const told = new Set(results.map(({ number }) => number));
          left = { ...left, recipients: left.recipients.filter(({ number }) => !told.has(number)) };
        }
      } finally {
        carrier.done(work, job);
      }
    }
  } finally {
    if (connection !== null) await release(open, connection);
  }
}

function isReusable(
  connection: SmtpConnection,
  { SmtpMaxMessagesPerConnection: most }: SendConnector,
  { recipients }: QueuedJob,
): boolean {
  return connection.isUsable && connection.takes(recipients) && (most === 0 || connection.sent < most);
}

async function release(open: Carrier['open'], connection: SmtpConnection): Promise<null> {
  await connection.quit();
  open.get(connection)?.();
  open.delete(connection);
  return null;
}

async function* withTop(top: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(top, 'latin1');
  yield* content;
}

function nowhere(connector: SendConnector): JobPlace {
  return {
    remoteName: null,
    remoteAddress: null,
    connector: connector.Name,
    success: 'SEND',
    reportsSuccess: true,
  };
}

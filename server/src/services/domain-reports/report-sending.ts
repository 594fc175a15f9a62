import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { composeMessage } from '@relais/mime';
import type { DkimConfigs } from '../../domain/queue/dkim-configs.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import {
  AlreadyReported,
  type DailyCounts,
  type Observation,
  type ObservedDay,
} from '../../domain/reports/daily-counts.ts';
import { dayMs, writeAfterMs } from '../../domain/reports/open-daily-counts.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ReportHead, ReportKind } from './report-kind.ts';

const lookEveryMs = 600_000;
/** Other nodes write what they counted of the day some time after it. */
const afterMidnightMs = 5 * writeAfterMs;
/** RFC 7489 §7.2 and RFC 8460 §4.1 want reports daily: they leave within four hours after midnight (UTC). */
const spreadMs = 4 * 3_600_000 - afterMidnightMs;
/** A domain whose DNS has not answered for so long is told nothing. */
const keptDays = 3;

const packed = promisify(gzip);

export interface ReportSendingParts<O extends Observation> {
  readonly kind: ReportKind<O>;
  readonly observations: DailyCounts<O>;
  readonly dns: DnsClient;
  readonly queue: Pick<OutboundQueue, 'begin'>;
  readonly dkim: Pick<DkimConfigs, 'list'>;
  readonly isEnabled: () => boolean;
  /** Who reports: `postmaster@contoso.com`. */
  readonly from: () => string;
  readonly organization: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sends what was found on a day to the domains that want to know. */
export class ReportSending<O extends Observation> {
  private readonly parts: ReportSendingParts<O>;
  private timer: Timer | null = null;
  private working: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(parts: ReportSendingParts<O>) {
    this.parts = parts;
  }

  start(): void {
    this.timer = this.parts.clock.after(lookEveryMs, () => {
      void this.tend();
      this.timer?.restart();
    });
    void this.tend();
  }

  /** Sends all that is due; what goes wrong is tried again at the next look. */
  tend(): Promise<void> {
    const turn = this.working.then(async () => {
      if (!this.isStopped) await this.sendDue();
    });
    this.working = turn.catch((cause: unknown) =>
      this.parts.log.error(`${this.parts.kind.name}-reports-not-sent`, cause),
    );
    return this.working;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.timer?.cancel();
    await this.working;
  }

  private async sendDue(): Promise<void> {
    const { observations, clock, isEnabled } = this.parts;
    const now = clock.now();
    const today = Math.floor(now / dayMs);
    for (const observed of await observations.before(today)) {
      if (this.isStopped) return;
      if (!isEnabled() || observed.day < today - keptDays) await observations.forget(observed);
      else if (now >= dueAt(observed, domainOf(this.parts.from()))) await this.send(observed);
    }
  }

  private async send(observed: ObservedDay): Promise<void> {
    const { kind, observations, dns, log, from, dkim } = this.parts;
    const { policyDomain, day } = observed;
    const sender = from();
    const own = domainOf(sender);
    // RFC 7489 §7.2.1.1: a report has to pass DMARC itself. It goes out with the null sender, so only a signature does it.
    // RFC 8460 §3: a TLS report has to be signed.
    if (!dkim.list().some(({ enabled, domain }) => enabled && domain === own))
      return log.warn(`${kind.name}-report-without-signature`, { domain: policyDomain, from: sender });
    try {
      const wanted = await kind.wanted(dns, policyDomain);
      const rows = wanted.length === 0 ? [] : await observations.of(observed, kind.mostRows);
      const head = this.headOf(observed, sender);
      const bytes = await packed(kind.document(head, rows));
      const to = wanted.filter(({ maxBytes }) => bytes.length <= maxBytes).map(({ address }) => address);
      if (to.length === 0 || rows.length === 0) {
        if (wanted.length > 0)
          log.info(`${kind.name}-report-not-wanted`, { domain: policyDomain, sizeBytes: bytes.length });
        return await observations.forget(observed);
      }
      await this.queueReport(observed, to, head, bytes);
      log.info(`${kind.name}-report-sent`, { domain: policyDomain, day, to: to.length, rows: rows.length });
    } catch (error) {
      if (error instanceof AlreadyReported) return;
      if (!(error instanceof DnsFailure)) throw error;
      log.info(`${kind.name}-report-waits`, { domain: policyDomain, reason: error.message });
    }
  }

  private headOf({ day, policyDomain }: ObservedDay, contact: string): ReportHead {
    const begins = (day * dayMs) / 1000;
    const seed = `${this.parts.kind.name} ${domainOf(contact)} ${policyDomain} ${day}`;
    return {
      organization: this.parts.organization(),
      contact,
      policyDomain,
      begins,
      ends: begins + dayMs / 1000 - 1,
      // The same when it is made a second time: RFC 7489 §7.2.1.1, RFC 8460 §5.3, who has it already knows it by that.
      reportId: createHash('sha256').update(seed).digest('hex').slice(0, 32),
    };
  }

  /** What it tells of is forgotten by the transaction that queues it. @throws AlreadyReported */
  private async queueReport(
    observed: ObservedDay,
    to: readonly string[],
    head: ReportHead,
    bytes: Buffer,
  ): Promise<void> {
    const { kind, queue, clock, observations } = this.parts;
    const own = domainOf(head.contact);
    const { headers = [], ...message } = kind.message(head, own, bytes);
    const intake = queue.begin({
      // Whoever cannot be told need not be: nobody here waits for a bounce.
      sender: '',
      recipients: to.map((address) => ({ address, notify: [], originalRecipient: null })),
      smtpUtf8: false,
      ret: null,
      envelopeId: null,
      authenticatedAs: null,
      source: 'DSN',
      clientAddress: null,
      language: null,
      alongside: observations.claiming(observed),
    });
    try {
      await intake.write(
        composeMessage({
          ...message,
          from: { address: head.contact },
          to: to.map((address) => ({ address })),
          date: new Date(clock.now()),
          messageId: `${head.reportId}@${own}`,
          // RFC 3834 §5.1: no program answers it.
          headers: [...headers, { name: 'Auto-Submitted', value: 'auto-generated' }],
        }),
      );
      await intake.commit();
    } finally {
      await intake.discard();
    }
  }
}

/** When a report leaves: a minute of its own for each who reports and each who is told, so that nobody is told by all at once. */
function dueAt({ day, policyDomain }: ObservedDay, own: string): number {
  const spread = createHash('sha256').update(`${own} ${policyDomain} ${day}`).digest().readUInt32BE(0);
  return (day + 1) * dayMs + afterMidnightMs + (spread % spreadMs);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

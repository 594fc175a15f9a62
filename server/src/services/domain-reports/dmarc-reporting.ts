import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { composeMessage } from '@relais/mime';
import type { DkimConfigs } from '../../domain/queue/dkim-configs.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { DmarcObservations, ObservedDay } from '../../domain/reports/dmarc-observation.ts';
import { dayMs } from '../../domain/reports/open-dmarc-observations.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';
import type { Log } from '../../platform/log/log.ts';
import { dmarcReportXml } from './dmarc-report-xml.ts';
import { wantsReports } from './wants-reports.ts';

const lookEveryMs = 600_000;
/** RFC 7489 §7.2 wants reports daily: they leave within so many hours after midnight (UTC). */
const spreadMs = 4 * 3_600_000;
/** A domain whose DNS has not answered for so long is told nothing. */
const keptDays = 3;
const mostRows = 5000;

const packed = promisify(gzip);

export interface DmarcReportingParts {
  readonly observations: DmarcObservations;
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

/** Sends what was found about the mail of a day to the domains that want to know. */
export class DmarcReporting {
  private readonly parts: DmarcReportingParts;
  private timer: Timer | null = null;
  private working: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(parts: DmarcReportingParts) {
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
    this.working = turn.catch((cause: unknown) => this.parts.log.error('dmarc-reports-not-sent', cause));
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
    const { observations, dns, log, from, dkim } = this.parts;
    const { policyDomain, day } = observed;
    const sender = from();
    const own = domainOf(sender);
    // RFC 7489 §7.2.1.1: a report has to pass DMARC itself. It goes out with the null sender, so only a signature does it.
    if (!dkim.list().some(({ enabled, domain }) => enabled && domain === own))
      return log.warn('dmarc-report-without-signature', { domain: policyDomain, from: sender });
    try {
      const wanted = await wantsReports(dns, policyDomain);
      const rows = wanted.length === 0 ? [] : await observations.of(observed, mostRows);
      const head = this.headOf(observed, own);
      const bytes = await packed(
        dmarcReportXml({ ...head, organization: this.parts.organization(), contact: sender }, rows),
      );
      const to = wanted.filter(({ maxBytes }) => bytes.length <= maxBytes).map(({ address }) => address);
      if (to.length === 0 || rows.length === 0) {
        if (wanted.length > 0) log.info('dmarc-report-not-wanted', { domain: policyDomain, sizeBytes: bytes.length });
        return await observations.forget(observed);
      }
      await this.queueReport(observed, to, sender, own, bytes);
      log.info('dmarc-report-sent', { domain: policyDomain, day, to: to.length, rows: rows.length });
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      log.info('dmarc-report-waits', { domain: policyDomain, reason: error.message });
    }
  }

  private headOf({ day, policyDomain }: ObservedDay, own: string) {
    const begins = (day * dayMs) / 1000;
    return {
      policyDomain,
      begins,
      ends: begins + dayMs / 1000 - 1,
      // The same when it is made a second time: RFC 7489 §7.2.1.1, who has it already knows it by that.
      reportId: createHash('sha256').update(`${own} ${policyDomain} ${day}`).digest('hex').slice(0, 32),
    };
  }

  /** RFC 7489 §7.2.1.1. What it tells of is forgotten by the transaction that queues it. */
  private async queueReport(
    observed: ObservedDay,
    to: readonly string[],
    sender: string,
    own: string,
    bytes: Buffer,
  ): Promise<void> {
    const { queue, clock, observations } = this.parts;
    const { policyDomain, reportId, begins, ends } = this.headOf(observed, own);
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
      alongside: observations.forgetting(observed),
    });
    try {
      await intake.write(
        composeMessage({
          from: { address: sender },
          to: to.map((address) => ({ address })),
          subject: `Report Domain: ${policyDomain} Submitter: ${own} Report-ID: <${reportId}>`,
          date: new Date(clock.now()),
          messageId: `${reportId}@${own}`,
          // RFC 3834 §5.1: no program answers it.
          headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
          text: `This is an aggregate report (RFC 7489) of ${own} about mail from ${policyDomain}.\r\n`,
          attachments: [
            {
              filename: `${own}!${policyDomain}!${begins}!${ends}.xml.gz`,
              contentType: 'application/gzip',
              content: bytes,
            },
          ],
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
  return (day + 1) * dayMs + (spread % spreadMs);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

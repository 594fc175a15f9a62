import { MessageScanner } from '@relais/mime';
import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { Log } from '../../platform/log/log.ts';
import { Turnstile } from '../../storage/turnstile.ts';
import { MessageView } from '../delivery/automation/message-view.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import type { MessageSpool } from '../delivery/message-spool.ts';
import { type ReportTaking, takeDomainReport } from './take-domain-report.ts';

/** Larger mail is no report that could be read. */
const mostBytes = 12 * 1024 * 1024;

/** Reads reports in mail to the addresses that are named for them. */
export class ReportWatch {
  private readonly taking: ReportTaking;
  private readonly addresses: () => readonly string[];
  /** One is unpacked and read at a time, whoever sends how many. */
  private readonly turnstile = new Turnstile();

  /** `addresses`: those named now, in lower case. */
  constructor(taking: ReportTaking, addresses: () => readonly string[]) {
    this.taking = taking;
    this.addresses = addresses;
  }

  /** Whether a message may be a report: from outside, to one of the addresses, a group's or a contact's among them. */
  concerns({ authenticatedAs, fromQueue, recipients, outbound }: Envelope): boolean {
    if (authenticatedAs !== null || fromQueue !== undefined) return false;
    const wanted = new Set(this.addresses());
    return [...recipients, ...(outbound?.recipients ?? [])].some(({ address }) => wanted.has(address.toLowerCase()));
  }

  /** The same delivery; what it reports is kept once it has been delivered. */
  watch(delivery: DeliveryInProgress, envelope: Envelope, spool: MessageSpool): DeliveryInProgress {
    return new WatchedDelivery({
      delivery,
      spool,
      take: async (message) => {
        const leave = await this.turnstile.enter();
        try {
          await takeDomainReport(this.taking, envelope, message);
        } finally {
          leave();
        }
      },
      log: this.taking.log,
    });
  }
}

class WatchedDelivery implements DeliveryInProgress {
  private readonly parts: {
    readonly delivery: DeliveryInProgress;
    readonly spool: MessageSpool;
    readonly take: (message: MessageView) => Promise<void>;
    readonly log: Log;
  };
  private scanner: MessageScanner | null = new MessageScanner();

  constructor(parts: WatchedDelivery['parts']) {
    this.parts = parts;
  }

  get sizeBytes(): number {
    return this.parts.delivery.sizeBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const { delivery, spool } = this.parts;
    if (this.scanner !== null && spool.sizeBytes + chunk.length <= mostBytes) {
      this.scanner.push(chunk);
      await spool.write(chunk);
    } else this.scanner = null;
    await delivery.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    const { delivery, spool, take, log } = this.parts;
    try {
      const outcomes = await delivery.deliver(attempt);
      const { scanner } = this;
      if (scanner !== null && outcomes.some(({ kind }) => kind === 'delivered'))
        // The mail is where it belongs: nothing about the report may make its sender bring it again.
        await take(new MessageView(scanner.finish(), spool)).catch((cause: unknown) =>
          log.error('domain-report-failed', cause),
        );
      return outcomes;
    } finally {
      await spool.close();
    }
  }

  async discard(): Promise<void> {
    await this.parts.spool.close();
    await this.parts.delivery.discard();
  }
}

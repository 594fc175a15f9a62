import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { HopWork } from './hop-work.ts';
import { deliverToMailboxes, type MailboxCourierParts } from './mailbox-courier.ts';
import { type JobPlace, type SettleParts, settleJob } from './settle-job.ts';
import type { SendResult } from './send-result.ts';

/** What the time-table (`relay.ts`) gives to who brings mail to mailboxes here. */
export interface HomeCarrier {
  readonly mailboxes: MailboxCourierParts;
  readonly server: Pick<ServerFacts, 'fqdn'>;
  settleParts(): SettleParts;
  mayGoOn(nextHop: string): boolean;
  done(work: HopWork, job: QueuedJob): void;
}

/** So many deliveries, and those under way, are tried again when the server is killed before they are settled; none twice filed. */
const mostUnsettled = 20;

/** Brings what waits for mailboxes here home. */
export async function carryHome(carrier: HomeCarrier, work: HopWork): Promise<void> {
  for (let job = await work.take(); job !== null; job = await work.take()) {
    try {
      if (!carrier.mayGoOn(work.nextHop)) return;
      await bring(carrier, work, job);
    } finally {
      carrier.done(work, job);
    }
  }
}

/**
 * The members of a large group are settled as they have it, so that few are tried again after a crash. What the sender is
 * told of comes at the end, in one report.
 */
async function bring(carrier: HomeCarrier, work: HopWork, job: QueuedJob): Promise<void> {
  const place: JobPlace = {
    remoteName: carrier.server.fqdn,
    remoteAddress: null,
    connector: null,
    success: 'DELIVER',
    reportsSuccess: false,
  };
  const settle = (results: readonly SendResult[]) => settleJob(carrier.settleParts(), job, results, place);
  let unsettled: SendResult[] = [];
  const toReport: SendResult[] = [];
  try {
    const mayGoOn = (): boolean => carrier.mayGoOn(work.nextHop);
    // Whoever was not reached then is still in the queue.
    for await (const { recipient, result } of deliverToMailboxes(carrier.mailboxes, job, mayGoOn)) {
      const isQuiet = result.kind === 'sent' && recipient.notify?.includes('success') !== true;
      (isQuiet ? unsettled : toReport).push(result);
      if (unsettled.length < mostUnsettled) continue;
      await settle(unsettled);
      unsettled = [];
    }
  } finally {
    if (unsettled.length + toReport.length > 0) await settle([...unsettled, ...toReport]);
  }
}

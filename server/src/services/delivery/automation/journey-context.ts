import type { AutomaticReplies } from '../../../domain/automation/automatic-reply.ts';
import { isActive } from '../../../domain/automation/automatic-reply.ts';
import type { RemoteDomains } from '../../../domain/configuration/remote-domains.ts';
import { type JunkConfigurations, usualJunkConfiguration } from '../../../domain/automation/junk-configuration.ts';
import type { InboxRules } from '../../../domain/automation/inbox-rule.ts';
import type { SentNotices } from '../../../domain/automation/sent-notices.ts';
import type { Directory, Mailbox } from '../../../domain/directory/directory.ts';
import type { Quotas } from '../../../domain/directory/mailbox-quotas.ts';
import type { DeliveryMailStore } from '../../../domain/mail/account-store.ts';
import type { Submissions } from '../../../domain/personal/submissions.ts';
import type { OutboundQueue } from '../../../domain/queue/outbound-queue.ts';
import type { SendConnectors } from '../../../domain/queue/send-connectors.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Log } from '../../../platform/log/log.ts';

/** What the steps of a journey may ask. */
export interface JourneyContext {
  readonly directory: Directory;
  readonly mail: DeliveryMailStore;
  readonly rules: Pick<InboxRules, 'list'>;
  readonly replies: Pick<AutomaticReplies, 'of'>;
  readonly junk: Pick<JunkConfigurations, 'of'>;
  readonly notices: SentNotices;
  /** What may leave by itself for other domains. */
  readonly remoteDomains: Pick<RemoteDomains, 'of'>;
  /** What holds for a mailbox now: its own quotas or the usual ones. */
  quotasOf(mailbox: Mailbox): Quotas;
  /** `null`: nothing leaves. */
  readonly outbound: {
    readonly queue: Pick<OutboundQueue, 'attempts' | 'begin'>;
    readonly sendConnectors: Pick<SendConnectors, 'list'>;
  } | null;
  /** Told what other servers report of them; `null`: nobody is. */
  readonly submissions: Pick<Submissions, 'report'> | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether a mailbox has something that must look at messages; most have nothing, and their messages pass unread. */
export function looksAtMessages({ rules, replies, junk, clock }: JourneyContext, mailbox: Mailbox): boolean {
  return (
    mailbox.forwardingAddress !== null ||
    mailbox.forwardingSmtpAddress !== null ||
    rules.list(mailbox.guid).some(({ enabled }) => enabled) ||
    isActive(replies.of(mailbox.guid), clock.now()) ||
    junk.of(mailbox.guid) !== usualJunkConfiguration
  );
}

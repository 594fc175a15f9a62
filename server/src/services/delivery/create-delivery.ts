import { tmpdir } from 'node:os';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import { noQuotas, type Quotas, quotasOf } from '../../domain/directory/mailbox-quotas.ts';
import type { DeliveryMailStore } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import { selectSendConnector } from '../../domain/queue/route-recipient.ts';
import type { SendConnectors } from '../../domain/queue/send-connectors.ts';
import type { TrackingLog } from '../../domain/queue/tracking-log.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { SenderRewriting } from '../relay/sender-rewriting.ts';
import type { ReportWatch } from '../domain-reports/report-watch.ts';
import type { MessageInspector } from '../message-authentication/message-inspector.ts';
import type { AutomaticReplies } from '../../domain/automation/automatic-reply.ts';
import { noAutomaticReply } from '../../domain/automation/automatic-reply.ts';
import { anyRemoteDomain, type RemoteDomains } from '../../domain/configuration/remote-domains.ts';
import { type JunkConfigurations, usualJunkConfiguration } from '../../domain/automation/junk-configuration.ts';
import type { InboxRules } from '../../domain/automation/inbox-rule.ts';
import type { SentNotices } from '../../domain/automation/sent-notices.ts';
import type { DmarcObservations } from '../../domain/reports/dmarc-observation.ts';
import { type JourneyContext, looksAtMessages } from './automation/journey-context.ts';
import type { Delivery, DeliveryInProgress, DeliveryRefusal, Envelope, EnvelopeRecipient } from './delivery.ts';
import { AccompaniedDelivery } from './accompanied-delivery.ts';
import { BinaryDelivery } from './binary-delivery.ts';
import { blindCopyOf } from './blind-copy.ts';
import { AnsweredDelivery } from './answered-delivery.ts';
import {
  branchEnvelope,
  directBeside,
  directOf,
  mainEnvelope,
  namedIn,
  outcomesOf,
  ownAnswers,
  recipientsOf,
  refusedEnvelope,
} from './branch-envelopes.ts';
import { ChangedDelivery } from './changed-delivery.ts';
import { Companion, Companions } from './companions.ts';
import { DisclaimedDelivery } from './disclaimers/disclaimed-delivery.ts';
import { DirectDelivery } from './direct-delivery.ts';
import { expandRecipients } from './expand-recipients.ts';
import { expandedEnvelope, outcomesOfNamed } from './expanded-envelope.ts';
import { InspectedDelivery } from './inspected-delivery.ts';
import { MessageSpool } from './message-spool.ts';
import { OutboundDelivery } from './outbound-delivery.ts';
import { PartialDeliveries } from './partial-deliveries.ts';
import { placeMessage } from './place-message.ts';
import { queuedEnvelope } from './queued-envelope.ts';
import { outcomesOfRedirected, redirectedEnvelope } from './redirected-envelope.ts';
import { refusalEvent } from './refusal-event.ts';
import { refuseSender } from './refuse-sender.ts';
import { mayBeReport } from './reports/take-report.ts';
import { resolveRecipient } from './resolve-recipient.ts';
import { originalRecipient, returnPath } from './return-path.ts';
import { mayUseAddress } from './sender-rights.ts';
import { SharedDelivery } from './shared-delivery.ts';
import { type Arrival, TrackedDelivery } from './tracked-delivery.ts';

export interface DeliveryParts {
  readonly directory: Directory;
  readonly mail: DeliveryMailStore;
  readonly clock: Clock;
  readonly log: Log;
  /** For messages of more than about 1 MB to several mailboxes; in the data directory. */
  readonly spoolDirectory?: string;
  /** The way to other domains; absent: there is none. */
  readonly outbound?: {
    readonly queue: Pick<OutboundQueue, 'attempts' | 'begin' | 'nextNumber'>;
    readonly sendConnectors: Pick<SendConnectors, 'list'>;
  };
  /** Reads the senders that forwarded mail left with. */
  readonly rewriting?: Pick<SenderRewriting, 'reverse'>;
  /** Looks at mail from strangers; absent: nobody does. */
  readonly inspector?: MessageInspector;
  /** What mailboxes do by themselves; absent: nothing. */
  readonly automation?: {
    readonly rules: Pick<InboxRules, 'list'>;
    readonly replies: Pick<AutomaticReplies, 'of'>;
    readonly junk: Pick<JunkConfigurations, 'of'>;
    readonly notices: SentNotices;
  };
  /** Told what other servers report of them; absent: nobody is. */
  readonly submissions?: Pick<Submissions, 'report'>;
  /** What may leave by itself for other domains; absent: everything. */
  readonly remoteDomains?: Pick<RemoteDomains, 'of'>;
  /** Quotas of mailboxes that have none of their own; absent: none. */
  readonly quotaDefaults?: () => Quotas;
  /** Reads what other servers report of our domains; absent: nobody does. */
  readonly reportWatch?: ReportWatch;
  /** For reports to the domains of authors; absent: nothing is reported. */
  readonly observations?: Pick<DmarcObservations, 'note'>;
  /** Where deliveries are written down; absent: nowhere. */
  readonly tracking?: Pick<TrackingLog, 'record'>;
}

const nobody: Envelope = { sender: '', recipients: [], authenticatedAs: null, smtpUtf8: false };

const noAutomation: NonNullable<DeliveryParts['automation']> = {
  rules: { list: () => [] },
  replies: { of: () => noAutomaticReply },
  junk: { of: () => usualJunkConfiguration },
  notices: { claim: async () => false },
};

/** Delivery into this server's own mailboxes, and into the queue for everybody else. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { directory, mail, clock, log, spoolDirectory = tmpdir(), outbound, tracking, inspector, rewriting } = parts;
  // Without a queue nothing of a message is found again by its number.
  let lastNumber = 0;
  const nextNumber = (): number => outbound?.queue.nextNumber() ?? (lastNumber += 1);
  const partial = new PartialDeliveries(clock);
  const { rules, replies, junk, notices } = parts.automation ?? noAutomation;
  const quotaDefaults = parts.quotaDefaults ?? (() => noQuotas);
  const remoteDomains = parts.remoteDomains ?? { of: () => anyRemoteDomain };
  const context: JourneyContext = {
    directory,
    mail,
    rules,
    replies,
    junk,
    notices,
    remoteDomains,
    quotasOf: (mailbox) => quotasOf(mailbox, quotaDefaults()),
    outbound: outbound ?? null,
    submissions: parts.submissions ?? null,
    clock,
    log,
  };

  /** `arrival`: what the tracking log is told of the whole message; `null`: the queue tells it. */
  async function beginLocal(
    asked: Envelope,
    prefix: Uint8Array,
    maxBytes: number,
    arrival: Arrival | null,
  ): Promise<DeliveryInProgress> {
    const envelope = { ...asked, recipients: asked.recipients.map((recipient) => asNow(directory, recipient)) };
    const [recipient] = envelope.recipients;
    if (recipient === undefined) throw new Error('a message without recipients cannot be delivered');
    const isAlone = envelope.recipients.every(({ mailbox }) => mailbox.guid === recipient.mailbox.guid);
    const delivery =
      isAlone && !mayBeReport({ context, envelope }) && !looksAtMessages(context, recipient.mailbox)
        ? await beginDirect(envelope, recipient, prefix, maxBytes)
        : new SharedDelivery({ context, envelope, trace: prefix, spool: new MessageSpool(spoolDirectory), partial });
    return tracking === undefined || envelope.fromQueue !== undefined
      ? delivery
      : new TrackedDelivery({ envelope, delivery, tracking, log, arrival });
  }

  async function beginDirect(
    envelope: Envelope,
    recipient: EnvelopeRecipient,
    prefix: Uint8Array,
    maxBytes: number,
  ): Promise<DeliveryInProgress> {
    const top = Buffer.concat([returnPath(envelope.sender), originalRecipient(recipient.originalRecipient), prefix]);
    const store = await mail.account(recipient.mailbox.guid);
    const incoming = await store.beginMessage({ maxBytes: maxBytes + top.length });
    await incoming.write(top);
    return new DirectDelivery({ context, envelope, recipient, incoming });
  }

  async function refusalOf(mailbox: Mailbox, sizeBytes: number): Promise<DeliveryRefusal | null> {
    const placed = await placeMessage(context, nobody, mailbox, sizeBytes, () => mail.account(mailbox.guid), {
      beforeContent: true,
    });
    return 'kind' in placed ? placed : null;
  }

  return {
    resolve: (address) => resolveRecipient(directory, address),

    refusalOf,

    async refusalFor(found, from, sizeBytes) {
      const refused = refuseSender(context, found, from, sizeBytes);
      return refused !== null || found.kind !== 'mailbox' ? refused : refusalOf(found.mailbox, sizeBytes);
    },

    mayUseAddress: (user, address) => mayUseAddress(directory, user, address),

    async sendingRefusalOf(mailbox) {
      const { prohibitSendBytes: limit } = context.quotasOf(mailbox);
      if (limit === null) return null;
      const usage = await (await mail.account(mailbox.guid)).quota();
      return usage.sizeBytes < limit
        ? null
        : { kind: 'refused', code: 'over-quota', text: 'Your mailbox is full; delete something before you send' };
    },

    bouncedTo: ({ localPart, domain }) =>
      directory.resolveRecipient(`postmaster@${domain}`).kind === 'other-domain'
        ? null
        : (rewriting?.reverse(localPart, clock.now()) ?? null),

    canHold: () => outbound !== undefined,

    sendsOut: () => outbound?.sendConnectors.list().some(({ Enabled }) => Enabled) ?? false,

    outboundRefusal({ domain }, sizeBytes) {
      const name = domain.startsWith('[') ? domain.toLowerCase() : asciiDomain(domain);
      const connector = name === null ? null : selectSendConnector(outbound?.sendConnectors.list() ?? [], name);
      if (connector === null) return 'no-connector';
      const { MaxMessageSize } = connector;
      return 'bytes' in MaxMessageSize && sizeBytes > MaxMessageSize.bytes ? 'too-large' : null;
    },

    blockedBy: async (address) => (await inspector?.blockedBy(address)) ?? null,

    nextNumber,

    async begin(asked, prefix, options) {
      const envelope =
        asked.fromQueue !== undefined
          ? asked
          : { ...asked, number: asked.number ?? nextNumber(), arrivedAt: asked.arrivedAt ?? clock.now() };
      const { origin } = envelope;
      const inspection =
        origin === undefined ? null : (inspector?.begin({ ...origin, sender: envelope.sender }) ?? null);
      if (inspection === null) return beginWatched(envelope, prefix, options.maxBytes);
      return new InspectedDelivery({
        inspection,
        asItCame: envelope.asItCame,
        recipients: recipientsOf(envelope).length,
        refused: (text, header, sizeBytes) => noteRefusal(envelope, text, header, sizeBytes, 'sender authentication'),
        // Reports are not reported on: two servers would tell each other of them for ever.
        found: ({ observation }) => {
          if (observation !== null && parts.reportWatch?.concerns(envelope) !== true)
            parts.observations?.note(observation);
        },
        spool: () => new MessageSpool(spoolDirectory),
        begin: (field, isSuspect, backedBy) =>
          beginWatched(
            { ...envelope, isSuspect: isSuspect || envelope.isSuspect === true, backedBy },
            Buffer.concat([Buffer.from(field), prefix]),
            options.maxBytes + field.length,
          ),
      });
    },
  };

  /** The reply does not wait for it. */
  function noteRefusal(
    envelope: Envelope,
    text: string,
    header: Uint8Array,
    sizeBytes: number,
    by: 'sender authentication' | 'transport rules',
  ): void {
    tracking
      ?.record([refusalEvent(envelope, text, header, sizeBytes, by)])
      .catch((cause: unknown) => log.error('tracking-failed', cause));
  }

  async function beginWatched(envelope: Envelope, prefix: Uint8Array, maxBytes: number): Promise<DeliveryInProgress> {
    const begun = await beginRuled(envelope, prefix, maxBytes);
    return parts.reportWatch?.concerns(envelope) === true
      ? parts.reportWatch.watch(begun, envelope, new MessageSpool(spoolDirectory))
      : begun;
  }

  /** Senders have been judged by the bytes as they came; what is changed here is what is stored, signed and sealed. */
  async function beginRuled(
    asked: Envelope,
    prefix: Uint8Array,
    maxBytes: number,
    place: Place = alone,
  ): Promise<DeliveryInProgress> {
    const { expansion } = asked;
    if (expansion !== undefined)
      return new AnsweredDelivery(
        await beginRuled(expandedEnvelope(asked, expansion), prefix, maxBytes, place),
        (outcomes) => outcomesOfNamed(expansion, outcomes),
      );
    if (asked.branches !== undefined && asked.branches.length > 0) return beginParted(asked, prefix, maxBytes);
    const { ruled } = asked;
    const envelope = ruled?.isJunk === true ? { ...asked, isSuspect: true } : asked;
    if (ruled?.redirectTo != null) {
      const instead = redirectedEnvelope(directory, envelope, ruled, { isQueued: place.kind === 'beside' });
      return new AnsweredDelivery(await beginRuled(instead, prefix, maxBytes, place), (outcomes) =>
        outcomesOfRedirected(recipientsOf(envelope).length, outcomes),
      );
    }
    const isChanged =
      ruled !== undefined &&
      (ruled.subjectPrefix !== '' || ruled.removedFields.length > 0 || ruled.addedFields.length > 0);
    if (!isChanged) return beginKnown(envelope, prefix, maxBytes, place);
    return new ChangedDelivery(ruled, (moreBytes) => beginKnown(envelope, prefix, maxBytes + moreBytes, place));
  }

  /** Rules want something else for some of its recipients: what these get goes through the queue. */
  async function beginParted(envelope: Envelope, prefix: Uint8Array, maxBytes: number): Promise<DeliveryInProgress> {
    const { branches = [], eachAlone = false } = envelope;
    if (outbound === undefined) throw new Error('there is no queue for a part of a message');
    const companions = new Companions();
    const hasOwnAnswer = ownAnswers(envelope);
    const beside: DeliveryInProgress[] = [];
    for (const branch of branches) {
      if (branch.kind === 'deleted') continue;
      const places = branch.kind === 'refused' ? branch.places.filter((place) => !hasOwnAnswer(place)) : branch.places;
      if (places.length === 0) continue;
      const part = branchEnvelope(envelope, { ...branch, places });
      beside.push(await beginRuled(part, prefix, maxBytes, { kind: 'beside', companions }));
    }
    const leading = { kind: 'leading', companions } as const;
    return new AccompaniedDelivery({
      delivery: await beginRuled(mainEnvelope(envelope), prefix, maxBytes, leading),
      beside,
      companions,
      outcomes: (main) => outcomesOf(envelope, branches, main),
      recipients: recipientsOf(envelope).length,
      sender: envelope.sender,
      named: namedIn(envelope),
      eachAlone,
      attempts: outbound.queue.attempts,
      log,
    });
  }

  async function beginKnown(
    envelope: Envelope,
    prefix: Uint8Array,
    maxBytes: number,
    place: Place,
  ): Promise<DeliveryInProgress> {
    if (envelope.isBinary === true)
      return new BinaryDelivery({
        spool: new MessageSpool(spoolDirectory),
        begin: (extraBytes) => beginKnown({ ...envelope, isBinary: false }, prefix, maxBytes + extraBytes, place),
      });
    const { ruled } = envelope;
    if (ruled !== undefined && ruled.disclaimers.length > 0)
      return new DisclaimedDelivery({
        disclaimers: ruled.disclaimers,
        recipients: recipientsOf(envelope).length,
        spool: new MessageSpool(spoolDirectory),
        begin: (moreBytes) =>
          beginKnown({ ...envelope, ruled: { ...ruled, disclaimers: [] } }, prefix, maxBytes + moreBytes, place),
        refused: (text, header, sizeBytes) => noteRefusal(envelope, text, header, sizeBytes, 'transport rules'),
        beginRefusal:
          place.kind === 'beside'
            ? (refusal) => beginBeside(refusedEnvelope(envelope, refusal), prefix, place.companions)
            : null,
      });
    if (place.kind === 'beside') return beginBeside(envelope, prefix, place.companions);
    const copy = blindCopyOf(directory, envelope);
    if (copy === null) return beginPlain(envelope, prefix, maxBytes, place);
    if (outbound === undefined) throw new Error('there is no queue for blind copies');
    const companions = place.kind === 'leading' ? place.companions : new Companions();
    const all = recipientsOf(envelope);
    return new AccompaniedDelivery({
      delivery: await beginPlain(envelope, prefix, maxBytes, { kind: 'leading', companions }),
      beside: [await Companion.begin(outbound.queue, [copy], prefix, { companions, recipients: 0 })],
      companions,
      outcomes: (main) => main,
      recipients: all.length,
      sender: envelope.sender,
      named: [...namedIn(envelope), ...copy.recipients],
      eachAlone: false,
      attempts: outbound.queue.attempts,
      log,
    });
  }

  function beginBeside(envelope: Envelope, prefix: Uint8Array, companions: Companions): Promise<DeliveryInProgress> {
    const outgoing = envelope.outbound;
    if (outbound === undefined || outgoing === undefined) throw new Error('a part of a message goes through the queue');
    const expanded = expandRecipients(directory, outgoing.recipients, directBeside(envelope));
    const copy = blindCopyOf(directory, envelope);
    const named = addressesOf(outgoing.recipients);
    const message = queuedEnvelope({ ...envelope, outbound: outgoing }, expanded, { named, isBranch: true });
    return Companion.begin(
      outbound.queue,
      [...(expanded.recipients.length === 0 ? [] : [message]), ...(copy === null ? [] : [copy])],
      prefix,
      { companions, recipients: outgoing.recipients.length },
    );
  }

  async function beginPlain(
    envelope: Envelope,
    prefix: Uint8Array,
    maxBytes: number,
    place: Place,
  ): Promise<DeliveryInProgress> {
    const all = recipientsOf(envelope);
    const named =
      envelope.expanded !== undefined
        ? addressesOf(envelope.expanded.named)
        : (envelope.whole ?? all).map(
            (one) => ('redirectedFrom' in one ? one.redirectedFrom : undefined) ?? one.address,
          );
    const before = envelope.expanded?.steps ?? [];
    const outgoing = envelope.outbound;
    if (outgoing === undefined || outgoing.recipients.length === 0)
      return beginLocal(envelope, prefix, maxBytes, { named, steps: before });
    if (outbound === undefined) throw new Error('there is no queue for recipients in other domains');
    const expanded = expandRecipients(directory, outgoing.recipients, directOf(envelope));
    const { recipients } = expanded;
    const steps = [...before, ...expanded.steps];
    const arrival = recipients.length === 0 ? { named, steps } : null;
    const local = envelope.recipients.length === 0 ? null : await beginLocal(envelope, prefix, maxBytes, arrival);
    const { eachAlone } = envelope;
    const counts = { outbound: outgoing.recipients.length, localCount: envelope.recipients.length, eachAlone };
    const { attempts } = outbound.queue;
    const companions = place.kind === 'leading' ? { with: place.companions, alongside: outgoing.alongside } : undefined;
    const common = { local, ...counts, sender: envelope.sender, named: namedIn(envelope), attempts, log, companions };
    if (recipients.length === 0) return new OutboundDelivery({ intake: null, ...common });
    const queued = { ...envelope, outbound: outgoing };
    const message = queuedEnvelope(queued, { ...expanded, steps }, { named, isBranch: false });
    const { alongside: _, ...later } = message;
    const intake = outbound.queue.begin(companions === undefined ? message : later, envelope.number);
    await intake.write(prefix);
    return new OutboundDelivery({ intake, ...common });
  }
}

/** Where a part of a message stands: by itself, before others that go with it, or as one of these. */
type Place =
  | { readonly kind: 'alone' }
  | { readonly kind: 'leading'; readonly companions: Companions }
  | { readonly kind: 'beside'; readonly companions: Companions };
const alone: Place = { kind: 'alone' };

function addressesOf(recipients: readonly { readonly address: string }[]): readonly string[] {
  return recipients.map(({ address }) => address);
}

/** Time has passed since RCPT: the mailbox as it is now. One that was removed must not be made anew by delivering to it. */
function asNow(directory: Directory, recipient: EnvelopeRecipient): EnvelopeRecipient {
  const mailbox = directory.findMailbox(recipient.mailbox.guid);
  if (mailbox === null)
    throw new MailError('conflict', 'A mailbox was removed while the message came in; name the recipients again');
  return { ...recipient, mailbox };
}

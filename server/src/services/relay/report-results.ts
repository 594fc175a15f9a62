import type { Language } from '@relais/management-contract';
import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import { refusePostmaster } from '../../domain/configuration/postmaster-address.ts';
import { anyRemoteDomain, type RemoteDomains } from '../../domain/configuration/remote-domains.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { OutboundQueue, QueuedReport } from '../../domain/queue/outbound-queue.ts';
import type { NotifyOn, QueuedMessage } from '../../domain/queue/queued-message.ts';
import { deliveryReport, type ReportedRecipient } from './delivery-report.ts';
import type { ReportKind } from './report-words.ts';

/** More is not sent back, whatever RET says (RFC 3461 §4.3 allows it). */
const mostReturnedBytes = 1024 * 1024;
const wanted: Readonly<Record<ReportKind, NotifyOn>> = {
  failed: 'failure',
  delayed: 'delay',
  relayed: 'success',
  delivered: 'success',
  expanded: 'success',
};

export interface ReportParts {
  readonly queue: Pick<OutboundQueue, 'content'>;
  readonly directory: Pick<Directory, 'resolveRecipient' | 'acceptedDomains'>;
  /** Which reports may leave; absent: all. */
  readonly remoteDomains?: Pick<RemoteDomains, 'of'> | undefined;
  /** What the organisation says of reports; absent: the usual. */
  readonly transport?:
    | (() => Partial<
        Pick<TransportSettings, 'ExternalPostmasterAddress' | 'ExternalDelayDsnEnabled' | 'InternalDelayDsnEnabled'>
      >)
    | undefined;
  readonly reportingServer: string;
  readonly now: number;
}

/**
 * The report that the sender of a message wants about these recipients; `null`: none. Nobody is told about a message with
 * the null sender, so that reports never make reports (RFC 5321 §6.1, RFC 3461 §5.2.5). `isAskedFor`: whatever NOTIFY
 * says, unless it is NEVER.
 */
export async function reportResults(
  parts: ReportParts,
  kind: ReportKind,
  message: QueuedMessage,
  all: readonly ReportedRecipient[],
  { isAskedFor = false }: { readonly isAskedFor?: boolean } = {},
): Promise<QueuedReport | null> {
  // RFC 3461 §4.1: without NOTIFY failures are told, and delays where it is usual.
  const recipients = all.filter(({ recipient: { notify } }) =>
    notify === null
      ? isAskedFor || wanted[kind] !== 'success'
      : notify.includes(wanted[kind]) || (isAskedFor && notify.length > 0),
  );
  if (message.sender === '' || recipients.length === 0 || !mayBeTold(parts, kind, message.sender)) return null;
  // RFC 3461 §4.3: RET counts for failures only.
  // RFC 8689 §5: what was to travel by TLS only does not come back whole.
  const isWhole =
    message.requireTls !== true &&
    kind === 'failed' &&
    message.ret === 'FULL' &&
    message.sizeBytes <= mostReturnedBytes;
  const end = isWhole ? message.sizeBytes : Math.min(message.headerBytes, mostReturnedBytes);
  const chunks: Uint8Array[] = [];
  if (end > 0) for await (const chunk of parts.queue.content(message.id, { start: 0, end })) chunks.push(chunk);
  const content = deliveryReport({
    kind,
    message,
    recipients,
    original: Buffer.concat(chunks),
    isWhole,
    language: languageOf(parts, message),
    reportingServer: parts.reportingServer,
    from: postmasterOf(parts),
    now: parts.now,
  });
  return {
    content,
    message: {
      sender: '',
      // RFC 3461 §5.2.1: a report asks for none itself.
      recipients: [{ address: message.sender, notify: [], originalRecipient: null }],
      smtpUtf8: message.smtpUtf8,
      ret: null,
      envelopeId: null,
      authenticatedAs: null,
      source: 'DSN',
      clientAddress: null,
      language: null,
      // RFC 6710 §4.6: a report is as urgent as what it is about.
      ...(message.mtPriority === undefined ? {} : { mtPriority: message.mtPriority }),
      journey: { reference: message.internetMessageId },
    },
  };
}

/** Set-TransportConfig -ExternalPostmasterAddress, or postmaster@ the default domain. */
export function postmasterOf({
  directory,
  transport,
  reportingServer,
}: Pick<ReportParts, 'directory' | 'transport' | 'reportingServer'>): string {
  const said = transport?.().ExternalPostmasterAddress ?? '';
  // One that was kept before it had to be an address is passed over.
  if (said !== '' && refusePostmaster(said) === null) return said;
  return `postmaster@${directory.acceptedDomains().find(({ isDefault }) => isDefault)?.domainName ?? reportingServer}`;
}

/** Set-RemoteDomain -NDREnabled and -DeliveryReportEnabled, for senders in other domains. */
function mayBeTold({ directory, remoteDomains, transport }: ReportParts, kind: ReportKind, sender: string): boolean {
  const isOutside = directory.resolveRecipient(sender).kind === 'other-domain';
  const settings = transport?.();
  const tellsDelay = isOutside ? settings?.ExternalDelayDsnEnabled : settings?.InternalDelayDsnEnabled;
  if (kind === 'delayed' && tellsDelay === false) return false;
  if (!isOutside) return true;
  const { ndrEnabled, deliveryReportEnabled } = remoteDomains?.of(sender) ?? anyRemoteDomain;
  return kind === 'failed' ? ndrEnabled : deliveryReportEnabled;
}

/** That of the sender's mailbox where he has one here. */
function languageOf({ directory }: ReportParts, message: QueuedMessage): Language {
  const found = directory.resolveRecipient(message.sender);
  return (found.kind === 'mailbox' ? found.mailbox.language : null) ?? message.language ?? 'en';
}

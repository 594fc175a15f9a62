import { decodeBody } from '@relais/mime';
import type { DomainReport, DomainReports } from '../../domain/reports/domain-report.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { MessageView } from '../delivery/automation/message-view.ts';
import type { Envelope } from '../delivery/delivery.ts';
import { findReport, type ReportPart } from './find-report.ts';
import { readDmarcReport } from './read-dmarc-report.ts';
import { mostJsonBytes, readTlsReport } from './read-tls-report.ts';
import { ReportError } from './report-error.ts';
import { unpackReport } from './unpack-report.ts';

/** As it is attached: packed, and for that reason smaller. */
const mostPackedBytes = 8 * 1024 * 1024;

export interface ReportTaking {
  readonly store: Pick<DomainReports, 'add'>;
  /** Whether reports about a domain are ours to keep: an accepted domain's and those of names below it. */
  readonly isOurs: (domain: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps what a message reports; one that reports nothing, or nothing that can be believed, is left alone. */
export async function takeDomainReport(
  taking: ReportTaking,
  envelope: Pick<Envelope, 'sender' | 'backedBy' | 'isSuspect'>,
  message: MessageView,
): Promise<void> {
  const { log, clock } = taking;
  const found = findReport(message);
  if (found === null) return;
  const about = { kind: found.kind, sender: envelope.sender, subject: message.subject.slice(0, 200) };
  try {
    // RFC 8460 §3: an unsigned TLS report MUST be ignored. RFC 7489 §7.2.1 wants DMARC reports to pass DMARC.
    const { backedBy } = envelope;
    if (backedBy === null || (backedBy === 'spf' && found.kind === 'tls') || envelope.isSuspect === true)
      throw new ReportError('its sender is not proven');
    const reports = await readReports(found, message, clock.now());
    // A TLS report names mail hosts beside domains (RFC 8460 §1.1), and they may be somebody else's.
    const ours = reports.filter(({ domain }) => taking.isOurs(domain));
    const [first] = reports;
    if (first !== undefined && ours.length === 0)
      throw new ReportError(`it is about ${JSON.stringify(first.domain)}, which is no accepted domain`);
    for (const report of ours) await keep(taking, report);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    log.warn('domain-report-not-read', { ...about, reason: error.message });
  }
}

async function keep({ store, log }: ReportTaking, report: DomainReport): Promise<void> {
  const { kind, domain, organization, passed, failed } = report;
  if (await store.add(report)) log.info('domain-report', { kind, domain, organization, passed, failed });
}

async function readReports(
  { kind, part }: ReportPart,
  message: MessageView,
  now: number,
): Promise<readonly DomainReport[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decodeBody(part, message.bytes(part.bodyStart, part.bodyEnd))) {
    size += chunk.length;
    if (size > mostPackedBytes) throw new ReportError('it is too large');
    chunks.push(chunk);
  }
  const unpacked = await unpackReport(Buffer.concat(chunks));
  if (kind === 'dmarc') return [await readDmarcReport(unpacked.toString('utf8'), now)];
  if (unpacked.length > mostJsonBytes) throw new ReportError('it is too large');
  return readTlsReport(unpacked.toString('utf8'), now);
}

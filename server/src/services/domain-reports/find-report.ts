import { decodeParameter, type MimePart } from '@relais/mime';
import type { MessageView } from '../delivery/automation/message-view.ts';

export interface ReportPart {
  readonly kind: 'dmarc' | 'tls';
  readonly part: MimePart;
}

/** What a report may come as; some reporters say no more than that it is a file. */
const packedTypes = new Set([
  'application/zip',
  'application/x-zip-compressed',
  'application/gzip',
  'application/x-gzip',
  'application/xml',
  'text/xml',
  'application/octet-stream',
]);

/**
 * The part of a message that is a report; `null`: it is none. TLS reports are told by their media types (RFC 8460 §6.4), DMARC
 * reports by the name of their file or by the subject (RFC 7489 §7.2.1.1): `receiver.test!contoso.com!1700000000!1700086400.xml.gz`,
 * `Report Domain: contoso.com Submitter: receiver.test`.
 */
export function findReport(message: Pick<MessageView, 'structure' | 'subject'>): ReportPart | null {
  const { root } = message.structure;
  const isDmarc = /^\s*Report[ -]Domain\s*:/i.test(message.subject);
  for (const part of leavesOf(root)) {
    const type = `${part.type}/${part.subtype}`;
    if (type === 'application/tlsrpt+gzip' || type === 'application/tlsrpt+json') return { kind: 'tls', part };
    const name = nameOf(part);
    if (!packedTypes.has(type)) continue;
    if (isTlsMessage(root) && /\.json(?:\.gz)?$/i.test(name)) return { kind: 'tls', part };
    if (isDmarc || isDmarcName(name)) return { kind: 'dmarc', part };
  }
  return null;
}

function isDmarcName(name: string): boolean {
  const [receiver, domain, begin = '', end = ''] = name.split('!', 4);
  if (receiver === '' || domain === '' || !/^\d+$/.test(begin) || !/^\d/.test(end)) return false;
  return /\.(?:xml|gz|zip)$/i.test(name);
}

function* leavesOf(part: MimePart): Generator<MimePart> {
  if (part.children.length === 0) yield part;
  for (const child of part.children) yield* leavesOf(child);
}

/** RFC 8460 §5.3: `multipart/report; report-type="tlsrpt"`. */
function isTlsMessage(root: MimePart): boolean {
  return root.subtype === 'report' && decodeParameter(root.parameters, 'report-type')?.toLowerCase() === 'tlsrpt';
}

function nameOf({ disposition, parameters }: MimePart): string {
  const name = decodeParameter(disposition?.parameters ?? [], 'filename') ?? decodeParameter(parameters, 'name') ?? '';
  return name.trim().slice(0, 500);
}

import type { Address } from './address-list.ts';
import { type RawText, unfold } from './raw-text.ts';

/** One field of a header. Offsets count bytes from the start of the whole message. */
export interface HeaderField {
  /** Lower case; empty for a line that is no field (an mbox "From " line, garbage, fields beyond the cap). */
  name: string;
  start: number;
  /** After the field's last line terminator. */
  end: number;
  /** What stands behind the colon, folding included, last terminator excluded; null when it was not kept. */
  value: Buffer | null;
}

/** A parameter as it was written: `filename*0*` stays `filename*0*`. `decodeParameter` puts RFC 2231 together. */
export interface Parameter {
  name: string;
  value: RawText;
}

export interface Disposition {
  /** Lower case: `inline`, `attachment`, … */
  type: string;
  parameters: Parameter[];
}

/** A body part, or a whole message as its root. All offsets count bytes from the start of the whole message. */
export interface MimePart {
  headerStart: number;
  /** After the blank line. Equal to `bodyEnd` when there is no body. */
  bodyStart: number;
  /** Exclusive. The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1). */
  bodyEnd: number;
  /** The header's fields; of a MIME part read back from the durable form: empty. */
  fields: HeaderField[];
  /** Lower case, as are `subtype`, `encoding` and parameter names. */
  type: string;
  subtype: string;
  parameters: Parameter[];
  id: RawText | null;
  description: RawText | null;
  encoding: string;
  disposition: Disposition | null;
  language: RawText[];
  location: RawText | null;
  md5: RawText | null;
  /** Octets of the body as transferred. */
  sizeBytes: number;
  /** Line breaks in the body as transferred. */
  lines: number;
  /** Parts of a multipart (never empty for one), otherwise none. */
  children: MimePart[];
  /** What a message/rfc822 part carries. */
  message?: { envelope: Envelope; structure: MessageStructure };
}

export interface MessageStructure {
  root: MimePart;
  sizeBytes: number;
  /** The fields of the root. */
  header: HeaderField[];
}

/** What IMAP calls the envelope: raw header text, addresses taken apart (RFC 3501 §7.4.2). */
export interface Envelope {
  date: RawText | null;
  subject: RawText | null;
  from: Address[];
  sender: Address[];
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  inReplyTo: RawText | null;
  messageId: RawText | null;
}

/** The first field of that name (lower case), its raw value on one line; null when absent or not kept. */
export function fieldValue(fields: readonly HeaderField[], name: string): RawText | null {
  const field = fields.find((candidate) => candidate.name === name);
  if (!field || field.value === null) return null;
  return unfold(field.value.toString('latin1'));
}

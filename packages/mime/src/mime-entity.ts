import { isAscii } from 'node:buffer';
import { base64Lines, quotedPrintable } from './encode-body.ts';
import { encodeHeader, refuseLineBreaks } from './encoded-words.ts';
import { bracketed, field } from './header-line.ts';
import { asBuffer } from './raw-text.ts';

/** A further Content-* field of a part. */
export interface PartField {
  name: string;
  value: string;
}

export interface ComposedAttachment {
  filename?: string;
  /** `type/subtype`, without parameters. */
  contentType: string;
  content: Uint8Array;
  /** Without angle brackets; an inline image is addressed by it (RFC 2392). */
  contentId?: string;
  /** `attachment` unless there is a `contentId`. */
  disposition?: 'attachment' | 'inline';
  fields?: readonly PartField[];
}

/** A part ready to be written: its Content-* fields, and its body as often as it is asked for. */
export interface Entity {
  fields: string[];
  pieces(): Iterable<Buffer>;
  /** Whether the body holds that text; false where its encoding cannot. */
  holds(boundary: string): boolean;
}

/** Text, HTML, inline images and attachments as one part (RFC 2046 §5.1, RFC 2387). */
export function composeBody(input: {
  messageId: string;
  text?: string;
  html?: string;
  textFields?: readonly PartField[];
  htmlFields?: readonly PartField[];
  attachments?: readonly ComposedAttachment[];
  reportType?: string;
}): Entity {
  const attachments = input.attachments ?? [];
  const inline = input.html === undefined ? [] : attachments.filter((attachment) => isInline(attachment));
  const others = attachments.filter((attachment) => !inline.includes(attachment));
  const boundaries = boundariesOf(input.messageId);
  let content = input.html === undefined ? null : textEntity(input.html, 'html', input.htmlFields);
  if (content && inline.length > 0) {
    content = multipart('related', [content, ...inline.map(attachmentEntity)], boundaries);
  }
  if (content && input.text !== undefined) {
    content = multipart('alternative', [textEntity(input.text, 'plain', input.textFields), content], boundaries);
  }
  content ??= textEntity(input.text ?? '', 'plain', input.textFields);
  if (others.length === 0) return content;
  // RFC 6522 §3.
  const subtype = input.reportType === undefined ? 'mixed' : `report; report-type=${input.reportType}`;
  return multipart(subtype, [content, ...others.map(attachmentEntity)], boundaries);
}

// Different messages get different boundaries, so that one may stand in another.
function* boundariesOf(messageId: string): Generator<string, never> {
  const seed = messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 32);
  // RFC 2045 §6.7: "=_" appears in no quoted-printable and no base64 body.
  for (let n = 1; ; n += 1) yield `=_${seed}_${n}`;
}

function multipart(subtype: string, parts: Entity[], boundaries: Generator<string, never>): Entity {
  let boundary = boundaries.next().value;
  while (parts.some((part) => part.holds(boundary))) boundary = boundaries.next().value;
  return {
    fields: [`Content-Type: multipart/${subtype};\r\n boundary="${boundary}"`],
    *pieces() {
      for (const part of parts) {
        yield Buffer.from(`--${boundary}\r\n${part.fields.join('\r\n')}\r\n\r\n`, 'latin1');
        yield* part.pieces();
        yield Buffer.from('\r\n');
      }
      yield Buffer.from(`--${boundary}--\r\n`, 'latin1');
    },
    holds: (other) => other === boundary || parts.some((part) => part.holds(other)),
  };
}

function isInline(attachment: ComposedAttachment): boolean {
  return attachment.contentId !== undefined && attachment.disposition !== 'attachment';
}

function textEntity(text: string, subtype: 'plain' | 'html', further: readonly PartField[] = []): Entity {
  const more = further.map(partField);
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  // RFC 5322 §2.1.1: no line beyond 998; below that, plain ASCII goes as it is.
  if (/^[\x20-\x7e\t\r\n]*$/.test(lines) && !hasLongLine(lines) && !/^From /m.test(lines)) {
    const body = lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
    return {
      fields: [`Content-Type: text/${subtype}; charset=us-ascii`, 'Content-Transfer-Encoding: 7bit', ...more],
      pieces: () => [Buffer.from(body, 'latin1')],
      holds: (boundary) => body.includes(boundary),
    };
  }
  return {
    fields: [`Content-Type: text/${subtype}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable', ...more],
    pieces: () => quotedPrintable(lines),
    holds: () => false,
  };
}

/** By where lines end: a pattern would read the rest of the line again at each of its letters. */
function hasLongLine(lines: string): boolean {
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf('\r\n', start);
    if ((end === -1 ? lines.length : end) - start >= 900) return true;
    if (end === -1) return false;
    start = end + 2;
  }
  return false;
}

function attachmentEntity(attachment: ComposedAttachment): Entity {
  // RFC 6838 §4.2: at most 127 characters on either side.
  if (!/^[!#$&^_.+\-a-zA-Z0-9]{1,127}\/[!#$&^_.+\-a-zA-Z0-9]{1,127}$/.test(attachment.contentType)) {
    throw new RangeError(
      `An attachment's type must read type/subtype, such as image/png, but is ${JSON.stringify(attachment.contentType.slice(0, 100))}.`,
    );
  }
  const disposition = isInline(attachment) ? 'inline' : (attachment.disposition ?? 'attachment');
  const fields = [
    `Content-Type: ${attachment.contentType}`,
    `Content-Disposition: ${disposition}${filenameParameter(attachment.filename)}`,
    ...(attachment.fields ?? []).map(partField),
  ];
  if (attachment.contentId !== undefined) fields.push(field('Content-ID', bracketed(attachment.contentId)));
  const content = asBuffer(attachment.content);
  // RFC 2046 §5.2.1: a message may not be encoded in base64.
  if (attachment.contentType.toLowerCase() === 'message/rfc822') {
    fields.push(`Content-Transfer-Encoding: ${isAscii(content) ? '7bit' : '8bit'}`);
    return { fields, pieces: () => [content], holds: (boundary) => content.includes(boundary) };
  }
  fields.push('Content-Transfer-Encoding: base64');
  return { fields, pieces: () => base64Lines(content), holds: () => false };
}

function partField({ name, value }: PartField): string {
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name))
    throw new RangeError(`${JSON.stringify(name.slice(0, 100))} names no field.`);
  return field(name, encodeHeader(value));
}

// RFC 2231 §4; the plain form where it is enough.
function filenameParameter(filename: string | undefined): string {
  if (filename === undefined) return '';
  refuseLineBreaks(filename, "An attachment's file name");
  const plain = `"${filename.replace(/["\\]/g, '\\$&')}"`;
  // What looks like an encoded word would be read as one, for many senders write such (RFC 2047 §5 forbids it).
  if (/^[\x20-\x7e]*$/.test(filename) && plain.length < 800 && !filename.includes('=?'))
    return `;\r\n filename=${plain}`;
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*!~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  if (encoded.length < 800) return `;\r\n filename*=utf-8''${encoded}`;
  // RFC 2231 §3: too long for a line, so in segments; an encoded octet is not cut.
  const segments = encoded.match(/(?:%[0-9A-F]{2}|[^%]){1,240}/g) ?? [];
  return segments.map((text, at) => `;\r\n filename*${at}*=${at === 0 ? "utf-8''" : ''}${text}`).join('');
}

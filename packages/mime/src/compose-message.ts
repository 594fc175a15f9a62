import { formatDate } from './date-time.ts';
import { encodeHeader, refuseLineBreaks } from './encoded-words.ts';
import { asBuffer } from './raw-text.ts';

export interface HeaderAddress {
  name?: string;
  /** `local@domain`. */
  address: string;
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
}

export interface ComposeInput {
  from: HeaderAddress | readonly HeaderAddress[];
  sender?: HeaderAddress;
  replyTo?: readonly HeaderAddress[];
  to?: readonly HeaderAddress[];
  cc?: readonly HeaderAddress[];
  /** Written into the header: leave it out of what is sent, keep it in drafts. */
  bcc?: readonly HeaderAddress[];
  subject?: string;
  date: Date;
  /** Minutes east of UTC that the Date field shows. */
  zoneMinutesEast?: number;
  /** Without angle brackets. */
  messageId: string;
  inReplyTo?: readonly string[];
  references?: readonly string[];
  /** Further fields, in order. */
  headers?: readonly { name: string; value: string }[];
  text?: string;
  html?: string;
  attachments?: readonly ComposedAttachment[];
}

/** A part ready to be written: its Content-* fields and its body, both with CRLF. */
interface Entity {
  fields: string[];
  body: Buffer;
}

/**
 * An RFC 5322 message with MIME parts: text and HTML as alternatives, inline images related to the HTML,
 * attachments behind. Lines end in CRLF and stay within 78 characters where they can; bodies are 7-bit.
 * @throws RangeError when a value would inject a header field (CR, LF or NUL), or an address, name or type is none.
 */
export function composeMessage(input: ComposeInput): Buffer {
  const writer = new EntityWriter(input.messageId);
  const header = [
    field('Date', formatDate(input.date, input.zoneMinutesEast ?? 0)),
    ...addressField('From', isList(input.from) ? input.from : [input.from]),
    ...addressField('Sender', input.sender ? [input.sender] : []),
    ...addressField('Reply-To', input.replyTo ?? []),
    ...addressField('To', input.to ?? []),
    ...addressField('Cc', input.cc ?? []),
    ...addressField('Bcc', input.bcc ?? []),
    ...(input.subject === undefined ? [] : [field('Subject', encodeHeader(input.subject))]),
    field('Message-ID', bracketed(input.messageId)),
    ...idField('In-Reply-To', input.inReplyTo),
    ...idField('References', input.references),
    ...(input.headers ?? []).map((extra) => extraField(extra.name, extra.value)),
    field('MIME-Version', '1.0'),
  ];
  const root = writer.root(input);
  return Buffer.concat([Buffer.from([...header, ...root.fields, '', ''].join('\r\n'), 'latin1'), root.body]);
}

class EntityWriter {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    // Different messages get different boundaries, so that one may stand in another.
    this.#seed = seed.replace(/[^A-Za-z0-9]/g, '').slice(0, 32);
  }

  root(input: ComposeInput): Entity {
    const attachments = input.attachments ?? [];
    const inline = input.html === undefined ? [] : attachments.filter((attachment) => isInline(attachment));
    const others = attachments.filter((attachment) => !inline.includes(attachment));
    let content = input.html === undefined ? null : textEntity(input.html, 'html');
    if (content && inline.length > 0) content = this.#multipart('related', [content, ...inline.map(attachmentEntity)]);
    if (content && input.text !== undefined)
      content = this.#multipart('alternative', [textEntity(input.text, 'plain'), content]);
    content ??= textEntity(input.text ?? '', 'plain');
    if (others.length === 0) return content;
    return this.#multipart('mixed', [content, ...others.map(attachmentEntity)]);
  }

  #multipart(subtype: string, parts: Entity[]): Entity {
    let boundary: string;
    do {
      this.#count += 1;
      // RFC 2045 §6.7: "=_" appears in no quoted-printable and no base64 body. Others are searched.
      boundary = `=_${this.#seed}_${this.#count}`;
    } while (parts.some((part) => part.body.includes(boundary)));
    const pieces: Buffer[] = [];
    for (const part of parts) {
      pieces.push(Buffer.from(`--${boundary}\r\n${part.fields.join('\r\n')}\r\n\r\n`, 'latin1'), part.body, CRLF);
    }
    pieces.push(Buffer.from(`--${boundary}--\r\n`, 'latin1'));
    return { fields: [`Content-Type: multipart/${subtype};\r\n boundary="${boundary}"`], body: Buffer.concat(pieces) };
  }
}

const CRLF = Buffer.from('\r\n');

function isInline(attachment: ComposedAttachment): boolean {
  return attachment.contentId !== undefined && attachment.disposition !== 'attachment';
}

function textEntity(text: string, subtype: 'plain' | 'html'): Entity {
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  // RFC 5322 §2.1.1: no line beyond 998; below that, plain ASCII goes as it is.
  if (/^[\x20-\x7e\t\r\n]*$/.test(lines) && !/[^\r\n]{900}/.test(lines) && !/^From /m.test(lines)) {
    const body = lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
    return {
      fields: [`Content-Type: text/${subtype}; charset=us-ascii`, 'Content-Transfer-Encoding: 7bit'],
      body: Buffer.from(body, 'latin1'),
    };
  }
  return {
    fields: [`Content-Type: text/${subtype}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable'],
    body: encodeQuotedPrintable(lines),
  };
}

function attachmentEntity(attachment: ComposedAttachment): Entity {
  if (!/^[!#$&^_.+\-a-zA-Z0-9]+\/[!#$&^_.+\-a-zA-Z0-9]+$/.test(attachment.contentType)) {
    throw new RangeError(
      `An attachment's type must read type/subtype, such as image/png, but is ${JSON.stringify(attachment.contentType)}.`,
    );
  }
  const disposition = isInline(attachment) ? 'inline' : (attachment.disposition ?? 'attachment');
  const fields = [
    `Content-Type: ${attachment.contentType}`,
    `Content-Disposition: ${disposition}${filenameParameter(attachment.filename)}`,
  ];
  if (attachment.contentId !== undefined) fields.push(field('Content-ID', bracketed(attachment.contentId)));
  const content = asBuffer(attachment.content);
  // RFC 2046 §5.2.1: a message may not be encoded in base64.
  if (attachment.contentType.toLowerCase() === 'message/rfc822') {
    fields.push(`Content-Transfer-Encoding: ${content.some((byte) => byte > 0x7f) ? '8bit' : '7bit'}`);
    return { fields, body: content };
  }
  fields.push('Content-Transfer-Encoding: base64');
  const lines = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return { fields, body: Buffer.from(lines, 'latin1') };
}

// RFC 2231 §4; the plain form where it is enough.
function filenameParameter(filename: string | undefined): string {
  if (filename === undefined) return '';
  refuseLineBreaks(filename, "An attachment's file name");
  if (/^[\x20-\x7e]*$/.test(filename)) return `;\r\n filename="${filename.replace(/["\\]/g, '\\$&')}"`;
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*!~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `;\r\n filename*=utf-8''${encoded}`;
}

function encodeQuotedPrintable(text: string): Buffer {
  const lines: string[] = [];
  for (const line of text.split('\r\n')) {
    let current = '';
    for (const byte of Buffer.from(line, 'utf8')) {
      const isPlain = byte === 0x20 || byte === 0x09 || (byte > 0x20 && byte < 0x7f && byte !== 0x3d);
      const piece = isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      // RFC 2045 §6.7 rule 5: at most 76 characters, the soft break's "=" included.
      if (current.length + piece.length > 75) {
        lines.push(`${current}=`);
        current = '';
      }
      current += piece;
    }
    // Rule 3: white space at the end of a line is encoded; "From " and "." at the start are what gateways change.
    current = current.replace(/[ \t]$/, (space) => (space === ' ' ? '=20' : '=09'));
    lines.push(current.replace(/^From /, '=46rom '));
  }
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function addressField(name: string, addresses: readonly HeaderAddress[]): string[] {
  if (addresses.length === 0) return [];
  return [field(name, addresses.map(addressText).join(', '))];
}

function addressText({ name, address }: HeaderAddress): string {
  // RFC 5322 §3.4.1, with UTF-8 (RFC 6532 §3.2) for those who have such addresses.
  if (
    !/^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()\\@]+$|^"(?:[^"\\\r\n\0]|\\[^\r\n\0])*"@[^\s<>,;:"()\\@]+$/.test(address) ||
    address.includes('\0')
  ) {
    throw new RangeError(`An address must read local@domain, but is ${JSON.stringify(address.slice(0, 100))}.`);
  }
  const spec = Buffer.from(address, 'utf8').toString('latin1');
  if (!name) return spec;
  const encoded = encodeHeader(name);
  if (encoded !== name) return `${encoded} <${spec}>`;
  const isAtoms = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$/.test(name);
  return `${isAtoms ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${spec}>`;
}

function idField(name: string, ids: readonly string[] | undefined): string[] {
  return ids && ids.length > 0 ? [field(name, ids.map(bracketed).join(' '))] : [];
}

function bracketed(id: string): string {
  if (!/^[\x21-\x3b\x3d\x3f-\x7e]+$/.test(id)) {
    throw new RangeError(
      `A message identifier is printable ASCII without spaces and angle brackets, but is ${JSON.stringify(id.slice(0, 100))}.`,
    );
  }
  return `<${id}>`;
}

function extraField(name: string, value: string): string {
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) {
    throw new RangeError(
      `A header field's name is printable ASCII without a colon, but is ${JSON.stringify(name.slice(0, 100))}.`,
    );
  }
  return field(name, encodeHeader(value));
}

/** `Name: value`, folded at spaces towards 78 characters (RFC 5322 §2.1.1). */
function field(name: string, value: string): string {
  refuseLineBreaks(value, `The value of ${name}`);
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of value.split(' ')) {
    if (line.length + 1 + word.length > 78 && line.trim() !== '' && word !== '' && line !== `${name}:`) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  lines.push(line);
  return lines.join('\r\n');
}

function isList(value: HeaderAddress | readonly HeaderAddress[]): value is readonly HeaderAddress[] {
  return Array.isArray(value);
}

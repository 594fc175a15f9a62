import { type Envelope, type HeaderField, type MessageStructure, type MimePart, type Parameter } from './mime-part.ts';
import { envelopeOf } from './envelope.ts';
import type { RawText } from './raw-text.ts';
import { asBuffer } from './raw-text.ts';

/** First byte of the durable form; a later form gets a new number and a reader beside this one. */
const VERSION = 1;

/** Field names that most messages have, as one byte. Append only: the positions are durable. */
const commonNames = (
  'received return-path delivered-to from sender reply-to to cc bcc subject date message-id in-reply-to references ' +
  'mime-version content-type content-transfer-encoding content-disposition content-id content-description ' +
  'content-language content-location content-md5 dkim-signature arc-seal arc-message-signature ' +
  'arc-authentication-results authentication-results received-spf x-mailer user-agent list-id list-unsubscribe ' +
  'list-unsubscribe-post list-post list-help precedence auto-submitted importance priority x-priority ' +
  'thread-topic thread-index x-originating-ip x-spam-status x-spam-score feedback-id disposition-notification-to ' +
  'resent-from resent-to resent-date resent-message-id comments keywords x-google-dkim-signature x-received'
).split(' ');

const commonIndex = new Map(commonNames.map((name, index) => [name, index + 2]));

/** Fields whose values the durable form keeps: what envelope, threads, preview and receipts are made of. */
const keptValues = new Set(
  (
    'from sender reply-to to cc bcc subject date message-id in-reply-to references list-id list-unsubscribe ' +
    'list-unsubscribe-post importance x-priority auto-submitted precedence disposition-notification-to'
  ).split(' '),
);

/**
 * The structure as a few hundred bytes to keep beside the message. Offsets, MIME fields, field positions of the
 * message and of messages inside it stay; of values, only those that the envelope, threads and webmail need.
 */
export function serializeStructure(structure: MessageStructure): Buffer {
  const writer = new Writer();
  writer.number(VERSION);
  writeMessage(writer, structure, 0);
  return writer.bytes();
}

/** @throws RangeError when the bytes are no structure, or of a version that this program does not know. */
export function deserializeStructure(bytes: Uint8Array): MessageStructure {
  const reader = new Reader(asBuffer(bytes));
  const version = reader.number();
  if (version !== VERSION) {
    throw new RangeError(`A stored message structure has version ${version}; this program reads version ${VERSION}.`);
  }
  return readMessage(reader, 0);
}

/**
 * Whether the message may have the field, without reading the structure: no for most names that few messages have.
 * `name` in lower case; a message inside that has it, or a text that contains its name, says yes as well.
 */
export function mayHaveField(structure: Uint8Array, name: string): boolean {
  return commonIndex.has(name) || asBuffer(structure).includes(name, 0, 'latin1');
}

function writeMessage(writer: Writer, structure: MessageStructure, base: number): void {
  writer.number(structure.sizeBytes);
  writePart(writer, structure.root, base, true);
}

function readMessage(reader: Reader, base: number): MessageStructure {
  const sizeBytes = reader.number();
  const root = readPart(reader, base, true);
  return { root, sizeBytes, header: root.fields };
}

function writePart(writer: Writer, part: MimePart, base: number, isRoot: boolean): void {
  writer.number(part.headerStart - base);
  writer.number(part.bodyStart - part.headerStart);
  writer.number(part.bodyEnd - part.bodyStart);
  writer.number(part.lines);
  writer.text(part.type);
  writer.text(part.subtype);
  writer.text(part.encoding);
  writeParameters(writer, part.parameters);
  for (const value of [part.id, part.description, part.location, part.md5]) writer.nullable(value);
  writer.nullable(part.disposition?.type ?? null);
  if (part.disposition) writeParameters(writer, part.disposition.parameters);
  writer.number(part.language.length);
  for (const tag of part.language) writer.text(tag);
  if (isRoot) writeFields(writer, part);
  writer.number(part.children.length);
  // Children may begin before the end of what stands before them only in broken structures: the base is the body.
  for (const child of part.children) writePart(writer, child, part.bodyStart, false);
  writer.number(part.message ? 1 : 0);
  if (part.message) writeMessage(writer, part.message.structure, part.bodyStart);
}

function readPart(reader: Reader, base: number, isRoot: boolean): MimePart {
  const headerStart = base + reader.number();
  const bodyStart = headerStart + reader.number();
  const sizeBytes = reader.number();
  const lines = reader.number();
  const type = reader.text();
  const subtype = reader.text();
  const encoding = reader.text();
  const parameters = readParameters(reader);
  const id = reader.nullable();
  const description = reader.nullable();
  const location = reader.nullable();
  const md5 = reader.nullable();
  const dispositionType = reader.nullable();
  const disposition = dispositionType === null ? null : { type: dispositionType, parameters: readParameters(reader) };
  const language = reader.list(() => reader.text());
  const fields = isRoot ? readFields(reader, headerStart) : [];
  const children = reader.list(() => readPart(reader, bodyStart, false));
  const part: MimePart = {
    headerStart,
    bodyStart,
    bodyEnd: bodyStart + sizeBytes,
    fields,
    type,
    subtype,
    parameters,
    id,
    description,
    encoding,
    disposition,
    language,
    location,
    md5,
    sizeBytes,
    lines,
    children,
  };
  if (reader.number() === 1) {
    const structure = readMessage(reader, bodyStart);
    const envelope: Envelope = envelopeOf(structure);
    part.message = { envelope, structure };
  }
  return part;
}

function writeParameters(writer: Writer, parameters: readonly Parameter[]): void {
  writer.number(parameters.length);
  for (const parameter of parameters) {
    writer.text(parameter.name);
    writer.text(parameter.value);
  }
}

function readParameters(reader: Reader): Parameter[] {
  return reader.list(() => ({ name: reader.text(), value: reader.text() }));
}

function writeFields(writer: Writer, part: MimePart): void {
  writer.number(part.fields.length);
  for (const field of part.fields) {
    const index = commonIndex.get(field.name);
    // 0 opens a name in full, 1 is a line that is no field.
    if (index !== undefined) writer.number(index);
    else if (field.name === '') writer.number(1);
    else {
      writer.number(0);
      writer.text(field.name);
    }
    // Fields stand end to end, so the length is enough.
    writer.number(field.end - field.start);
    if (keptValues.has(field.name)) writer.nullable(field.value === null ? null : field.value.toString('latin1'));
  }
}

function readFields(reader: Reader, headerStart: number): HeaderField[] {
  let start = headerStart;
  return reader.list(() => {
    const index = reader.number();
    const name = index === 0 ? reader.text() : index === 1 ? '' : (commonNames[index - 2] ?? '');
    const end = start + reader.number();
    const value = keptValues.has(name) ? reader.nullable() : null;
    const field: HeaderField = { name, start, end, value: value === null ? null : Buffer.from(value, 'latin1') };
    start = end;
    return field;
  });
}

/** Numbers as base-128 varints, texts as a length and latin1 bytes. */
class Writer {
  #bytes = Buffer.allocUnsafe(1_024);
  #at = 0;

  number(value: number): void {
    this.#makeRoom(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  text(value: RawText): void {
    this.number(value.length);
    this.#raw(value);
  }

  nullable(value: RawText | null): void {
    this.number(value === null ? 0 : value.length + 1);
    if (value !== null) this.#raw(value);
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  #raw(value: RawText): void {
    this.#makeRoom(value.length);
    this.#at += this.#bytes.write(value, this.#at, 'latin1');
  }

  #makeRoom(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + size));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || factor > Number.MAX_SAFE_INTEGER) throw this.#broken();
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  text(): RawText {
    return this.#take(this.number());
  }

  nullable(): RawText | null {
    const length = this.number();
    return length === 0 ? null : this.#take(length - 1);
  }

  list<T>(read: () => T): T[] {
    const length = this.number();
    // Every entry takes a byte at least, so a broken length cannot ask for more than is there.
    if (length > this.#bytes.length - this.#at) throw this.#broken();
    const list: T[] = [];
    for (let i = 0; i < length; i += 1) list.push(read());
    return list;
  }

  #take(length: number): RawText {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw this.#broken();
    const text = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end;
    return text;
  }

  #broken(): RangeError {
    return new RangeError(`A stored message structure of ${this.#bytes.length} bytes is damaged at byte ${this.#at}.`);
  }
}

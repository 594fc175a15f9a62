import { readContentFields } from './content-fields.ts';
import { envelopeOf } from './envelope.ts';
import { type HeaderBudget, HeaderReader, headerBudget } from './header-reader.ts';
import { defaultMimeLimits, type MimeLimits } from './limits.ts';
import type { MessageStructure, MimePart } from './mime-part.ts';
import { decodeParameter } from './parameters.ts';
import { asBuffer, rawText } from './raw-text.ts';

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** RFC 2046 §5.1.1 allows 70 characters; more are seen, and a few hundred do no harm. */
const MAX_BOUNDARY = 256;
/** As much of a body line as can tell whether it is a boundary. */
const MAX_BOUNDARY_LINE = MAX_BOUNDARY + 6;

/** An entity that is being read: the root, a part, or a nested message's root. */
interface OpenEntity {
  part: MimePart;
  /** Of a multipart: what its delimiter lines begin with, without the two dashes. */
  boundary: Buffer | null;
  /** Of a part whose last boundary came by: it only waits for its parent's. */
  isClosed: boolean;
  linesAtBodyStart: number;
  isInDigest: boolean;
}

/**
 * Finds a message's MIME structure in one pass, whatever the chunks: `push` the bytes as they come, then `finish`.
 * Holds the header values (within the limits) and at most one line; never the message. Any bytes give a structure.
 *
 * A line ends at LF, a CR before it belonging to the line break; a CR alone is an ordinary byte (RFC 5322 §2.2).
 */
export class MessageScanner {
  readonly #limits: MimeLimits;
  readonly #budget: HeaderBudget;
  readonly #root: MimePart;
  readonly #open: OpenEntity[] = [];
  /** The header being read; null while a body is. */
  #header: HeaderReader | null;
  /** Whether any open multipart still waits for a boundary. */
  #hasBoundaries = false;
  #parts = 1;
  /** Bytes of earlier chunks. */
  #offset = 0;
  /** Line breaks before the current line. */
  #lines = 0;
  #lineStart = 0;
  /** Length of the line break that ended the line before: it belongs to a delimiter line. */
  #breakLength = 0;
  #lastByte = -1;
  /** The beginning of the current line from earlier chunks, when it matters. */
  #held: Buffer[] = [];
  #heldLength = 0;
  /** In the middle of a line that does not matter. */
  #isSkipping = false;

  constructor(limits?: Partial<MimeLimits>) {
    this.#limits = { ...defaultMimeLimits, ...limits };
    this.#budget = headerBudget(this.#limits);
    this.#root = newPart(0);
    this.#header = new HeaderReader(this.#budget, this.#limits.maxFieldBytes);
    this.#open.push(openEntity(this.#root, false));
  }

  push(chunk: Uint8Array): void {
    const bytes = asBuffer(chunk);
    const length = bytes.length;
    let at = 0;
    while (at < length) {
      if (this.#isSkipping || (this.#heldLength === 0 && !this.#matters(bytes, at))) {
        at = this.#skipLines(bytes, at);
        continue;
      }
      const lf = bytes.indexOf(LF, at);
      const end = lf < 0 ? length : lf + 1;
      if (lf < 0) {
        this.#hold(bytes.subarray(at, end));
        break;
      }
      const breakLength = this.#breakLengthAt(bytes, lf);
      const line = this.#heldLength === 0 ? bytes.subarray(at, end) : this.#takeHeld(bytes.subarray(at, end));
      this.#endLine(line, this.#offset + end, breakLength);
      at = end;
    }
    if (length > 0) this.#lastByte = bytes[length - 1] as number;
    this.#offset += length;
  }

  finish(): MessageStructure {
    if (this.#heldLength > 0) this.#line(this.#takeHeld(Buffer.alloc(0)), this.#offset, 0);
    this.#closeDownTo(0, this.#offset, this.#lines);
    return { root: this.#root, sizeBytes: this.#offset, header: this.#root.fields };
  }

  /** Whether the line that starts at `at` must be looked at: all of a header, and what may be a boundary. */
  #matters(bytes: Buffer, at: number): boolean {
    if (this.#header) return true;
    if (!this.#hasBoundaries || bytes[at] !== DASH) return false;
    return at + 1 >= bytes.length || bytes[at + 1] === DASH;
  }

  /** Runs over whole lines that do not matter; returns where the next line to look at begins. */
  #skipLines(bytes: Buffer, from: number): number {
    const length = bytes.length;
    let at = from;
    for (;;) {
      const lf = bytes.indexOf(LF, at);
      if (lf < 0) {
        this.#isSkipping = true;
        return length;
      }
      this.#lines += 1;
      at = lf + 1;
      // Runs of empty lines without a native call for each.
      while (at < length) {
        if (bytes[at] === LF) at += 1;
        else if (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
        else break;
        this.#lines += 1;
      }
      if (at >= length || (this.#hasBoundaries && bytes[at] === DASH)) break;
    }
    this.#isSkipping = false;
    this.#breakLength = this.#breakLengthAt(bytes, at - 1);
    this.#lineStart = this.#offset + at;
    return at;
  }

  #breakLengthAt(bytes: Buffer, lf: number): number {
    const before = lf > 0 ? bytes[lf - 1] : this.#lastByte;
    return before === CR ? 2 : 1;
  }

  #hold(bytes: Buffer): void {
    const cap = this.#header ? this.#limits.maxFieldBytes : MAX_BOUNDARY_LINE;
    const room = Math.min(bytes.length, cap - this.#heldLength);
    if (room > 0) {
      this.#held.push(Buffer.from(bytes.subarray(0, room)));
      this.#heldLength += room;
    }
  }

  #takeHeld(rest: Buffer): Buffer {
    this.#hold(rest);
    const line = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldLength = 0;
    return line;
  }

  #endLine(line: Buffer, end: number, breakLength: number): void {
    this.#line(line, end, breakLength);
    this.#lines += 1;
    this.#breakLength = breakLength;
    this.#lineStart = end;
  }

  #line(line: Buffer, end: number, breakLength: number): void {
    if (this.#hasBoundaries && line[0] === DASH && line[1] === DASH && this.#boundaryLine(line, end)) return;
    const header = this.#header;
    if (!header) return;
    if (end - this.#lineStart === breakLength) this.#endHeader(header, end);
    else header.line(line, this.#lineStart, end);
  }

  /** Whether the line was a delimiter; if so, what it ends is ended and what it begins begun. */
  #boundaryLine(line: Buffer, end: number): boolean {
    // RFC 2046 §5.1.1: the boundary at the beginning of the line is enough. Of several that fit, the longest;
    // of equal ones, the innermost.
    let found = -1;
    let foundLength = -1;
    for (let i = this.#open.length - 1; i >= 0; i -= 1) {
      const entity = this.#open[i] as OpenEntity;
      const boundary = entity.boundary;
      if (!boundary || entity.isClosed || boundary.length <= foundLength || !startsWith(line, boundary)) continue;
      found = i;
      foundLength = boundary.length;
    }
    if (found < 0) return false;
    const bodyEnd = this.#lineStart - this.#breakLength;
    const lines = this.#lines - (this.#breakLength > 0 ? 1 : 0);
    if (this.#header) this.#endHeader(this.#header, this.#lineStart, true);
    this.#closeDownTo(found + 1, bodyEnd, lines);
    const entity = this.#open[found] as OpenEntity;
    if (line[2 + foundLength] === DASH && line[3 + foundLength] === DASH) {
      entity.isClosed = true;
      this.#findBoundaries();
      return true;
    }
    const part = newPart(end);
    entity.part.children.push(part);
    this.#open.push(openEntity(part, entity.part.subtype === 'digest'));
    this.#parts += 1;
    this.#header = new HeaderReader(this.#budget, this.#limits.maxFieldBytes);
    this.#findBoundaries();
    return true;
  }

  /** `isCut`: a boundary or the end of the message came before the blank line. */
  #endHeader(header: HeaderReader, bodyStart: number, isCut = false): void {
    this.#header = null;
    const entity = this.#open.at(-1) as OpenEntity;
    const part = entity.part;
    part.fields = header.end();
    part.bodyStart = bodyStart;
    Object.assign(part, readContentFields(part.fields, entity.isInDigest, this.#limits));
    // The blank line that ends the header is counted after this call.
    entity.linesAtBodyStart = this.#lines + (isCut ? 0 : 1);
    const isTooDeep = this.#open.length > this.#limits.maxDepth;
    if (part.type === 'multipart') {
      const boundary =
        part.parameters.find((parameter) => parameter.name === 'boundary')?.value ??
        decodeParameter(part.parameters, 'boundary');
      if (boundary && boundary.length <= MAX_BOUNDARY && !isTooDeep) {
        entity.boundary = Buffer.from(rawText(boundary), 'latin1');
        this.#findBoundaries();
      }
    } else if (part.type === 'message' && part.subtype === 'rfc822') {
      if (isTooDeep || this.#parts >= this.#limits.maxParts) {
        // Without an envelope it must not be called a message (RFC 3501 §9, media-message).
        part.type = 'application';
        part.subtype = 'octet-stream';
      } else if (!isCut) this.#openMessage(part, bodyStart);
      else this.#emptyMessage(part, bodyStart);
    }
  }

  #openMessage(part: MimePart, start: number): void {
    const root = newPart(start);
    part.message = { envelope: emptyEnvelope, structure: { root, sizeBytes: 0, header: [] } };
    this.#open.push(openEntity(root, false));
    this.#parts += 1;
    this.#header = new HeaderReader(this.#budget, this.#limits.maxFieldBytes);
    this.#findBoundaries();
  }

  #emptyMessage(part: MimePart, at: number): void {
    const root = newPart(at);
    Object.assign(root, readContentFields([], false, this.#limits));
    part.message = { envelope: emptyEnvelope, structure: { root, sizeBytes: 0, header: [] } };
    this.#parts += 1;
  }

  /** Closes what is open from `index` on; `bodyEnd` and `lines` say where the bodies end. */
  #closeDownTo(index: number, bodyEnd: number, lines: number): void {
    // The end of the message within a header.
    if (this.#header && index < this.#open.length)
      this.#endHeader(this.#header, Math.max(bodyEnd, this.#lineStart), true);
    let end = bodyEnd;
    let linesAtEnd = lines;
    while (this.#open.length > index) {
      const entity = this.#open.pop() as OpenEntity;
      const part = entity.part;
      // A boundary right behind a header leaves no line break to give to it: the parts around end there as well.
      if (part.bodyStart > end) {
        end = part.bodyStart;
        linesAtEnd = entity.linesAtBodyStart;
      }
      part.bodyEnd = end;
      part.sizeBytes = part.bodyEnd - part.bodyStart;
      part.lines = Math.max(0, linesAtEnd - entity.linesAtBodyStart);
      if (part.type === 'multipart' && part.children.length === 0) part.children.push(opaqueText(part));
      if (part.message) {
        const { root } = part.message.structure;
        const structure = { root, sizeBytes: part.sizeBytes, header: root.fields };
        part.message = { envelope: envelopeOf(structure, this.#limits), structure };
      }
    }
    this.#findBoundaries();
  }

  #findBoundaries(): void {
    // Beyond the cap no part begins: the rest is text of the last one.
    this.#hasBoundaries =
      this.#parts < this.#limits.maxParts && this.#open.some((entity) => entity.boundary !== null && !entity.isClosed);
  }
}

const emptyEnvelope = envelopeOf({ header: [] });

function openEntity(part: MimePart, isInDigest: boolean): OpenEntity {
  return { part, boundary: null, isClosed: false, linesAtBodyStart: 0, isInDigest };
}

function newPart(headerStart: number): MimePart {
  return {
    headerStart,
    bodyStart: headerStart,
    bodyEnd: headerStart,
    fields: [],
    type: 'text',
    subtype: 'plain',
    parameters: [],
    id: null,
    description: null,
    encoding: '7bit',
    disposition: null,
    language: [],
    location: null,
    md5: null,
    sizeBytes: 0,
    lines: 0,
    children: [],
  };
}

// A multipart must list at least one part (RFC 3501 §9, body-type-mpart): where no boundary was found,
// what stands there is shown as text.
function opaqueText(multipart: MimePart): MimePart {
  return {
    ...newPart(multipart.bodyStart),
    parameters: [{ name: 'charset', value: 'us-ascii' }],
    bodyEnd: multipart.bodyEnd,
    sizeBytes: multipart.sizeBytes,
    lines: multipart.lines,
  };
}

function startsWith(line: Buffer, boundary: Buffer): boolean {
  if (line.length < boundary.length + 2) return false;
  for (let i = 0; i < boundary.length; i += 1) if (line[i + 2] !== boundary[i]) return false;
  return true;
}

/** The structure of a message that is in memory already. */
export function scanMessage(bytes: Uint8Array, limits?: Partial<MimeLimits>): MessageStructure {
  const scanner = new MessageScanner(limits);
  scanner.push(bytes);
  return scanner.finish();
}

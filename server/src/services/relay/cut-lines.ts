import { longestLineBytes, type MimePart } from '@relais/mime';
import type { Edit } from '../delivery/recoded-parts.ts';

/** Of base64 a line has whole groups of four, and as many as one may have. */
const base64LineBytes = 996;
/** A soft line break of quoted-printable takes an octet itself, and a triplet stays together. */
const quotedLineBytes = 990;
const lf = 10;

/**
 * Line ends within long lines, of which these are the beginnings: in a header at its spaces, in what is in base64 or
 * quoted-printable where they mean nothing. `read` gives the content from one place to another.
 */
export async function cutLines(
  root: MimePart,
  beginnings: readonly number[],
  read: (start: number, end: number) => AsyncIterable<Uint8Array>,
): Promise<readonly Edit[]> {
  // The innermost comes last: a part of a part lies within the body of that.
  const parts = partsOf(root);
  const edits: Edit[] = [];
  for (const start of beginnings) {
    const part = parts.findLast(({ headerStart, bodyEnd }) => headerStart <= start && start < bodyEnd);
    if (part === undefined) continue;
    if (start < part.bodyStart) edits.push(...atPlaces(foldsOf(await lineOf(read(start, part.bodyStart)), start), ''));
    else if (part.encoding === 'base64')
      edits.push(...atPlaces(everyFew(start, await lengthOf(read(start, part.bodyEnd))), ''));
    else if (part.encoding === 'quoted-printable')
      edits.push(...atPlaces(softBreaksOf(await lineOf(read(start, part.bodyEnd)), start), '='));
  }
  return edits;
}

function partsOf(part: MimePart): readonly MimePart[] {
  const inner = part.message === undefined ? part.children : [part.message.structure.root];
  return [part, ...inner.flatMap(partsOf)];
}

async function* beforeLineFeed(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    const end = chunk.indexOf(lf);
    yield end === -1 ? chunk : chunk.subarray(0, end);
    if (end !== -1) return;
  }
}

async function lineOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of beforeLineFeed(content)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function lengthOf(content: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const piece of beforeLineFeed(content)) length += piece.length;
  return length;
}

function atPlaces(places: readonly number[], before: '' | '='): readonly Edit[] {
  return places.map((place) => ({ start: place, end: place, text: `${before}\r\n` }));
}

/** RFC 5322 §2.2.3: before white space, and so that no line has nothing else. */
function foldsOf(line: Buffer, start: number): readonly number[] {
  const text = line.toString('latin1').trimEnd();
  const places: number[] = [];
  let from = 0;
  let last = 0;
  for (const { index } of [...text.matchAll(/(?<=[^ \t])[ \t]+(?=[^ \t])/g), { index: text.length }]) {
    // The last place before the line is long; where there is none, the first after that.
    if (last > from && index - from > longestLineBytes) {
      places.push(start + last);
      from = last;
    }
    last = index;
  }
  return places;
}

function everyFew(start: number, bytes: number): readonly number[] {
  // The CR at its end is no octet of the line.
  const count = Math.max(0, Math.ceil((bytes - 1) / base64LineBytes) - 1);
  return Array.from({ length: count }, (_, at) => start + (at + 1) * base64LineBytes);
}

/** RFC 2045 §6.7: not within `=E9`. */
function softBreaksOf(line: Buffer, start: number): readonly number[] {
  const equals = '='.charCodeAt(0);
  const places: number[] = [];
  for (let at = quotedLineBytes; at < line.length - 4; at += quotedLineBytes) {
    if (line[at - 1] === equals) at -= 1;
    else if (line[at - 2] === equals) at -= 2;
    places.push(start + at);
  }
  return places;
}

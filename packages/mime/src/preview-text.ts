import { decodeText } from './decode-body.ts';
import { htmlToText } from './html-text.ts';
import type { MessageStructure, MimePart } from './mime-part.ts';

/** Reads `[start, end)` of the message. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array> | Uint8Array;

/** RFC 8970 §3.1: at most 200 characters should be given, at most 256 may. */
const PREVIEW_CHARACTERS = 200;
/** Most plain texts give a whole preview from their first kilobyte; the others are read this far. */
const PLAIN_START = 1024;
const PLAIN_BYTES = 4 * 1024;
/** HTML begins with style sheets. */
const HTML_BYTES = 64 * 1024;
/** Empty text parts that are tried before giving up. */
const MAX_ATTEMPTS = 4;

/**
 * The beginning of what a reader would see first: the first text part that is no attachment and not empty,
 * HTML stripped, white space folded, at most 200 characters. '' when there is nothing to show.
 */
export async function previewText(structure: MessageStructure, readRange: ReadRange): Promise<string> {
  let attempts = 0;
  for (const part of textParts(structure.root)) {
    if ((attempts += 1) > MAX_ATTEMPTS) break;
    const isHtml = part.subtype === 'html';
    let preview = '';
    for (const most of isHtml ? [HTML_BYTES] : [PLAIN_START, PLAIN_BYTES]) {
      const end = Math.min(part.bodyEnd, part.bodyStart + most);
      const text = await decodeText(part, await readRange(part.bodyStart, end));
      preview = firstCharacters(isHtml ? htmlToText(text) : text);
      if (end === part.bodyEnd || preview.length >= PREVIEW_CHARACTERS) break;
    }
    if (preview !== '') return preview;
  }
  return '';
}

function* textParts(part: MimePart): Generator<MimePart> {
  if (part.disposition?.type === 'attachment') return;
  if (part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html')) yield part;
  if (part.subtype === 'alternative') {
    // Alternatives say the same thing: plain text is the cheapest to show.
    const plainFirst = part.children.toSorted((a, b) => Number(isPlain(b)) - Number(isPlain(a)));
    for (const child of plainFirst) yield* textParts(child);
  } else for (const child of part.children) yield* textParts(child);
}

function isPlain(part: MimePart): boolean {
  return part.type === 'text' && part.subtype === 'plain';
}

function firstCharacters(text: string): string {
  // Folding all of a long text for its beginning would be the dearest part of taking a message in.
  let folded = '';
  for (let length = PREVIEW_CHARACTERS * 3; ; length *= 4) {
    // oxlint-disable-next-line no-control-regex
    folded = text
      .slice(0, length)
      .replace(/[^\S ]|[\x00-\x1f\x7f\u200b\u200c\u00ad\ufeff]/g, ' ')
      .replace(/ {2,}/g, ' ')
      .trim();
    if (folded.length > PREVIEW_CHARACTERS * 2 || length >= text.length) break;
  }
  // One character is one unit in nearly all texts.
  const beginning = folded.slice(0, PREVIEW_CHARACTERS);
  if (!/[\ud800-\udfff\ufffd]/.test(beginning)) return beginning.trim();
  // The last character may have been cut by the end of what was read.
  const characters = Array.from(folded.slice(0, PREVIEW_CHARACTERS * 2)).slice(0, PREVIEW_CHARACTERS);
  if (characters.at(-1) === '\ufffd') characters.pop();
  return characters.join('').trim();
}

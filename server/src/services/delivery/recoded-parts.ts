import type { MessageStructure, MimePart } from '@relais/mime';

/** A place of the message that goes on otherwise: as this text, or its bytes in base64. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string | null;
}

export interface WhatIsRecoded {
  readonly encodings: readonly string[];
  /** What those that hold other parts are labelled with then, since they are not encoded themselves (RFC 2045 §6.4). */
  readonly holders: '7bit' | '8bit';
  /** Parts that hold no others and are not encoded yet, whatever they say of it. */
  readonly also?: ReadonlySet<MimePart>;
}

/** What has to change so that the parts of these transfer encodings are in base64, in the order of the message. */
export function recodedParts({ root }: MessageStructure, { encodings, holders, also }: WhatIsRecoded): readonly Edit[] {
  const edits: Edit[] = [];
  const visit = (part: MimePart): void => {
    const isLeaf = part.children.length === 0 && part.message === undefined;
    const isMeant = also?.has(part) === true;
    if (isMeant || encodings.includes(part.encoding)) {
      const field = part.fields.find(({ name }) => name === 'content-transfer-encoding');
      const text = `Content-Transfer-Encoding: ${isLeaf ? 'base64' : holders}\r\n`;
      if (field !== undefined) edits.push({ start: field.start, end: field.end, text });
      // Before the blank line. A message that was none of MIME is one now (RFC 2045 §4).
      else if (isMeant) {
        const isMime = part !== root || root.fields.some(({ name }) => name === 'mime-version');
        const start = part.bodyStart - 2;
        edits.push({ start, end: start, text: isMime ? text : `MIME-Version: 1.0\r\n${text}` });
      }
      if (isLeaf && (field !== undefined || isMeant))
        edits.push({ start: part.bodyStart, end: part.bodyEnd, text: null });
    }
    for (const child of part.children) visit(child);
    if (part.message !== undefined) visit(part.message.structure.root);
  };
  visit(root);
  return edits.sort((one, other) => one.start - other.start || one.end - other.end);
}

/** The content with its edits. */
export async function* recoded(content: AsyncIterable<Uint8Array>, edits: readonly Edit[]): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let next = 0;
  let carry = Buffer.alloc(0);
  for await (const chunk of content) {
    let at = 0;
    while (at < chunk.length) {
      const edit = edits[next];
      const position = offset + at;
      if (edit === undefined || position < edit.start) {
        const end = edit === undefined ? chunk.length : Math.min(chunk.length, edit.start - offset);
        yield chunk.subarray(at, end);
        at = end;
        continue;
      }
      const end = Math.min(chunk.length, edit.end - offset);
      if (edit.text === null) {
        carry = Buffer.concat([carry, chunk.subarray(at, end)]);
        const whole = carry.length - (carry.length % 57);
        if (whole > 0) yield base64Lines(carry.subarray(0, whole));
        carry = carry.subarray(whole);
      }
      at = end;
      if (offset + at < edit.end) continue;
      if (edit.text !== null) yield Buffer.from(edit.text);
      else if (carry.length > 0) yield base64Lines(carry);
      carry = Buffer.alloc(0);
      next += 1;
    }
    offset += chunk.length;
  }
  if (carry.length > 0) yield base64Lines(carry);
  // What is put in at the very end.
  for (const { text } of edits.slice(next)) if (text !== null) yield Buffer.from(text);
}

function base64Lines(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n')
      .replace(/([^\n])$/, '$1\r\n'),
  );
}

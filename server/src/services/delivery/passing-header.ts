import { addressSpec, parseAddressList } from '@relais/mime';

const mostBytes = 64 * 1024;
const blankLine = Buffer.from('\r\n\r\n');
const cr = 13;
const lf = 10;

/** The header of a message that passes by, as far as its first 64 KB; the body is not kept. */
export class PassingHeader {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #isComplete = false;

  /** Whether the blank line, or as much as is kept, has come. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  push(chunk: Uint8Array): void {
    if (this.#isComplete) return;
    const kept = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, mostBytes - this.#bytes));
    const end = this.#endIn(kept);
    this.#pieces.push(end === null ? kept : kept.subarray(0, end));
    this.#bytes += kept.length;
    this.#isComplete = end !== null || this.#bytes >= mostBytes;
  }

  /** Where the header ends in the next bytes, with its blank line, which may have begun in the chunk before. */
  #endIn(bytes: Buffer): number | null {
    // Most chunks begin in the middle of a line, or at the start of one that is not empty.
    if (bytes[0] === cr || bytes[0] === lf) {
      const before = this.#pieces.at(-1)?.subarray(-3) ?? Buffer.alloc(0);
      const across = Buffer.concat([before, bytes.subarray(0, 3)]).indexOf(blankLine);
      if (across !== -1) return across + blankLine.length - before.length;
    }
    const within = bytes.indexOf(blankLine);
    return within === -1 ? null : within + blankLine.length;
  }

  /** The first field of that name, unfolded and trimmed; '': there is none. */
  field(name: string): string {
    const text = Buffer.concat(this.#pieces).toString('latin1');
    const end = text.search(/\r?\n\r?\n/);
    const header = (end === -1 ? text : text.slice(0, end)).replaceAll(/\r?\n(?=[ \t])/g, '');
    return new RegExp(`^${name}[ \\t]*:(.*)$`, 'im').exec(header)?.[1]?.trim() ?? '';
  }

  /** The addresses of a field, those in groups too (RFC 5322 §3.4). */
  addresses(name: string): readonly string[] {
    return parseAddressList(this.field(name))
      .flatMap((one) => (one.kind === 'group' ? one.members : [one]))
      .map(addressSpec);
  }
}

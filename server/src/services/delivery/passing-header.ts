import { addressSpec, parseAddressList } from '@relais/mime';

const mostBytes = 64 * 1024;

/** The header of a message that passes by, as far as its first 64 KB; the body is not kept. */
export class PassingHeader {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isComplete = false;

  /** Whether the blank line, or as much as is kept, has come. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  push(chunk: Uint8Array): void {
    if (this.#isComplete) return;
    // The blank line may begin in the chunk before.
    const before = this.#pieces.at(-1)?.subarray(-3) ?? new Uint8Array();
    const kept = chunk.subarray(0, mostBytes - this.#bytes);
    this.#pieces.push(kept);
    this.#bytes += kept.length;
    this.#isComplete = this.#bytes >= mostBytes || Buffer.concat([before, kept]).includes('\r\n\r\n');
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

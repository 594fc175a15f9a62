/** Messages of a chunk at most: a search looks at one in well under a millisecond. */
const mostOfChunk = 2_048;

/** The values of some messages, a line each, and whose they are. A message may have several, or none. */
interface Chunk {
  readonly text: string;
  /** Of each line: where it ends in `text`, and the UID of its message, ascending. */
  readonly ends: readonly number[];
  readonly uids: readonly number[];
}

/**
 * The values of one header field of a folder's messages, one after the other in a few long strings, so that a search
 * looks through ten thousand of them in one go. What a message says never changes: messages are only added, in the order
 * of their UIDs; those that are gone stay until the whole is made anew.
 */
export class FieldTexts {
  readonly #chunks: Chunk[] = [];
  /** Messages that were added, with values or without. */
  messages = 0;
  /** About so much memory. */
  bytes = 256;

  /** `lines`: what each message has, in the order of UIDs that follow those added before; values hold no line end. */
  add(lines: readonly { readonly uid: number; readonly values: readonly string[] }[]): void {
    this.messages += lines.length;
    const last = this.#chunks.at(-1);
    const extended = last !== undefined && last.uids.length + lines.length <= mostOfChunk ? last : undefined;
    const values = extended === undefined ? [] : [extended.text];
    const ends = [...(extended?.ends ?? [])];
    const uids = [...(extended?.uids ?? [])];
    let end = extended === undefined ? -1 : extended.text.length;
    for (const { uid, values: own } of lines)
      for (const value of own) {
        values.push(value);
        ends.push((end += 1 + value.length));
        uids.push(uid);
        this.bytes += value.length + 1 + 16;
      }
    if (uids.length === 0) return;
    const chunk = { text: values.join('\n'), ends, uids };
    if (extended === undefined) this.#chunks.push(chunk);
    else this.#chunks[this.#chunks.length - 1] = chunk;
  }

  /** UIDs of messages one of whose values contains `folded`, ascending, chunk by chunk; of an empty one, all that have the field. */
  *containing(folded: string): Generator<number[]> {
    // Values have no line ends, and a match across two of them is none.
    if (folded.includes('\n')) return;
    for (const { text, ends, uids } of this.#chunks) {
      const found: number[] = [];
      for (let at = text.indexOf(folded), line = 0; at !== -1; at = text.indexOf(folded, (ends[line] as number) + 1)) {
        line = lineAt(ends, at, line);
        const uid = uids[line] as number;
        if (uid !== found.at(-1)) found.push(uid);
        if (line === uids.length - 1) break;
      }
      yield found;
    }
  }

  /** As `containing`, for what is more than a text to look for: `begin` gives the test for the values of one message. */
  *matching(begin: () => (value: string) => boolean): Generator<number[]> {
    for (const { text, ends, uids } of this.#chunks) {
      const found: number[] = [];
      let matches = begin();
      for (let line = 0; line < uids.length; line++) {
        const uid = uids[line] as number;
        if (uid === found.at(-1)) continue;
        if (uid !== uids[line - 1]) matches = begin();
        if (matches(text.slice(line === 0 ? 0 : (ends[line - 1] as number) + 1, ends[line]))) found.push(uid);
      }
      yield found;
    }
  }
}

/** The line that the place `at` is in; it is `from` or one after it. */
function lineAt(ends: readonly number[], at: number, from: number): number {
  let low = from;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { pieceBytes } from '../../storage/content-store.ts';

/** From `start` to before `end`, as it is read from the store. */
type ReadRange = (range: { readonly start: number; readonly end: number }) => AsyncIterable<Uint8Array>;

/**
 * The bytes of one message for whoever looks through its parts in their order. One that stands in a single piece is read and
 * unpacked once, however much of it is asked for; of a larger one the pieces that were asked for last are kept, so that five
 * thousand small parts do not unpack the piece in which they stand five thousand times.
 */
export class KeptPieces {
  readonly #read: ReadRange;
  readonly #isSmall: boolean;
  #kept: { readonly start: number; readonly bytes: Uint8Array } | null = null;

  constructor(read: ReadRange, sizeBytes: number) {
    this.#read = read;
    this.#isSmall = sizeBytes <= pieceBytes;
  }

  /** From `start` to before `end`. */
  async range(start: number, end: number): Promise<Uint8Array> {
    if (!this.#isSmall && end - start > pieceBytes) return await joined(this.#read({ start, end }));
    const kept = this.#kept;
    if (kept !== null && start >= kept.start && end <= kept.start + kept.bytes.length)
      return kept.bytes.subarray(start - kept.start, end - kept.start);
    // Whole pieces: they are unpacked whole anyway.
    const first = this.#isSmall ? 0 : start - (start % pieceBytes);
    const last = this.#isSmall ? pieceBytes : Math.ceil(end / pieceBytes) * pieceBytes;
    const bytes = await joined(this.#read({ start: first, end: last }));
    this.#kept = { start: first, bytes };
    return bytes.subarray(start - first, end - first);
  }

  /** The same; of a large message what does not fit a piece is given as it is read. */
  async source(start: number, end: number): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    return this.#isSmall || end - start <= pieceBytes ? await this.range(start, end) : this.#read({ start, end });
  }
}

async function joined(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}

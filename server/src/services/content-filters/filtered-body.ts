import type { MessageSpool } from '../delivery/message-spool.ts';

/** The body of a message while filters change it. */
export class FilteredBody {
  private readonly original: () => AsyncGenerator<Uint8Array>;
  private readonly spool: () => MessageSpool;
  private replacement: MessageSpool | null = null;
  /** What the filter that is asked now has given so far; it counts once that has come to its end. */
  private coming: MessageSpool | null = null;

  /** `original`: from the beginning each time. */
  constructor(original: () => AsyncGenerator<Uint8Array>, spool: () => MessageSpool) {
    this.original = original;
    this.spool = spool;
  }

  get isChanged(): boolean {
    return this.replacement !== null;
  }

  /** Undefined while it is as it came. */
  get sizeBytes(): number | undefined {
    return this.replacement?.sizeBytes;
  }

  read(): AsyncGenerator<Uint8Array> {
    return this.replacement?.read() ?? this.original();
  }

  /** SMFIR_REPLBODY: the first piece of a filter begins a new body, the others go on with it. */
  async replace(piece: Uint8Array): Promise<void> {
    this.coming ??= this.spool();
    await this.coming.write(piece);
  }

  async keep(): Promise<void> {
    if (this.coming === null) return;
    await this.replacement?.close();
    this.replacement = this.coming;
    this.coming = null;
  }

  /** Forgets what a filter gave that has not come to its end. */
  async restore(): Promise<void> {
    await this.coming?.close();
    this.coming = null;
  }

  async close(): Promise<void> {
    await this.restore();
    await this.replacement?.close();
  }
}

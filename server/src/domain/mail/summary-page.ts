/**
 * The summaries of many messages as one value, so that listing a folder reads a row for 128 of them: the number of
 * messages, their UIDs ascending, the end of each summary, then the summaries, all numbers 32 bits little-endian.
 */
export class SummaryPage {
  private readonly bytes: Uint8Array;
  private readonly numbers: DataView;
  private readonly count: number;
  /** UIDs are asked for in ascending order: the search begins where the last one ended. */
  private next = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.numbers.getUint32(0, true);
  }

  static pack(messages: readonly { readonly uid: number; readonly summary: Uint8Array }[]): Uint8Array {
    const head = new DataView(new ArrayBuffer(4 + 8 * messages.length));
    head.setUint32(0, messages.length, true);
    let end = head.byteLength;
    messages.forEach(({ uid, summary }, index) => {
      end += summary.length;
      head.setUint32(4 + 4 * index, uid, true);
      head.setUint32(4 + 4 * (messages.length + index), end, true);
    });
    return Buffer.concat([new Uint8Array(head.buffer), ...messages.map((message) => message.summary)], end);
  }

  get uids(): number[] {
    return Array.from({ length: this.count }, (_, index) => this.numbers.getUint32(4 + 4 * index, true));
  }

  /** A view of a message's summary; null when it is not in here. */
  find(uid: number): Uint8Array | null {
    if (this.next > 0 && this.uidAt(this.next - 1) >= uid) this.next = 0;
    while (this.next < this.count && this.uidAt(this.next) < uid) this.next++;
    if (this.next >= this.count || this.uidAt(this.next) !== uid) return null;
    const start = this.next === 0 ? 4 + 8 * this.count : this.endAt(this.next - 1);
    return this.bytes.subarray(start, this.endAt(this.next));
  }

  private uidAt(index: number): number {
    return this.numbers.getUint32(4 + 4 * index, true);
  }

  private endAt(index: number): number {
    return this.numbers.getUint32(4 + 4 * (this.count + index), true);
  }
}

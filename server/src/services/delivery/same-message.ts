import { createHash } from 'node:crypto';

/** What servers and their filters write above a message on its way, each time that it passes (RFC 5321 §4.4, RFC 8601 §4). */
const trace =
  /^(?:(?:received|return-path|original-recipient|authentication-results|x-relais-forwarded-by|x-(?:spam|rspamd|virus)[a-z-]*)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*/i;
const mostHeaderBytes = 64 * 1024;

/**
 * What says whether two are the same message: byte for byte below what servers wrote above it, and dated. What a mailing list
 * sends of it has fields of the list, and is another; so may be what a device says in the same words, without saying when.
 */
export class BelowTrace {
  private readonly hash = createHash('sha256');
  /** Until the header has ended. */
  private head: Buffer | null = Buffer.alloc(0);
  private isNone = false;

  add(chunk: Uint8Array): void {
    if (this.isNone) return;
    if (this.head === null) {
      this.hash.update(chunk);
      return;
    }
    const head = Buffer.concat([this.head, chunk]);
    this.head = head;
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) {
      this.isNone = head.length > mostHeaderBytes;
      return;
    }
    const header = head.toString('latin1', 0, end + 2);
    this.isNone = !/^date[ \t]*:[ \t]*\S/im.test(header);
    this.hash.update(head.subarray(trace.exec(header)?.[0].length ?? 0));
    this.head = null;
  }

  /** Once, at the end. `null`: it has no date, or no header that ends. */
  value(): string | null {
    return this.isNone || this.head !== null ? null : this.hash.digest('base64');
  }
}

export async function belowTrace(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string | null> {
  const digest = new BelowTrace();
  for await (const chunk of source) digest.add(chunk);
  return digest.value();
}

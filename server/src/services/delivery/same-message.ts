import { createHash } from 'node:crypto';

/** What servers write above a message on its way, each time that it passes (RFC 5321 §4.4, RFC 8601 §4). */
const trace =
  /^(?:(?:received|return-path|authentication-results|x-relais-forwarded-by)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*/i;
const mostHeaderBytes = 64 * 1024;

/**
 * Whether two are the same message: byte for byte below what servers wrote above it, and dated. What a mailing list sends of
 * it has fields of the list, and is another; so may be what a device says in the same words, without saying when.
 */
export async function isSameMessage(
  one: AsyncIterable<Uint8Array>,
  other: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const digest = await belowTrace(one);
  return digest !== null && digest === (await belowTrace(other));
}

/** A digest of it; `null`: it has no date, or no header that ends. */
async function belowTrace(source: AsyncIterable<Uint8Array>): Promise<string | null> {
  const hash = createHash('sha256');
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head === null) hash.update(chunk);
    else {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1 && head.length > mostHeaderBytes) return null;
      if (end === -1) continue;
      const header = head.toString('latin1', 0, end + 2);
      if (!/^date[ \t]*:[ \t]*\S/im.test(header)) return null;
      hash.update(head.subarray(trace.exec(header)?.[0].length ?? 0));
      head = null;
    }
  }
  return head === null ? hash.digest('base64') : null;
}

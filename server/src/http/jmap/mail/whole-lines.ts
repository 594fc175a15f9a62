/**
 * What was put into a mailbox by APPEND or Email/import may hold anything; what is sent has CRLF at the end of its lines
 * and no NUL (RFC 5321 §2.3.8, §4.5.2). A line of a single dot between bare line feeds would end the message for
 * some servers, and what follows it would be taken for a message of this one's.
 */
export async function* wholeLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = '';
  for await (const chunk of content) {
    const text = held + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    // Whether it is one line end or two is seen in the next chunk.
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    const isSound = whole.length === chunk.byteLength && !/\r(?!\n)|(?<!\r)\n|\0/.test(whole);
    yield isSound ? chunk : Buffer.from(whole.replaceAll(/\r\n?|\n/g, '\r\n').replaceAll('\0', ''), 'latin1');
  }
  if (held !== '') yield Buffer.from('\r\n');
}

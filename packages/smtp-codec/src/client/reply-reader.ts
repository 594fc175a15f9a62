import { enhancedStatusOf, ReplySyntaxError, type ServerReply } from './server-reply.ts';

// RFC 5321 §4.5.3.1.5 allows 512 octets; servers exceed it.
const mostLineBytes = 8192;
const mostLines = 500;
const lf = 10;
const decoder = new TextDecoder('utf-8');

/**
 * Takes replies from what a server sends, however it is split. A line may end with LF alone, as some servers send it:
 * nothing that follows a reply is ever taken for a command here, so that is harmless.
 */
export class ReplyReader {
  private bytes: Uint8Array = new Uint8Array(0);
  private lines: string[] = [];
  private code = 0;

  push(chunk: Uint8Array): void {
    if (this.bytes.length === 0) {
      this.bytes = chunk;
      return;
    }
    const joined = new Uint8Array(this.bytes.length + chunk.length);
    joined.set(this.bytes);
    joined.set(chunk, this.bytes.length);
    this.bytes = joined;
  }

  /** Whether bytes wait that no complete reply has used: before a TLS handshake there may be none (RFC 3207 §4.2). */
  get hasUnread(): boolean {
    return this.bytes.length > 0 || this.lines.length > 0;
  }

  /** The next complete reply; `null` when more must come. @throws ReplySyntaxError */
  next(): ServerReply | null {
    for (;;) {
      const end = this.bytes.indexOf(lf);
      if (end === -1) {
        if (this.bytes.length > mostLineBytes) throw new ReplySyntaxError(shown(this.bytes), 'has a line without end');
        return null;
      }
      if (end > mostLineBytes) throw new ReplySyntaxError(shown(this.bytes), 'has too long a line');
      const line = decoder.decode(this.bytes.subarray(0, end)).replace(/\r$/, '');
      this.bytes = this.bytes.subarray(end + 1);
      const reply = this.take(line);
      if (reply !== null) return reply;
    }
  }

  private take(line: string): ServerReply | null {
    const match = /^([2-5]\d\d)(?:([ -])(.*))?$/su.exec(line);
    if (match === null) throw new ReplySyntaxError(printable(line), 'is not one of SMTP');
    const code = Number(match[1]);
    if (this.lines.length > 0 && code !== this.code)
      throw new ReplySyntaxError(printable(line), `changes its code from ${this.code}`);
    if (this.lines.length >= mostLines) throw new ReplySyntaxError(printable(line), `has more than ${mostLines} lines`);
    this.code = code;
    this.lines.push(printable(match[3] ?? ''));
    if (match[2] === '-') return null;
    const { lines } = this;
    this.lines = [];
    return withStatus(code, lines);
  }
}

/** RFC 2034 §4: the status code stands on each line of the reply. */
function withStatus(code: number, lines: readonly string[]): ServerReply {
  const first = enhancedStatusOf(lines[0] ?? '', code);
  if (first === null) return { code, enhanced: null, lines };
  return { code, enhanced: first.status, lines: lines.map((line) => enhancedStatusOf(line, code)?.rest ?? line) };
}

function printable(text: string): string {
  const safe = /^[ -~]*$/.test(text) ? text : text.replace(/[\p{Cc}\u2028\u2029]/gu, '?');
  return safe.slice(0, 1000);
}

function shown(bytes: Uint8Array): string {
  return printable(decoder.decode(bytes.subarray(0, 80)));
}

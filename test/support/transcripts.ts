import { readFileSync } from 'node:fs';
import { LineClient } from './line-client.ts';

/**
 * A conversation as text, run over real sockets. Any line protocol, any engine:
 *
 * ```
 * # Anything after a number sign is a comment; the first one is the test's name.
 * connect                      a plain connection, named A; `connect B`, `connect A tls` for others
 * C: a1 LOGIN {user} {password}    sent with CRLF; `B C:` goes to connection B
 * S: a1 OK …                       the next line must be this; `…` stands for anything within a line
 * S: * SEARCH {uid:\d+}            a name and a pattern: matched and kept for later lines as {uid}
 * S? * 3 RECENT                    may be there or not
 * S* * LIST …                      all lines from here on that match, none included
 * C| Subject: x                    bytes of a literal: the lines joined by CRLF, the last one ended by CRLF too
 * S~ …                             skips everything up to the first line that matches
 * starttls                     handshake after the server said so
 * close                        the server must have closed the connection
 * drop                         hang up
 * advance 90s                  moves the test clock
 * wait B                       waits until connection B has something to read
 * ```
 *
 * `{size}` in a `C:` line followed by `C|` lines is their size in bytes, `{size+}` is `{310+}`; both are for IMAP's
 * literals, after which a line end closes the command. `\x41` in a line is that byte.
 */
export interface TranscriptSurroundings {
  readonly port: number;
  readonly tlsPort?: number;
  /** What `{name}` stands for. */
  readonly values: Readonly<Record<string, string>>;
  advance?(milliseconds: number): void;
}

export function transcriptName(path: string): string {
  return /^#\s*(.+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? path;
}

/** @throws Error with the file, the line and what came instead. */
export async function runTranscript(path: string, surroundings: TranscriptSurroundings): Promise<void> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const run = new TranscriptRun(surroundings);
  try {
    for (let at = 0; at < lines.length; at++) {
      const following = literalAfter(lines, at);
      try {
        await run.step(lines[at] ?? '', following.bytes);
      } catch (error) {
        const said = run.heard.slice(-8).join('\n  ');
        throw new Error(`${path}:${at + 1}: ${lines[at]}\n${(error as Error).message}\nlast heard:\n  ${said}`, {
          cause: error,
        });
      }
      at += following.count;
    }
  } finally {
    run.end();
  }
}

/** The `C|` lines after line `at`. */
function literalAfter(lines: readonly string[], at: number): { count: number; bytes: string | null } {
  let count = 0;
  while (/^(?:[A-Z] )?C\|/.test(lines[at + 1 + count] ?? '')) count++;
  if (count === 0) return { count, bytes: null };
  const texts = lines.slice(at + 1, at + 1 + count).map((line) => unescape(line.replace(/^(?:[A-Z] )?C\| ?/, '')));
  return { count, bytes: texts.map((text) => `${text}\r\n`).join('') };
}

function unescape(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

class TranscriptRun {
  readonly heard: string[] = [];
  readonly #surroundings: TranscriptSurroundings;
  readonly #clients = new Map<string, LineClient>();
  readonly #values: Record<string, string>;
  /** A line that was read to look at it and not used: by connection. */
  readonly #unread = new Map<string, string>();

  constructor(surroundings: TranscriptSurroundings) {
    this.#surroundings = surroundings;
    this.#values = { ...surroundings.values };
  }

  async step(text: string, literal: string | null): Promise<void> {
    if (text.trim() === '' || text.startsWith('#')) return;
    const connecting = /^connect(?: ([A-Z]))?( tls)?$/.exec(text);
    if (connecting !== null) {
      const { port, tlsPort } = this.#surroundings;
      const tls = connecting[2] !== undefined;
      this.#clients.set(connecting[1] ?? 'A', await LineClient.connect(tls ? (tlsPort ?? port) : port, { tls }));
      return;
    }
    const moved = /^advance (\d+)(ms|s|m)$/.exec(text);
    if (moved !== null) {
      if (this.#surroundings.advance === undefined) throw new Error('this server has no test clock');
      this.#surroundings.advance(Number(moved[1]) * { ms: 1, s: 1_000, m: 60_000 }[moved[2] as 'ms' | 's' | 'm']);
      return;
    }
    const waited = /^wait ([A-Z])$/.exec(text);
    if (waited !== null) {
      const line = await this.#read(waited[1] ?? '');
      if (line !== null) this.#unread.set(waited[1] ?? '', line);
      return;
    }
    const [, name = 'A', verb = '', rest = ''] =
      /^(?:([A-Z]) )?(C:|S:|S\?|S\*|S~|close|drop|starttls)(?: (.*))?$/.exec(text) ?? [];
    switch (verb) {
      case 'C:':
        this.#client(name).send(this.#sent(rest, literal));
        return;
      case 'S:': {
        const line = await this.#read(name);
        if (line === null) throw new Error('the server closed the connection');
        if (!this.#matches(rest, line)) throw new Error(`came instead: ${line}`);
        return;
      }
      case 'S?': {
        const line = await this.#read(name);
        if (line !== null && !this.#matches(rest, line)) this.#unread.set(name, line);
        return;
      }
      case 'S*': {
        let line = await this.#read(name);
        while (line !== null && this.#matches(rest, line)) line = await this.#read(name);
        if (line !== null) this.#unread.set(name, line);
        return;
      }
      case 'S~': {
        let line = await this.#read(name);
        while (line !== null && !this.#matches(rest, line)) line = await this.#read(name);
        if (line === null) throw new Error('the server closed the connection');
        return;
      }
      case 'close': {
        const line = await this.#read(name);
        if (line !== null) throw new Error(`the connection is still open; came: ${line}`);
        return;
      }
      case 'drop':
        this.#client(name).close();
        return;
      case 'starttls':
        this.#clients.set(name, await this.#client(name).startTls());
        return;
      default:
        throw new Error('this is no line of a transcript');
    }
  }

  end(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(name: string): LineClient {
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`there is no connection ${name}; write "connect ${name}" first`);
    return client;
  }

  #sent(text: string, literal: string | null): string {
    const filled = this.#fill(unescape(text));
    if (literal === null) return `${filled}\r\n`;
    const announced = filled.replaceAll('{size}', `${literal.length}`).replaceAll('{size+}', `{${literal.length}+}`);
    // After an IMAP literal the command still needs its own end of line.
    return `${announced}\r\n${literal}${announced === filled ? '' : '\r\n'}`;
  }

  #fill(text: string): string {
    return text.replace(/\{([a-z][A-Za-z]*)\}/g, (whole, key: string) => this.#values[key] ?? whole);
  }

  async #read(name: string): Promise<string | null> {
    const unread = this.#unread.get(name);
    if (unread !== undefined) {
      this.#unread.delete(name);
      return unread;
    }
    const line = await this.#client(name).line();
    if (line !== null) this.heard.push(`${name === 'A' ? '' : `${name} `}S: ${line}`);
    return line;
  }

  #matches(expected: string, line: string): boolean {
    const names: string[] = [];
    const wire = this.#fill(unescape(expected.replaceAll('…', '\\x01')));
    const pattern = wire
      .split(/(\x01|\{[a-z][A-Za-z]*:(?:[^{}]|\{[^{}]*\})*\})/)
      .map((piece) => {
        if (piece === '\x01') return '.*';
        const named = /^\{([a-z][A-Za-z]*):(.*)\}$/.exec(piece);
        if (named === null) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        names.push(named[1] ?? '');
        return `(${named[2]})`;
      })
      .join('');
    const found = new RegExp(`^${pattern}$`, 's').exec(line);
    if (found === null) return false;
    for (const [index, name] of names.entries()) this.#values[name] = found[index + 1] ?? '';
    return true;
  }
}

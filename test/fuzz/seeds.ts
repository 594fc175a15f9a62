import { readdirSync, readFileSync } from 'node:fs';

const transcripts = new URL('../transcripts/', import.meta.url);

export type Protocol = 'imap' | 'pop3' | 'smtp';

/** What the clients of each transcript say, by its file: `C:` lines with CRLF and the literals after them. */
export function clientBytes(protocol: Protocol): ReadonlyMap<string, Buffer> {
  const folder = new URL(`${protocol}/`, transcripts);
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  return new Map(files.map((name) => [name, spoken(readFileSync(new URL(name, folder), 'utf8'))]));
}

function spoken(text: string): Buffer {
  const said: string[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, line] = /^(?:[A-Z] )?C: ?(.*)$/.exec(lines[at] ?? '') ?? [];
    if (line === undefined) continue;
    let literal = '';
    while (/^(?:[A-Z] )?C\|/.test(lines[at + 1] ?? ''))
      literal += `${unescape((lines[++at] ?? '').replace(/^(?:[A-Z] )?C\| ?/, ''))}\r\n`;
    const size = Buffer.byteLength(literal, 'latin1');
    const command = unescape(line.replace(/\{size(\+?)\}/, `{${size}$1}`).replace(/\{[a-z]+\}/gi, 'word'));
    said.push(`${command}\r\n${literal}${literal === '' ? '' : '\r\n'}`);
  }
  return Buffer.from(said.join(''), 'latin1');
}

function unescape(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

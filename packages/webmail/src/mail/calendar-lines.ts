/** A content line of a calendar object (RFC 5545 §3.1), unfolded. */
export interface CalendarLine {
  /** In capitals; empty for a line that is none. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
  /** As it stands, without what would end a line. */
  readonly raw: string;
}

const mostLines = 5000;
const mostCharacters = 2000;

/** What stands in a calendar object, line by line; what a stranger made too long is cut. */
export function calendarLines(text: string): readonly CalendarLine[] {
  return text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, mostLines)
    .map(readLine);
}

function readLine(line: string): CalendarLine {
  const raw = line.replaceAll(/\p{Cc}/gu, ' ');
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s.exec(raw);
  if (match === null) return { name: '', parameters: new Map(), value: raw, raw };
  const parameters = new Map(
    [...(match[2] ?? '').matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)/g)].map(([, name = '', value = '']) => [
      name.toUpperCase(),
      value.replace(/^"|"$/g, ''),
    ]),
  );
  return { name: (match[1] ?? '').toUpperCase(), parameters, value: match[3] ?? '', raw };
}

/** RFC 5545 §3.3.11. */
export function unescapedText(text: string): string {
  const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return cut.replace(/\\([nN,;\\])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}

export function escapedText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** Lines of at most 75 octets (RFC 5545 §3.1), no character cut in two. */
export function foldedLine(line: string): string {
  const encoder = new TextEncoder();
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (size + octets > 75) {
      pieces.push(piece);
      piece = ' ';
      size = 1;
    }
    piece += character;
    size += octets;
  }
  return [...pieces, piece].join('\r\n');
}

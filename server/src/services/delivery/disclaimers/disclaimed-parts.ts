import { setImmediate } from 'node:timers/promises';
import { base64Lines, field, type MessageStructure, type MimePart, quotedPrintable, readText } from '@relais/mime';
import type { Disclaimer } from '../delivery.ts';
import type { Edit } from '../recoded-parts.ts';
import { bodiesOf } from './bodies-of.ts';
import { disclaimedHtml, disclaimedText } from './disclaimed-text.ts';

/** A longer text is not taken into memory: it counts as one that cannot be changed. */
const mostTextBytes = 4 * 1024 * 1024;
/** Longer texts are written in base64: quoted-printable is made a byte at a time. */
const mostQuotedCharacters = 256 * 1024;

type Read = (start: number, end: number) => AsyncIterable<Uint8Array>;

/**
 * What has to change in a message so that the disclaimers stand in its texts, which become UTF-8; `null`: one of them cannot stand there.
 * Every other byte stays.
 */
export async function disclaimedParts(
  { root }: MessageStructure,
  read: Read,
  disclaimers: readonly Disclaimer[],
): Promise<readonly Edit[] | null> {
  const wanted = new Map<MimePart, Disclaimer[]>();
  for (const disclaimer of disclaimers) {
    const bodies = bodiesOf(root, disclaimer.location);
    if (bodies.length === 0) return null;
    for (const body of bodies) wanted.set(body, [...(wanted.get(body) ?? []), disclaimer]);
  }
  const edits: Edit[] = [];
  for (const [part, ofPart] of wanted) {
    const text = await textOf(part, read);
    if (text === null) return null;
    const made = part.subtype === 'html' ? disclaimedHtml(saidUtf8(text), ofPart) : disclaimedText(text, ofPart);
    edits.push(...(await editsOf(part, part === root, made)));
  }
  return edits.sort((one, other) => one.start - other.start || one.end - other.end);
}

/** `null`: it is too long, cannot be read as a whole, or is signed or encrypted in itself (RFC 4880 §6.2). */
async function textOf(part: MimePart, read: Read): Promise<string | null> {
  // Encoded as quoted-printable it has three times the bytes at most.
  if (part.sizeBytes > 3 * mostTextBytes) return null;
  const { text } = await readText(part, read(part.bodyStart, part.bodyEnd), mostTextBytes + 1);
  if (text.length > mostTextBytes || text.includes('\ufffd')) return null;
  if (text.trimStart().startsWith('-----BEGIN PGP ')) return null;
  return text.replaceAll(/\r\n|\r|\n/g, '\r\n');
}

/** A page that says its charset itself says the new one; it does so at its beginning. */
function saidUtf8(html: string): string {
  const start = html.slice(0, 4096);
  return `${start.replace(/(<meta\b[^<>]{0,200}?\bcharset\s?=\s?["']?)[\w-]{1,40}/i, '$1utf-8')}${html.slice(4096)}`;
}

async function editsOf(part: MimePart, isRoot: boolean, text: string): Promise<readonly Edit[]> {
  const whole = isRoot && !text.endsWith('\r\n') ? `${text}\r\n` : text;
  const encoding = encodingFor(part, whole);
  const edits: Edit[] = [];
  let missing = '';
  const put = (name: string, value: string): void => {
    const present = part.fields.find((one) => one.name === name.toLowerCase());
    const line = `${field(name, value)}\r\n`;
    if (present === undefined) missing += line;
    else edits.push({ start: present.start, end: present.end, text: line });
  };
  put('Content-Type', contentType(part));
  put('Content-Transfer-Encoding', encoding);
  if (isRoot && !part.fields.some(({ name }) => name === 'mime-version')) missing += 'MIME-Version: 1.0\r\n';
  for (const { name, start, end } of part.fields) if (name === 'content-md5') edits.push({ start, end, text: '' });
  if (missing !== '') edits.push({ start: part.headerStart, end: part.headerStart, text: missing });
  // A message may end with its header, without the blank line.
  const isCut = isRoot && (part.fields.at(-1)?.end === part.bodyStart || part.headerStart === part.bodyStart);
  const body = await encoded(whole, encoding);
  edits.push({ start: part.bodyStart, end: part.bodyEnd, text: `${isCut ? '\r\n' : ''}${body}` });
  return edits;
}

/** As it was, in UTF-8; parameters that need more than a short word in quotes are left out. */
function contentType({ type, subtype, parameters }: MimePart): string {
  const kept = parameters.filter(
    ({ name, value }) => name !== 'charset' && /^[a-z-]{1,40}$/.test(name) && /^[ !#-[\]-~]{1,200}$/.test(value),
  );
  return [`${type}/${subtype}`, 'charset=utf-8', ...kept.map(({ name, value }) => `${name}="${value}"`)].join('; ');
}

function encodingFor({ encoding }: MimePart, text: string): '7bit' | 'quoted-printable' | 'base64' {
  if (encoding === 'base64' || text.length > mostQuotedCharacters) return 'base64';
  const isPlain = !/[^\t\r\n -~]/.test(text) && !text.split('\r\n').some((line) => line.length > 998);
  return isPlain && encoding !== 'quoted-printable' ? '7bit' : 'quoted-printable';
}

/** A block at a time: others have their turn. */
async function encoded(text: string, encoding: '7bit' | 'quoted-printable' | 'base64'): Promise<string> {
  if (encoding === '7bit') return text;
  const isQuoted = encoding === 'quoted-printable';
  const blocks: string[] = [];
  for (const block of isQuoted ? quotedPrintable(text) : base64Lines(Buffer.from(text))) {
    blocks.push(block.toString('latin1'));
    await setImmediate();
  }
  return `${blocks.join('')}${isQuoted ? '' : '\r\n'}`;
}

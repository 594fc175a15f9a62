import { isAscii } from 'node:buffer';
import { type Address, type MailboxAddress, parseAddressList } from './address-list.ts';
import { decodeHeader, encodeHeader } from './encoded-words.ts';
import { field } from './header-line.ts';
import { decodeParameter, parseParameters } from './parameters.ts';
import { asBuffer, asciiLowerCase, type RawText, unfold } from './raw-text.ts';

/** RFC 5322 §3.6: fields that hold addresses. */
const addressFields = new Set(
  (
    'from sender reply-to to cc bcc resent-from resent-sender resent-reply-to resent-to resent-cc resent-bcc ' +
    'return-path disposition-notification-to'
  ).split(' '),
);
/** RFC 2045 §5, RFC 2183: fields with parameters. */
const parameterFields = new Set(['content-type', 'content-disposition']);
/** RFC 6857 §3.1.10: fields in which encoded words may not stand, so that they go out under another name. */
const encapsulatedFields = new Set(
  (
    'message-id resent-message-id in-reply-to references original-recipient final-recipient received ' +
    'content-id date resent-date mime-version content-transfer-encoding'
  ).split(' '),
);

/**
 * A header as clients without UTF-8 may have it (RFC 6857): text and names as encoded words (RFC 2047), parameters after
 * RFC 2231, addresses beyond ASCII as the name of an empty group. Fields of ASCII only keep their bytes; a header of
 * ASCII only is given back as it is. The blank line, where there is one, stays.
 */
export function downgradeHeader(header: Uint8Array): Buffer {
  const bytes = asBuffer(header);
  if (isAscii(bytes)) return bytes;
  const out: Buffer[] = [];
  for (const line of foldedLines(bytes)) out.push(isAscii(line) ? line : downgradeField(line));
  return Buffer.concat(out);
}

/** Field by field, folded lines and line ends included. */
function* foldedLines(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const lf = bytes.indexOf(0x0a, at);
    at = lf < 0 ? bytes.length : lf + 1;
    // RFC 5322 §2.2.3: a line that begins with white space continues the field.
    if (bytes[at] === 0x20 || bytes[at] === 0x09) continue;
    yield bytes.subarray(start, at);
    start = at;
  }
}

function downgradeField(line: Buffer): Buffer {
  const text = line.toString('latin1');
  const end = /(?:\r?\n)?$/.exec(text)?.[0] ?? '';
  const matched = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(text.slice(0, text.length - end.length));
  // No field at all, or one with a name beyond ASCII: nothing could be said in it.
  if (matched === null) return Buffer.from(text.replace(/[\x80-\xff]/g, '?'), 'latin1');
  const [, name = '', value = ''] = matched;
  return Buffer.from(downgradedLine(name, unfold(value)) + end, 'latin1');
}

function downgradedLine(name: string, value: RawText): string {
  const known = asciiLowerCase(name);
  if (encapsulatedFields.has(known)) return field(`Downgraded-${name}`, encodedText(value));
  if (parameterFields.has(known)) return field(name, downgradedParameters(value));
  if (!addressFields.has(known)) return field(name, encodedText(value));
  const addresses = parseAddressList(value, Number.POSITIVE_INFINITY);
  return field(name, addresses.map(downgradedAddress).join(', '));
}

/** Words that are encoded already are read first, so that nothing is encoded twice. */
function encodedText(value: RawText): string {
  return encodeHeader(oneLine(decodeHeader(value)));
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ');
}

/** RFC 6857 §3.1.7, §3.1.8 */
function downgradedAddress(address: Address): string {
  if (address.kind === 'mailbox') return downgradedMailbox(address);
  const wide = address.members.filter((member) => asciiSpec(member) === null);
  const others = address.members.filter((member) => asciiSpec(member) !== null);
  const name = [phrase(address.name), ...wide.map((member) => encodeHeader(oneLine(wideSpec(member))))];
  return `${name.filter((word) => word !== '').join(' ')}: ${others.map(downgradedMailbox).join(', ')};`;
}

function downgradedMailbox(address: MailboxAddress): string {
  const spec = asciiSpec(address);
  const name = address.name === null ? '' : phrase(address.name);
  if (spec !== null) return name === '' ? spec : `${name} <${spec}>`;
  const encoded = encodeHeader(oneLine(wideSpec(address)));
  // An address that cannot be written becomes the name of a group without members: it is seen and cannot be answered.
  return `${name === '' ? '' : `${name} `}${encoded} :;`;
}

/** `local@domain` in ASCII, domains as A-labels; null when the local part cannot be. */
function asciiSpec({ localPart, domain }: MailboxAddress): string | null {
  if (/[^\x20-\x7e]/.test(localPart)) return null;
  const local = /^[\w!#$%&'*+/=?^`{|}~.-]+$/.test(localPart) ? localPart : quoted(localPart);
  if (domain === '') return local;
  if (/^[\x21-\x7e]*$/.test(domain)) return `${local}@${domain}`;
  const ascii = asciiDomain(decodeHeader(domain));
  return ascii === null ? null : `${local}@${ascii}`;
}

/** The domain in A-labels (RFC 5890); null when it is no domain. */
function asciiDomain(domain: string): string | null {
  if (/[\s/\\?#@:%[\]]/.test(domain)) return null;
  const url = `http://${domain}/`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

function wideSpec({ localPart, domain }: MailboxAddress): string {
  return decodeHeader(domain === '' ? localPart : `${localPart}@${domain}`);
}

function phrase(name: RawText): string {
  const text = oneLine(decodeHeader(name));
  const encoded = encodeHeader(text);
  if (encoded !== text || /^[\w!#$%&'*+/=?^`{|}~ -]*$/.test(text)) return encoded;
  return quoted(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** RFC 2231 §4: values beyond ASCII as `name*=utf-8''…`, cut into segments where they are long (§3). */
function downgradedParameters(value: RawText): string {
  const semicolon = value.indexOf(';');
  const head = semicolon < 0 ? value : value.slice(0, semicolon);
  const parameters = semicolon < 0 ? [] : parseParameters(value, semicolon, Number.POSITIVE_INFINITY);
  const pieces = [head.replace(/[^\x20-\x7e]/g, '?').trim()];
  for (const parameter of parameters) {
    const name = parameter.name.replace(/[^\x20-\x7e]/g, '?');
    if (/^[\x20-\x7e\t]*$/.test(parameter.value)) {
      const isToken = /^[^\x00-\x20()<>@,;:\\"/[\]?=\x7f-\xff]+$/.test(parameter.value);
      pieces.push(`${name}=${isToken ? parameter.value : quoted(parameter.value)}`);
      continue;
    }
    const plain = name.replace(/\*.*$/, '');
    const text = oneLine(decodeParameter([{ name: plain, value: parameter.value }], plain) ?? '');
    pieces.push(...extendedParameter(plain, text));
  }
  return pieces.join('; ');
}

function extendedParameter(name: string, text: string): string[] {
  const segments: string[] = [];
  let segment = "utf-8''";
  for (const character of text) {
    const encoded = /[A-Za-z0-9._~-]/.test(character) ? character : percentEncoded(character);
    if (segment.length + encoded.length > 60) {
      segments.push(segment);
      segment = '';
    }
    segment += encoded;
  }
  segments.push(segment);
  if (segments.length === 1) return [`${name}*=${segments[0]}`];
  return segments.map((piece, index) => `${name}*${index}*=${piece}`);
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

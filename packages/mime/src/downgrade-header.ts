import { isAscii } from 'node:buffer';
import { type Address, type MailboxAddress, parseAddressList } from './address-list.ts';
import { asciiSpec, encodedSpec } from './ascii-address.ts';
import { asciiParameters } from './ascii-parameters.ts';
import { encodedText, oneLine } from './ascii-text.ts';
import { decodeHeader, encodeHeader } from './encoded-words.ts';
import { foldedField } from './header-line.ts';
import { parseParameters } from './parameters.ts';
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
  if (encapsulatedFields.has(known)) return foldedField(`Downgraded-${name}`, encodedText(value));
  if (parameterFields.has(known)) return foldedField(name, downgradedParameters(value));
  if (!addressFields.has(known)) return foldedField(name, encodedText(value));
  const addresses = parseAddressList(value, Number.POSITIVE_INFINITY);
  return foldedField(name, addresses.map(downgradedAddress).join(', '));
}

/** RFC 6857 §3.1.7, §3.1.8 */
function downgradedAddress(address: Address): string {
  if (address.kind === 'mailbox') return downgradedMailbox(address);
  const wide = address.members.filter((member) => asciiSpec(member) === null);
  const others = address.members.filter((member) => asciiSpec(member) !== null);
  const name = [phrase(address.name), ...wide.map(encodedSpec)];
  return `${name.filter((word) => word !== '').join(' ')}: ${others.map(downgradedMailbox).join(', ')};`;
}

function downgradedMailbox(address: MailboxAddress): string {
  const spec = writtenSpec(address);
  const name = address.name === null ? '' : phrase(address.name);
  if (spec !== null) return name === '' ? spec : `${name} <${spec}>`;
  // An address that cannot be written becomes the name of a group without members: it is seen and cannot be answered.
  return `${name === '' ? '' : `${name} `}${encodedSpec(address)} :;`;
}

/** `local@domain`; null when it cannot be written in ASCII. */
function writtenSpec(address: MailboxAddress): string | null {
  const spec = asciiSpec(address);
  if (spec === null) return null;
  const { localPart, domain } = spec;
  const local = /^[\w!#$%&'*+/=?^`{|}~.-]+$/.test(localPart) ? localPart : quoted(localPart);
  return domain === '' ? local : `${local}@${domain}`;
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

/** RFC 2231 §4 */
function downgradedParameters(value: RawText): string {
  const semicolon = value.indexOf(';');
  const head = semicolon < 0 ? value : value.slice(0, semicolon);
  const parameters = semicolon < 0 ? [] : parseParameters(value, semicolon, Number.POSITIVE_INFINITY);
  const pieces = [head.replace(/[^\x20-\x7e]/g, '?').trim()];
  for (const { name, value: text } of asciiParameters(parameters)) {
    const isToken = /^[^\x00-\x20()<>@,;:\\"/[\]?=\x7f-\xff]+$/.test(text);
    pieces.push(`${name}=${isToken ? text : quoted(text)}`);
  }
  return pieces.join('; ');
}

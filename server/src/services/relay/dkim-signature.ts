import { createHash, createPrivateKey, sign } from 'node:crypto';
import { addressSpec, parseAddressList } from '@relais/mime';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { DkimConfig } from '../../domain/queue/dkim-configs.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';

// RFC 6376 §5.4.1. From, Subject and those that decide what is shown are named once more than they stand there, so
// that nobody adds another.
const signedFields = [
  'from',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  // RFC 8460 §5.3.
  'tls-report-domain',
  'tls-report-submitter',
];
const oversigned = new Set(['from', 'to', 'cc', 'subject', 'date', 'reply-to', 'content-type']);

interface Field {
  readonly name: string;
  /** With name and folding, without its line end; one character a byte. */
  readonly raw: string;
}

/** The DKIM-Signature fields of a queued message, with their line ends; `null`: its author's domain is not signed for. */
export async function dkimSignature(
  queue: Pick<OutboundQueue, 'content'>,
  message: QueuedMessage,
  configs: readonly DkimConfig[],
  now: number,
): Promise<string | null> {
  const active = configs.filter(({ enabled }) => enabled);
  if (active.length === 0 || message.headerBytes === 0) return null;
  let header = '';
  for await (const chunk of queue.content(message.id, { start: 0, end: message.headerBytes }))
    header += Buffer.from(chunk).toString('latin1');
  const fields = readFields(header);
  const config = active.find(({ domain }) => domain === authorDomain(fields));
  if (config === undefined) return null;
  const body = new RelaxedBody();
  const rest = { start: message.headerBytes, end: Number.MAX_SAFE_INTEGER };
  for await (const chunk of queue.content(message.id, rest)) body.add(chunk);
  const bodyHash = body.hash();
  const second = config.ed25519 === undefined ? '' : signHeader(config.domain, config.ed25519, fields, bodyHash, now);
  return signHeader(config.domain, config, fields, bodyHash, now) + second;
}

interface SigningKey {
  readonly selector: string;
  readonly privateKey: string;
}

function signHeader(
  domain: string,
  { selector, privateKey }: SigningKey,
  fields: readonly Field[],
  bodyHash: string,
  now: number,
): string {
  const key = createPrivateKey(privateKey);
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  const names: string[] = [];
  const lines: string[] = [];
  for (const name of signedFields) {
    // RFC 6376 §5.4.2: of fields that stand more than once the last comes first.
    const found = fields.filter((field) => field.name === name).toReversed();
    for (const field of found) {
      names.push(name);
      lines.push(`${relaxedField(field)}\r\n`);
    }
    if (oversigned.has(name)) names.push(name);
  }
  const unsigned =
    `DKIM-Signature: v=1; a=${isEd25519 ? 'ed25519' : 'rsa'}-sha256; c=relaxed/relaxed; d=${domain};\r\n s=${selector}; t=${Math.floor(now / 1000)};\r\n` +
    ` h=${names.join(':\r\n  ')};\r\n bh=${bodyHash};\r\n b=`;
  const signed = lines.join('') + relaxedField({ name: 'dkim-signature', raw: unsigned });
  const bytes = Buffer.from(signed, 'latin1');
  // RFC 8463 §3: Ed25519 signs the hash.
  const raw = isEd25519 ? sign(null, createHash('sha256').update(bytes).digest(), key) : sign('sha256', bytes, key);
  const signature = raw.toString('base64');
  return `${unsigned}${signature.match(/.{1,72}/g)?.join('\r\n  ') ?? ''}\r\n`;
}

function readFields(header: string): readonly Field[] {
  return header.split(/\r\n(?![ \t])/).flatMap((raw) => {
    const name = /^([!-9;-~]+)[ \t]*:/.exec(raw)?.[1];
    return name === undefined ? [] : [{ name: name.toLowerCase(), raw }];
  });
}

/** RFC 6376 §3.4.2 */
function relaxedField({ name, raw }: Field): string {
  const value = raw.slice(raw.indexOf(':') + 1);
  return `${name}:${value
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
}

function authorDomain(fields: readonly Field[]): string | null {
  const from = fields.find(({ name }) => name === 'from');
  if (from === undefined) return null;
  const value = from.raw.slice(from.raw.indexOf(':') + 1).replaceAll('\r\n', '');
  const [author] = parseAddressList(value).flatMap((address) =>
    address.kind === 'group' ? address.members : [address],
  );
  if (author === undefined) return null;
  const spec = addressSpec(author);
  return asciiDomain(spec.slice(spec.lastIndexOf('@') + 1));
}

/** The hash of a body in the relaxed form (RFC 6376 §3.4.4), a chunk at a time. */
class RelaxedBody {
  private readonly digest = createHash('sha256');
  private carry = '';
  private emptyLines = 0;

  add(chunk: Uint8Array): void {
    const text = this.carry + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    const end = text.lastIndexOf('\r\n');
    this.carry = end === -1 ? text : text.slice(end + 2);
    if (end === -1) return;
    const lines: string[] = [];
    for (const line of text.slice(0, end).split('\r\n')) this.line(line, lines);
    this.digest.update(lines.join(''), 'latin1');
  }

  hash(): string {
    if (this.carry !== '') {
      const lines: string[] = [];
      this.line(this.carry, lines);
      this.digest.update(lines.join(''), 'latin1');
    }
    return this.digest.digest('base64');
  }

  private line(line: string, lines: string[]): void {
    const relaxed = line.replace(/[ \t]+/g, ' ').replace(/ $/, '');
    if (relaxed === '') {
      this.emptyLines += 1;
      return;
    }
    if (this.emptyLines > 0) lines.push('\r\n'.repeat(this.emptyLines));
    this.emptyLines = 0;
    lines.push(`${relaxed}\r\n`);
  }
}

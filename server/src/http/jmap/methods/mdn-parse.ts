import { decodeBody, decodeHeader, decodeText, envelopeOf, type MimePart, scanMessage } from '@relais/mime';
import { capabilities, type Method } from '../core/method.ts';
import { onlyEmailWith } from '../mail/word-search.ts';
import { blobsToParse, parseBlobs } from './parse-blobs.ts';

const mostFieldBytes = 64 * 1024;

/** RFC 9007 §2.2: what disposition notifications say. */
export const mdnParse: Method = {
  name: 'MDN/parse',
  capability: capabilities.mdn,
  run: (args, context) =>
    parseBlobs(blobsToParse(args, context), context, async (bytes) => {
      const mdn = await readNotification(bytes);
      if (mdn === null) return null;
      const { originalMessageId } = mdn;
      const forEmailId =
        typeof originalMessageId === 'string'
          ? await onlyEmailWith('message-id', originalMessageId, context.index)
          : null;
      return { ...mdn, forEmailId };
    }),
};

async function readNotification(bytes: Buffer): Promise<Record<string, unknown> | null> {
  const structure = scanMessage(bytes);
  const parts = structure.root.children;
  const words = parts.find(({ type }) => type === 'text');
  const report = parts.find(({ type, subtype }) => type === 'message' && subtype === 'disposition-notification');
  if (report === undefined) return null;
  const text = await textOf(report, bytes);
  const fields = new Map<string, string>();
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const match = /^([!-9;-~]+):(.*)$/s.exec(line);
    if (match?.[1] !== undefined && !fields.has(match[1].toLowerCase())) {
      fields.set(match[1].toLowerCase(), decodeHeader(Buffer.from(match[2] ?? '')).trim());
    }
  }
  const disposition = /^\s*([a-z-]+)\s*\/\s*([a-z-]+)\s*;\s*([a-z-]+)/i.exec(fields.get('disposition') ?? '');
  const finalRecipient = fields.get('final-recipient');
  if (disposition === null || finalRecipient === undefined) return null;
  const [, actionMode = '', sendingMode = '', type = ''] = disposition.map((word) => word.toLowerCase());
  const known = new Set([
    'reporting-ua',
    'mdn-gateway',
    'original-recipient',
    'final-recipient',
    'disposition',
    'error',
  ]);
  const others = [...fields].filter(([name]) => !known.has(name) && name !== 'original-message-id');
  return {
    subject: envelopeOf(structure).subject ?? null,
    textBody: words === undefined ? null : await decodeText(words, slice(words, bytes), mostFieldBytes),
    includeOriginalMessage: parts.some(({ type, subtype }) => type === 'message' && subtype === 'rfc822'),
    reportingUA: fields.get('reporting-ua') ?? null,
    mdnGateway: fields.get('mdn-gateway') ?? null,
    originalRecipient: fields.get('original-recipient') ?? null,
    finalRecipient,
    originalMessageId: fields.get('original-message-id') ?? null,
    disposition: { actionMode, sendingMode, type },
    error: fields.has('error') ? [fields.get('error')] : null,
    extensionFields: others.length === 0 ? null : Object.fromEntries(others),
  };
}

async function textOf(part: MimePart, bytes: Buffer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decodeBody(part, slice(part, bytes))) chunks.push(chunk);
  return Buffer.concat(chunks).subarray(0, mostFieldBytes).toString('utf8');
}

function slice(part: MimePart, bytes: Buffer): Buffer {
  return bytes.subarray(part.bodyStart, part.bodyEnd);
}

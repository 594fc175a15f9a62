import { sign } from 'node:crypto';
import type { DkimConfig } from '../../domain/queue/dkim-configs.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';
import { mostArcSets, readArcSets } from '../message-authentication/arc/arc-sets.ts';
import { sealedText } from '../message-authentication/arc/check-arc.ts';
import { BodyHash } from '../message-authentication/dkim/body-hash.ts';
import { canonicalField, chosenFields } from '../message-authentication/dkim/canonical-header.ts';
import { fieldBody, type HeaderField, readHeaderFields } from '../message-authentication/header-fields.ts';
import { withoutProof } from '../message-authentication/results-proof.ts';

const signedNames =
  'from:to:cc:subject:date:message-id:reply-to:in-reply-to:references:mime-version:content-type:dkim-signature'.split(
    ':',
  );

/**
 * The three fields that seal a message from outside on its way on (RFC 8617 §5.1), with their line ends. It tells what this
 * server found, which stands on top of the header; `null`: it was not looked at, or its chain is broken already.
 */
export async function arcSeal(
  queue: Pick<OutboundQueue, 'content'>,
  message: QueuedMessage,
  config: DkimConfig,
  now: number,
): Promise<string | null> {
  if (message.headerBytes === 0) return null;
  let header = '';
  for await (const chunk of queue.content(message.id, { start: 0, end: message.headerBytes }))
    header += Buffer.from(chunk).toString('latin1');
  const fields = readHeaderFields(header);
  // A mailbox that forwards, or a rule that redirects, has put its mark above.
  const found = fields.find(({ name }) => name !== 'x-relais-forwarded-by');
  const sets = readArcSets(fields);
  // Ours stands above our own Received; foreign ones with our name were cut out.
  if (found?.name !== 'authentication-results' || typeof sets === 'string' || sets.length >= mostArcSets) return null;
  const results = withoutProof(fieldBody(found));
  const isSound = /;\s*arc=pass\b/.test(results);
  if (sets.length > 0 && !isSound) return null;
  const body = new BodyHash('relaxed');
  for await (const chunk of queue.content(message.id, { start: message.headerBytes, end: Number.MAX_SAFE_INTEGER }))
    body.add(chunk);
  const i = sets.length + 1;
  const own = field('ARC-Authentication-Results', `i=${i}; ${results.replace(/;\s*/g, ';\r\n\t')}`);
  const time = Math.floor(now / 1000);
  // RFC 8617 §4.1.2: all DKIM-Signature fields; one that is named once vouches for the last of its name alone.
  const names = signedNames.flatMap((name) => fields.flatMap((one) => (one.name === name ? [name] : [])));
  const unsigned = field(
    'ARC-Message-Signature',
    `i=${i}; a=rsa-sha256; c=relaxed/relaxed; d=${config.domain};\r\n\ts=${config.selector}; t=${time}; h=${names.join(':\r\n\t')};\r\n\tbh=${body.finish()};\r\n\tb=`,
  );
  const text = chosenFields(fields, names, 'relaxed') + canonicalField(unsigned, 'relaxed');
  const signature = { ...unsigned, raw: unsigned.raw + signatureOf(text, config) };
  const unsealed = field(
    'ARC-Seal',
    `i=${i}; a=rsa-sha256; cv=${i === 1 ? 'none' : 'pass'}; d=${config.domain};\r\n\ts=${config.selector}; t=${time};\r\n\tb=`,
  );
  const sealed = sealedText([...sets, { results: own, message: { field: signature } }], unsealed);
  const seal = unsealed.raw + signatureOf(sealed, config);
  return `${seal}\r\n${signature.raw}\r\n${own.raw}\r\n`;
}

function field(name: string, body: string): HeaderField {
  return { name: name.toLowerCase(), raw: `${name}: ${body}` };
}

function signatureOf(text: string, { privateKey }: DkimConfig): string {
  const signature = sign('sha256', Buffer.from(text, 'latin1'), privateKey).toString('base64');
  return signature.match(/.{1,72}/g)?.join('\r\n\t ') ?? '';
}

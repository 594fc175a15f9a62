import { plainLines, base64Lines, type MessageStructure } from '@relais/mime';
import type { Disclaimer } from '../delivery.ts';

/**
 * A message that carries another as its attachment, under the same sender, recipients and subject, with the disclaimers as its text: what
 * is signed or encrypted stays so.
 */
export async function* wrappedMessage(
  { root }: MessageStructure,
  read: (start: number, end: number) => AsyncIterable<Uint8Array>,
  disclaimers: readonly Disclaimer[],
  { boundary, isEightBit }: { readonly boundary: string; readonly isEightBit: boolean },
): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of read(0, root.bodyStart)) pieces.push(piece);
  const header = Buffer.concat(pieces);
  for (const { name, start, end } of root.fields)
    if (name !== '' && name !== 'mime-version' && !name.startsWith('content-')) yield header.subarray(start, end);
  const encoding = isEightBit ? 'Content-Transfer-Encoding: 8bit\r\n' : '';
  const inner = `=_a${boundary.slice(2)}`;
  const html = disclaimers.map((one) => `<div>${one.html}</div>`).join('\r\n');
  const text = disclaimers.map((one) => plainLines(one.html).join('\r\n')).join('\r\n\r\n');
  yield Buffer.from(
    [
      'MIME-Version: 1.0',
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      `${encoding}`,
      `--${boundary}`,
      `Content-Type: multipart/alternative; boundary="${inner}"`,
      '',
      ...part(inner, 'plain', `${text}\r\n`),
      ...part(inner, 'html', `${html}\r\n`),
      `--${inner}--`,
      `--${boundary}`,
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment',
      encoding,
      '',
    ].join('\r\n'),
  );
  yield* read(0, Number.POSITIVE_INFINITY);
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

function part(boundary: string, subtype: string, text: string): readonly string[] {
  const body = Buffer.concat([...base64Lines(Buffer.from(text))]).toString('latin1');
  return [
    `--${boundary}`,
    `Content-Type: text/${subtype}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    body,
  ];
}

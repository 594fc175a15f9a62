import { formatSection, type PartialBytes, type Section } from '@relais/imap-codec';
import { type BodySection, HeaderCutter, sectionRange } from '@relais/mime';
import { type ContentRange, sendLiteral, sendSlices, sliceRanges } from './content-literal.ts';
import type { FetchItemWriter } from './fetch-item-writer.ts';
import type { FetchedMessage } from './fetched-message.ts';

export const bodyWords: Record<Section['text'], BodySection['what']> = {
  ALL: 'body',
  HEADER: 'header',
  'HEADER.FIELDS': 'header-fields',
  'HEADER.FIELDS.NOT': 'header-fields-not',
  TEXT: 'text',
  MIME: 'mime',
};

/** BODY[…], and RFC822 and its kin under their own names: bytes of the message exactly as they came in. */
export function section(wanted: Section, peek: boolean, partial?: PartialBytes, oldName?: string): FetchItemWriter {
  const isWhole = wanted.part.length === 0 && wanted.text === 'ALL';
  // RFC 3501 §7.4.2: only the origin is echoed, `BODY[]<0>`.
  const name = oldName ?? `BODY[${formatSection(wanted)}]${partial === undefined ? '' : `<${partial.offset}>`}`;
  const prefix = Buffer.from(`${name} `, 'latin1');
  const mimeSection: BodySection = { part: wanted.part, what: bodyWords[wanted.text], fields: wanted.fields };
  const cutter = isHeader(mimeSection) ? new HeaderCutter(mimeSection) : null;
  return {
    columns: cutter !== null ? { header: true } : isWhole ? { content: true } : { structure: true, content: true },
    marksSeen: !peek,
    ...(cutter !== null && partial === undefined ? { constantAs: name } : {}),
    write(message) {
      const { output, row } = message;
      output.writer.bytes(prefix);
      const header = row?.header ?? null;
      if (cutter !== null && header !== null) {
        sendSlices(message, cutter.cut(header), partial);
        return;
      }
      const ranges = isWhole ? wholeMessage(message) : rangesOf(message, mimeSection);
      if (ranges === null) message.output.writer.text('NIL');
      else return sendLiteral(message, partial === undefined ? ranges : sliceRanges(ranges, partial));
    },
  };
}

/** A section of the message's own header, which its row holds unless it is very long. */
function isHeader({ part, what }: BodySection): boolean {
  return part.length === 0 && what.startsWith('header');
}

function wholeMessage({ row }: FetchedMessage): readonly ContentRange[] {
  return [{ start: 0, end: row?.sizeBytes ?? 0 }];
}

/** Null: there is no such part (RFC 3501 §6.4.5 leaves the answer open; NIL is what clients understand). */
function rangesOf(message: FetchedMessage, wanted: BodySection): readonly ContentRange[] | null {
  const found = sectionRange(message.structure(), wanted);
  return found === null ? null : found.ranges.map(([start, end]) => ({ start, end }));
}

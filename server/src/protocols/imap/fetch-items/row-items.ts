import { isAscii, isUtf8 } from 'node:buffer';
import { formatString, writeDateTime } from '@relais/imap-codec';
import { asciiBodyStructure, asciiEnvelope } from '@relais/mime';
import type { FetchItemWriter } from './fetch-item-writer.ts';

/**
 * An item whose bytes were rendered when the message came in: they are sent as they are stored, unless they hold what this
 * client may not be sent (RFC 6855 §3; without a charset that is known, RFC 9051 §4.3.1).
 */
function rendered(
  name: string,
  column: 'envelope' | 'bodyStructure' | 'body',
  inAscii: (answer: Uint8Array) => Buffer,
): FetchItemWriter {
  const prefix = Buffer.from(`${name} `);
  const missing = Buffer.from('NIL');
  return {
    columns: { [column]: true },
    constantAs: name,
    write: ({ output, row, usesUtf8 }) => {
      const answer = row?.[column] ?? missing;
      const mayBeSent = isAscii(answer) || (usesUtf8 && isUtf8(answer));
      output.writer.bytes(prefix).bytes(mayBeSent ? answer : inAscii(answer));
    },
  };
}

export const envelope = rendered('ENVELOPE', 'envelope', asciiEnvelope);
export const bodyStructure = rendered('BODYSTRUCTURE', 'bodyStructure', asciiBodyStructure);
export const body = rendered('BODY', 'body', asciiBodyStructure);

export const size: FetchItemWriter = {
  columns: {},
  constantAs: 'RFC822.SIZE',
  write: ({ output, row }) => void output.writer.text('RFC822.SIZE ').number(row?.sizeBytes ?? 0),
};

/** RFC 3501 §6.3.11: the date comes back as APPEND gave it, its zone included. */
export const internalDate: FetchItemWriter = {
  columns: {},
  constantAs: 'INTERNALDATE',
  write: ({ output: { writer }, row }) => {
    writer.text('INTERNALDATE ');
    writeDateTime(writer, row?.internalDate ?? 0, row?.internalZoneMinutes ?? 0);
  },
};

/** RFC 8514 */
export const saveDate: FetchItemWriter = {
  columns: {},
  constantAs: 'SAVEDATE',
  write: ({ output: { writer }, row }) => {
    writer.text('SAVEDATE ');
    writeDateTime(writer, row?.savedDate ?? 0, 0);
  },
};

/** RFC 8474 §5.1, §5.2 */
export const emailId: FetchItemWriter = {
  columns: {},
  constantAs: 'EMAILID',
  write: ({ output, row }) => void output.writer.text(`EMAILID (${row?.emailId ?? ''})`),
};
export const threadId: FetchItemWriter = {
  columns: {},
  write: ({ output, row }) => void output.writer.text(row?.threadId ? `THREADID (${row.threadId})` : 'THREADID NIL'),
};

/** RFC 8970: made when the message came in, so LAZY gives the same. */
export const preview: FetchItemWriter = {
  columns: { preview: true },
  write: ({ output, row, usesUtf8 }) => {
    output.writer.text('PREVIEW ');
    if (row?.preview === null || row === undefined) output.writer.text('NIL');
    else output.writer.bytes(formatString(row.preview, usesUtf8));
  },
};

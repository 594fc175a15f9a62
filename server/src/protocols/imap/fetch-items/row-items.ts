import { formatDateTime, formatString, type ZonedDateTime } from '@relais/imap-codec';
import type { MessageRow } from '../../../domain/mail/account-store.ts';
import type { FetchItemWriter } from './fetch-item-writer.ts';

/** An item whose bytes were rendered when the message came in: they are sent as they are stored. */
function rendered(name: string, column: 'envelope' | 'bodyStructure' | 'body'): FetchItemWriter {
  const prefix = Buffer.from(`${name} `);
  const missing = Buffer.from('NIL');
  return {
    columns: { [column]: true },
    write: ({ output, row }) => void output.writer.bytes(prefix).bytes(row?.[column] ?? missing),
  };
}

export const envelope = rendered('ENVELOPE', 'envelope');
export const bodyStructure = rendered('BODYSTRUCTURE', 'bodyStructure');
export const body = rendered('BODY', 'body');

export const size: FetchItemWriter = {
  columns: {},
  write: ({ output, row }) => void output.writer.text('RFC822.SIZE ').number(row?.sizeBytes ?? 0),
};

function date(name: string, of: (row: MessageRow) => ZonedDateTime): FetchItemWriter {
  return {
    columns: {},
    write: ({ output, row }) => {
      output.writer.text(`${name} `).text(formatDateTime(row === undefined ? { epochMs: 0, zoneMinutes: 0 } : of(row)));
    },
  };
}

/** RFC 3501 §6.3.11: the date comes back as APPEND gave it, its zone included. */
export const internalDate = date('INTERNALDATE', (row) => ({
  epochMs: row.internalDate,
  zoneMinutes: row.internalZoneMinutes,
}));
/** RFC 8514 */
export const saveDate = date('SAVEDATE', (row) => ({ epochMs: row.savedDate, zoneMinutes: 0 }));

/** RFC 8474 §5.1, §5.2 */
export const emailId: FetchItemWriter = {
  columns: {},
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

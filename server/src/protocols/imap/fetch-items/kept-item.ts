import type { MessageColumns, MessageRow } from '../../../domain/mail/account-store.ts';
import type { FetchItemWriter } from './fetch-item-writer.ts';
import { writeItems } from './write-items.ts';

/** Items that stand side by side and have `constantAs`, as one whose answers may be kept. */
export function keptItem(items: readonly FetchItemWriter[]): FetchItemWriter {
  const columns: MessageColumns = Object.assign({}, ...items.map((item) => item.columns));
  return {
    columns,
    keptAs: items.map(({ constantAs }) => constantAs).join(' '),
    marksSeen: items.some(({ marksSeen }) => marksSeen === true),
    write(message) {
      const { output, row, kept } = message;
      if (kept?.writeTo(output.writer, message.folder.uidAt(message.at)) === true) return;
      const start = output.writer.length;
      const writing = writeItems(message, items);
      // What had to be awaited may have left the writer already: it is long, and long answers are not kept.
      if (writing !== undefined) return writing;
      if (kept !== undefined && row !== undefined && isWhole(row, columns))
        kept.add(row.uid, output.writer.written(start));
    },
  };
}

/** Not answered with NIL in place of what could not be read. */
function isWhole(row: MessageRow, { envelope, bodyStructure, body, header }: MessageColumns): boolean {
  return (
    (envelope !== true || row.envelope !== null) &&
    (bodyStructure !== true || row.bodyStructure !== null) &&
    (body !== true || row.body !== null) &&
    (header !== true || row.header !== null)
  );
}

import type { FetchItem } from '@relais/imap-codec';
import { binary, binarySize } from './binary.ts';
import type { FetchItemWriter } from './fetch-item-writer.ts';
import {
  body,
  bodyStructure,
  emailId,
  envelope,
  internalDate,
  preview,
  saveDate,
  size,
  threadId,
} from './row-items.ts';
import { section } from './section.ts';
import { flags, modSeq, uid } from './view-items.ts';

const whole = { part: [], text: 'ALL', fields: [] } as const;
const header = { part: [], text: 'HEADER', fields: [] } as const;
const text = { part: [], text: 'TEXT', fields: [] } as const;

/** The writer of an item; a new item does not compile until it stands here. */
export function writerOf(item: FetchItem): FetchItemWriter {
  switch (item.item) {
    case 'UID':
      return uid;
    case 'FLAGS':
      return flags;
    case 'MODSEQ':
      return modSeq;
    case 'INTERNALDATE':
      return internalDate;
    case 'RFC822.SIZE':
      return size;
    case 'ENVELOPE':
      return envelope;
    case 'BODYSTRUCTURE':
      return bodyStructure;
    case 'BODY':
      return body;
    case 'EMAILID':
      return emailId;
    case 'THREADID':
      return threadId;
    case 'SAVEDATE':
      return saveDate;
    case 'PREVIEW':
      return preview;
    case 'RFC822':
      return section(whole, false, undefined, 'RFC822');
    case 'RFC822.HEADER':
      // RFC 3501 §6.4.5: RFC822.HEADER does not set \Seen.
      return section(header, true, undefined, 'RFC822.HEADER');
    case 'RFC822.TEXT':
      return section(text, false, undefined, 'RFC822.TEXT');
    case 'SECTION':
      return section(item.section, item.peek, item.partial);
    case 'BINARY':
      return binary(item.part, item.peek, item.partial);
    case 'BINARY.SIZE':
      return binarySize(item.part);
  }
}

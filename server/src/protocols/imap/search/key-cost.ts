import type { SearchKey } from '@relais/imap-codec';

/** Of a key that the headers of messages answer. */
export const headerCost = 3;

/** What the view answers is free, rows are cheap, headers dearer, bodies dearest. */
export function costOf(key: SearchKey): number {
  switch (key.key) {
    case 'BODY':
    case 'TEXT':
      return 4;
    case 'HEADER':
    case 'FROM':
    case 'TO':
    case 'CC':
    case 'BCC':
    case 'SUBJECT':
      return headerCost;
    case 'OR':
      return Math.max(costOf(key.left), costOf(key.right));
    case 'NOT':
    case 'FUZZY':
      return costOf(key.of);
    case 'AND':
      return Math.max(...key.keys.map(costOf));
    case 'ALL':
    case 'RECENT':
    case 'OLD':
    case 'NEW':
    case 'FLAG':
    case 'MODSEQ':
    case 'UID':
    case 'SEQUENCE':
      return 0;
    default:
      return 2;
  }
}

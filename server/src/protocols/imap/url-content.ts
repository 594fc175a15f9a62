import { type BodySection, sectionRange } from '@relais/mime';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { canonicalName } from '../../domain/mail/folder-names.ts';
import { type ContentRange, sliceRanges } from './fetch-items/content-literal.ts';
import { structureOf } from './fetch-items/fetched-message.ts';
import { bodyWords } from './fetch-items/section.ts';
import type { ImapUrl } from './imap-url.ts';

/** The bytes that a URL names: where they are, and how many. */
export interface UrlContent {
  readonly sizeBytes: number;
  read(): AsyncGenerator<Uint8Array>;
}

/**
 * What a URL names in a store; undefined when there is no such message, or the mailbox is another one by now.
 * `selected`: the mailbox that a URL without one means.
 */
export async function urlContent(
  store: AccountStore,
  url: ImapUrl,
  selected: string | undefined,
): Promise<UrlContent | 'no-such-part' | undefined> {
  const mailbox = url.mailbox ?? selected;
  if (mailbox === undefined) return undefined;
  const canonical = canonicalName(mailbox);
  const folder = (await store.listFolders()).find(({ name }) => name === canonical);
  if (folder === undefined || !folder.selectable) return undefined;
  if (url.uidValidity !== undefined && url.uidValidity !== folder.status.uidValidity) return undefined;
  for await (const [row] of store.messages(folder.folderId, [{ first: url.uid, last: url.uid }], { structure: true })) {
    if (row === undefined) continue;
    const ranges = rangesOf(
      url,
      row.sizeBytes,
      structureOf(() => row),
    );
    // RFC 4467 §8: a part that is not there is the empty string where FETCH gives NIL.
    if (ranges === undefined) return 'no-such-part';
    const wanted = url.partial === undefined ? ranges : sliceRanges(ranges, url.partial);
    return {
      sizeBytes: wanted.reduce((sum, { start, end }) => sum + end - start, 0),
      async *read() {
        for (const range of wanted) if (range.end > range.start) yield* store.content(row.contentId, range);
      },
    };
  }
  return undefined;
}

function rangesOf(
  { section }: ImapUrl,
  sizeBytes: number,
  structure: ReturnType<typeof structureOf>,
): readonly ContentRange[] | undefined {
  if (section === undefined) return [{ start: 0, end: sizeBytes }];
  const wanted: BodySection = { part: section.part, what: bodyWords[section.text], fields: section.fields };
  return sectionRange(structure(), wanted)?.ranges.map(([start, end]) => ({ start, end }));
}

import { BytesWriter } from '@relais/imap-codec';
import { isOwnContent } from '../../../services/sharing/view-numbers.ts';
import { completed, defineCommand } from '../command.ts';
import { knowsCondstore } from '../knows-condstore.ts';
import type { Output } from '../output.ts';
import { searchTextDecoder } from '../search/charset.ts';
import { UndefinedFilter, undefinedFilter, withFilters } from '../search/filters.ts';
import { highestModSeqOf, writeSearchAnswer } from '../search/search-answer.ts';
import { keepAnswer, keptAnswer } from '../search/kept-answers.ts';
import { searchMessages } from '../search/search-messages.ts';
import { sortMessages } from '../search/sort-messages.ts';
import type { ThreadNode } from '../search/thread.ts';
import { threadMessages } from '../search/thread-messages.ts';
import { onlySelected, type StateOf } from '../session-state.ts';
import {
  asUndefined,
  filterCharset,
  contextOf,
  keepUpdated,
  mentionsModSeq,
  refusedOrder,
  tagReuse,
  unknownCharset,
} from './search.ts';

export const sort = defineCommand({
  names: ['SORT'],
  rfc: 'RFC 5256 §3, RFC 5267 §3, RFC 5957',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, state) {
    const { charset, order, returns, uid } = request;
    const { folder, store } = state;
    const bad = tagReuse(session, returns) ?? filterCharset(request.criteria, charset);
    if (bad !== undefined) return bad;
    const { savedSearch } = folder;
    if (returns?.save === true) folder.savedSearch = [];
    const decode = searchTextDecoder(charset);
    if (decode === undefined) return unknownCharset('SORT');
    const criteria = await withFilters(session, state, request.criteria).catch(asUndefined);
    if (criteria instanceof UndefinedFilter) return undefinedFilter('SORT', criteria);
    const { output, context } = session;
    const relevance = new Map<number, number>();
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch, relevance };
    const refused = await refusedOrder(session, 'SORT', subject, criteria);
    if (refused !== undefined) return refused;
    const withModSeq = mentionsModSeq(criteria);
    if (withModSeq) knowsCondstore(session);
    const among = (await searchMessages(subject, criteria)).toArray();
    if (returns !== undefined) {
      const found = await sortMessages(subject, among, order);
      const relevanceOf = (at: number) => relevance.get(at) ?? 1;
      writeSearchAnswer(session, { folder, uid, returns, found, withModSeq, relevanceOf });
      if (returns.update === true)
        keepUpdated(session, subject, { ...contextOf(session, returns), uid, criteria, decode, order }, found);
      return completed;
    }
    const isKept = isOwnContent(folder.folderId) && order.every(({ by }) => by !== 'RELEVANCY');
    const name = isKept ? `SORT ${uid} ${JSON.stringify(order)}` : undefined;
    // RFC 7162 §3.1.9: the highest mod-sequence of what was found, unless nothing was. THREAD has no place for it.
    const end = withModSeq && among.length > 0 ? ` (MODSEQ ${highestModSeqOf(folder, among)})` : '';
    await answer(state, output, { intro: '* SORT', end }, name, among, async () => {
      const text = new BytesWriter();
      for (const at of await sortMessages(subject, among, order))
        text.text(' ').number(uid ? folder.uidAt(at) : at + 1);
      return text.take();
    });
    return completed;
  },
});

export const thread = defineCommand({
  names: ['THREAD'],
  rfc: 'RFC 5256 §3',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, state) {
    const { charset, algorithm, uid } = request;
    const { folder, store } = state;
    const decode = searchTextDecoder(charset);
    if (decode === undefined) return unknownCharset('THREAD');
    const wrongCharset = filterCharset(request.criteria, charset);
    if (wrongCharset !== undefined) return wrongCharset;
    const criteria = await withFilters(session, state, request.criteria).catch(asUndefined);
    if (criteria instanceof UndefinedFilter) return undefinedFilter('THREAD', criteria);
    const { output, context } = session;
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch: folder.savedSearch };
    const refused = await refusedOrder(session, 'THREAD', subject, criteria);
    if (refused !== undefined) return refused;
    if (mentionsModSeq(criteria)) knowsCondstore(session);
    const positions = (await searchMessages(subject, criteria)).toArray();
    const name = isOwnContent(folder.folderId) ? `THREAD ${uid} ${algorithm}` : undefined;
    await answer(state, output, { intro: '* THREAD' }, name, positions, async () => {
      const pieces: string[] = [];
      const number = (at: number) => (uid ? folder.uidAt(at) : at + 1);
      for (const root of await threadMessages(subject, positions, algorithm)) {
        pieces.push(`${pieces.length === 0 ? ' ' : ''}(${formatThread(root, number)})`);
        if (output.isDue) await output.makeRoom();
      }
      return Buffer.from(pieces.join(''), 'latin1');
    });
    return completed;
  },
});

/**
 * Sends `intro`, the text that `make` gives, or that was kept under `name` when it was last asked for these messages, and
 * `end`.
 * Without a name nothing is kept: what others have opened to a user may be closed to him again.
 */
async function answer(
  { folder, store }: StateOf<'selected'>,
  output: Output,
  { intro, end = '' }: { readonly intro: string; readonly end?: string },
  name: string | undefined,
  positions: readonly number[],
  make: () => Promise<Buffer>,
): Promise<void> {
  const key = name === undefined ? undefined : `${store.accountId}/${folder.mailboxId}/${folder.uidValidity} ${name}`;
  let text = key === undefined ? undefined : keptAnswer(key, folder, positions);
  if (text === undefined) {
    text = await make();
    if (key !== undefined) keepAnswer(key, folder, positions, text);
  }
  // Nothing before the work is done: a progress notice may come until then (RFC 9585).
  output.isMidLine = true;
  try {
    output.writer.text(intro);
    await output.content(text);
    output.writer.text(`${end}\r\n`);
  } finally {
    output.isMidLine = false;
  }
}

/** RFC 5256 §4: `3 6 (4 23)(44 7 96)`; a missing root of several is `(4)(5)`. Written without recursion along a chain. */
function formatThread(root: ThreadNode, number: (position: number) => number): string {
  let text = '';
  let node = root;
  for (;;) {
    if (node.position !== undefined) text += `${text === '' ? '' : ' '}${number(node.position)}`;
    const [only] = node.children;
    if (node.children.length === 1 && only !== undefined) {
      node = only;
      continue;
    }
    if (node.children.length === 0) return text;
    return `${text}${text === '' ? '' : ' '}${node.children.map((child) => `(${formatThread(child, number)})`).join('')}`;
  }
}

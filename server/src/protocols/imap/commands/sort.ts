import { type Completion, completed, defineCommand } from '../command.ts';
import { searchTextDecoder } from '../search/charset.ts';
import { mentionsFilter, UndefinedFilter, undefinedFilter, withFilters } from '../search/filters.ts';
import { writeSearchAnswer } from '../search/search-answer.ts';
import { searchMessages } from '../search/search-messages.ts';
import { sortMessages } from '../search/sort-messages.ts';
import type { ThreadNode } from '../search/thread.ts';
import { threadMessages } from '../search/thread-messages.ts';
import { onlySelected } from '../session-state.ts';
import { asUndefined, filterCharset, keepUpdated, mentionsModSeq, searchable, unknownCharset } from './search.ts';

export const sort = defineCommand({
  names: ['SORT'],
  rfc: 'RFC 5256 §3, RFC 5267 §3, RFC 5957',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, state) {
    const { charset, order, returns, uid } = request;
    const { folder, store } = state;
    const decode = searchTextDecoder(charset);
    if (decode === undefined) return unknownCharset('SORT');
    const wrongCharset = mentionsFilter(request.criteria) ? filterCharset(charset) : undefined;
    if (wrongCharset !== undefined) return wrongCharset;
    const criteria = await withFilters(session, state, request.criteria).catch(asUndefined);
    if (criteria instanceof UndefinedFilter) return undefinedFilter('SORT', criteria);
    const { output, context } = session;
    const relevance = new Map<number, number>();
    const { savedSearch } = folder;
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch, relevance };
    const { positions, code } = searchable(session, folder);
    const found = await sortMessages(subject, [...(await searchMessages(subject, criteria, positions))], order);
    const done: Completion = code === undefined ? completed : { status: 'OK', code };
    if (returns !== undefined) {
      const withModSeq = mentionsModSeq(criteria);
      const relevanceOf = (at: number) => relevance.get(at) ?? 1;
      writeSearchAnswer(session, { folder, uid, returns, found, withModSeq, relevanceOf });
      if (returns.update === true) keepUpdated(session, { tag: session.tag, uid, criteria, decode, order }, found);
      return done;
    }
    output.writer.text('* SORT');
    for (const [index, at] of found.entries()) {
      output.writer.text(' ').number(uid ? folder.uidAt(at) : at + 1);
      if ((index & 1023) === 1023 && output.isDue) await output.makeRoom();
    }
    output.writer.text('\r\n');
    return done;
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
    const wrongCharset = mentionsFilter(request.criteria) ? filterCharset(charset) : undefined;
    if (wrongCharset !== undefined) return wrongCharset;
    const criteria = await withFilters(session, state, request.criteria).catch(asUndefined);
    if (criteria instanceof UndefinedFilter) return undefinedFilter('THREAD', criteria);
    const { output, context } = session;
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch: folder.savedSearch };
    const threads = await threadMessages(subject, [...(await searchMessages(subject, criteria))], algorithm);
    const number = (at: number) => (uid ? folder.uidAt(at) : at + 1);
    output.writer.text(threads.length === 0 ? '* THREAD' : '* THREAD ');
    for (const root of threads) {
      output.writer.text(`(${formatThread(root, number)})`);
      if (output.isDue) await output.makeRoom();
    }
    output.writer.text('\r\n');
    return completed;
  },
});

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

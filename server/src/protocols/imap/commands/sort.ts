import { completed, defineCommand } from '../command.ts';
import { knownCharsets, searchTextDecoder } from '../search/charset.ts';
import { writeSearchAnswer } from '../search/search-answer.ts';
import { searchMessages } from '../search/search-messages.ts';
import { sortMessages } from '../search/sort-messages.ts';
import type { ThreadNode } from '../search/thread.ts';
import { threadMessages } from '../search/thread-messages.ts';
import { onlySelected } from '../session-state.ts';
import { mentionsModSeq } from './search.ts';

const unknownCharset = (name: string) =>
  ({ status: 'NO', code: `BADCHARSET (${knownCharsets})`, text: `${name} failed. The charset is not known.` }) as const;

export const sort = defineCommand({
  names: ['SORT'],
  rfc: 'RFC 5256 §3, RFC 5267 §3, RFC 5957',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, { criteria, charset, order, returns, uid }, { folder, store }) {
    const decode = searchTextDecoder(charset);
    if (decode === undefined) return unknownCharset('SORT');
    const { output, context } = session;
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch: folder.savedSearch };
    const found = await sortMessages(subject, [...(await searchMessages(subject, criteria))], order);
    if (returns !== undefined) {
      writeSearchAnswer(session, { folder, uid, returns, found, withModSeq: mentionsModSeq(criteria) });
      return completed;
    }
    output.writer.text('* SORT');
    for (const at of found) output.writer.text(' ').number(uid ? folder.uidAt(at) : at + 1);
    output.writer.text('\r\n');
    return completed;
  },
});

export const thread = defineCommand({
  names: ['THREAD'],
  rfc: 'RFC 5256 §3',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, { criteria, charset, algorithm, uid }, { folder, store }) {
    const decode = searchTextDecoder(charset);
    if (decode === undefined) return unknownCharset('THREAD');
    const { output, context } = session;
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch: folder.savedSearch };
    const threads = await threadMessages(subject, [...(await searchMessages(subject, criteria))], algorithm);
    const number = (at: number) => (uid ? folder.uidAt(at) : at + 1);
    output.line(
      `* THREAD${threads.length === 0 ? '' : ` ${threads.map((root) => `(${formatThread(root, number)})`).join('')}`}`,
    );
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

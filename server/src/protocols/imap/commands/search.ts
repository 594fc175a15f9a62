import type { SearchKey, SearchReturn } from '@relais/imap-codec';
import { completed, defineCommand } from '../command.ts';
import { knownCharsets, searchTextDecoder } from '../search/charset.ts';
import { writeSearchAnswer } from '../search/search-answer.ts';
import { searchMessages } from '../search/search-messages.ts';
import { onlySelected } from '../session-state.ts';

/** RFC 9051 §6.4.4: in IMAP4rev2 every answer is ESEARCH. */
const returnAll: SearchReturn = { min: false, max: false, all: true, count: false, save: false };

export const search = defineCommand({
  names: ['SEARCH'],
  rfc: 'RFC 3501 §6.4.4, RFC 4731, RFC 5182',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, { folder, store }) {
    // RFC 5182 §2.1: a SEARCH with SAVE that fails leaves nothing in `$`; the old one may still stand in its keys.
    const { savedSearch } = folder;
    const decode = searchTextDecoder(request.charset);
    if (decode === undefined) {
      if (request.returns?.save === true) folder.savedSearch = [];
      return { status: 'NO', code: `BADCHARSET (${knownCharsets})`, text: 'SEARCH failed. The charset is not known.' };
    }
    const { output, context } = session;
    const withModSeq = mentionsModSeq(request.criteria);
    if (withModSeq) session.enabled.add('CONDSTORE');
    if (request.returns?.save === true) folder.savedSearch = [];
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch };
    const found = [...(await searchMessages(subject, request.criteria))];
    const returns = request.returns ?? (session.enabled.has('IMAP4REV2') ? returnAll : undefined);
    if (returns !== undefined) {
      writeSearchAnswer(session, { folder, uid: request.uid, returns, found, withModSeq });
      return completed;
    }
    const { writer } = output;
    writer.text('* SEARCH');
    let highest = 0;
    for (const at of found) {
      writer.text(' ').number(request.uid ? folder.uidAt(at) : at + 1);
      highest = Math.max(highest, folder.modSeqAt(at));
    }
    // RFC 7162 §3.1.5: the highest mod-sequence of what was found, unless nothing was.
    if (withModSeq && highest > 0) writer.text(' (MODSEQ ').number(highest).text(')');
    writer.text('\r\n');
    return completed;
  },
});

export function mentionsModSeq(key: SearchKey): boolean {
  switch (key.key) {
    case 'MODSEQ':
      return true;
    case 'NOT':
    case 'FUZZY':
      return mentionsModSeq(key.of);
    case 'OR':
      return mentionsModSeq(key.left) || mentionsModSeq(key.right);
    case 'AND':
      return key.keys.some(mentionsModSeq);
    default:
      return false;
  }
}

import type { SearchKey } from '@relais/imap-codec';
import { completed, defineCommand } from '../command.ts';
import { knownCharsets, searchTextDecoder } from '../search/charset.ts';
import { searchMessages } from '../search/search-messages.ts';
import { onlySelected } from '../session-state.ts';

export const search = defineCommand({
  names: ['SEARCH'],
  rfc: 'RFC 3501 §6.4.4',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, { folder, store }) {
    const decode = searchTextDecoder(request.charset);
    if (decode === undefined)
      return { status: 'NO', code: `BADCHARSET (${knownCharsets})`, text: 'SEARCH failed. The charset is not known.' };
    const { output, context } = session;
    const withModSeq = mentionsModSeq(request.criteria);
    if (withModSeq) session.enabled.add('CONDSTORE');
    const found = await searchMessages({ folder, store, output, decode, nowMs: context.clock.now() }, request.criteria);
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

import { formatString, type SearchKey, type SearchReturn } from '@relais/imap-codec';
import { type Completion, completed, defineCommand } from '../command.ts';
import { messageLimit } from '../message-limit.ts';
import { knownCharsets, searchTextDecoder } from '../search/charset.ts';
import { withFixedNumbers } from '../search/fixed-numbers.ts';
import { mentionsFilter, UndefinedFilter, undefinedFilter, withFilters } from '../search/filters.ts';
import { highestModSeqOf, writeSearchAnswer } from '../search/search-answer.ts';
import { searchMessages } from '../search/search-messages.ts';
import type { SearchSubject } from '../search/search-subject.ts';
import { type SearchContext, SearchContexts } from '../search-contexts.ts';
import type { Session } from '../session.ts';
import { onlySelected } from '../session-state.ts';
import { knowsCondstore } from '../knows-condstore.ts';

/** RFC 9051 §6.4.4: in IMAP4rev2 every answer is ESEARCH. */
const returnAll: SearchReturn = { min: false, max: false, all: true, count: false, save: false };

export const search = defineCommand({
  names: ['SEARCH'],
  rfc: 'RFC 3501 §6.4.4, RFC 4731, RFC 5182',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, state) {
    const { folder, store } = state;
    const bad =
      tagReuse(session, request.returns) ??
      charsetConflict(session, request.charset) ??
      filterCharset(request.criteria, request.charset);
    if (bad !== undefined) return bad;
    // RFC 5182 §2.1: what fails with SAVE leaves nothing in `$`, but not what is BAD; the old one may still stand in its keys.
    const { savedSearch } = folder;
    if (request.returns?.save === true) folder.savedSearch = [];
    const decode = searchTextDecoder(request.charset);
    if (decode === undefined) return unknownCharset('SEARCH');
    const { output, context } = session;
    const criteria = await withFilters(session, state, request.criteria).catch(asUndefined);
    if (criteria instanceof UndefinedFilter) return undefinedFilter('SEARCH', criteria);
    const withModSeq = mentionsModSeq(criteria);
    if (withModSeq) knowsCondstore(session);
    const relevance = new Map<number, number>();
    const subject = { folder, store, output, decode, nowMs: context.clock.now(), savedSearch, relevance };
    const { positions, code } = await searchable(session, subject, criteria);
    const found = (await searchMessages(subject, criteria, positions)).toArray();
    const done: Completion = code === undefined ? completed : { status: 'OK', code };
    const returns = request.returns ?? (session.enabled.has('IMAP4REV2') ? returnAll : undefined);
    if (returns !== undefined) {
      const relevanceOf = (at: number) => relevance.get(at) ?? 1;
      writeSearchAnswer(session, { folder, uid: request.uid, returns, found, withModSeq, relevanceOf });
      if (returns.update === true)
        keepUpdated(session, subject, { ...contextOf(session, returns), uid: request.uid, criteria, decode }, found);
      return done;
    }
    const { writer } = output;
    writer.text('* SEARCH');
    for (const at of found) writer.text(' ').number(request.uid ? folder.uidAt(at) : at + 1);
    // RFC 7162 §3.1.6: the highest mod-sequence of what was found, unless nothing was.
    if (withModSeq && found.length > 0) writer.text(' (MODSEQ ').number(highestModSeqOf(folder, found)).text(')');
    writer.text('\r\n');
    return done;
  },
});

export function unknownCharset(name: string): Completion {
  return { status: 'NO', code: `BADCHARSET (${knownCharsets})`, text: `${name} failed. The charset is not known.` };
}

/** RFC 6855 §3: after ENABLE UTF8=ACCEPT all is UTF-8 already. RFC 9051 §6.4.4 lets clients of IMAP4rev2 say so all the same. */
export function charsetConflict(session: Session, charset: string | undefined): Completion | undefined {
  if (charset === undefined || !session.enabled.has('UTF8=ACCEPT') || session.enabled.has('IMAP4REV2'))
    return undefined;
  return {
    status: 'BAD',
    text: 'Command Argument Error. 11 (no CHARSET after ENABLE UTF8=ACCEPT: searches are in UTF-8)',
  };
}

/** RFC 5466 §3.1: a search that names a filter is in UTF-8, since filters are. */
export function filterCharset(criteria: SearchKey, charset: string | undefined): Completion | undefined {
  if (charset === undefined || charset === 'UTF-8' || charset === 'US-ASCII' || !mentionsFilter(criteria))
    return undefined;
  return {
    status: 'BAD',
    code: 'BADCHARSET (UTF-8)',
    text: 'Command Argument Error. 11 (a search that names a filter is in UTF-8)',
  };
}

export function asUndefined(error: unknown): UndefinedFilter {
  if (error instanceof UndefinedFilter) return error;
  throw error;
}

export function contextOf({ tag }: Session, { updateItems }: SearchReturn): Pick<SearchContext, 'tag' | 'fetch'> {
  return { tag, fetch: updateItems };
}

/** RFC 5267 §4.3: the tag of a search that is kept up to date names it in what is told of it. */
export function tagReuse({ contexts, tag }: Session, returns: SearchReturn | undefined): Completion | undefined {
  if (returns?.update !== true || contexts?.has(tag) !== true) return undefined;
  return {
    status: 'BAD',
    text: 'Command Argument Error. 11 (a search with this tag is kept up to date already; CANCELUPDATE ends it)',
  };
}

/** RFC 5267 §4.3: tells the client of changes from now on, or that it will not. */
export function keepUpdated(
  session: Session,
  subject: SearchSubject,
  context: SearchContext,
  found: readonly number[],
): void {
  if (session.state.kind !== 'selected') return;
  const { folder } = session.state;
  session.contexts ??= new SearchContexts(session, folder);
  const isKept = session.contexts.add(
    { ...context, criteria: withFixedNumbers(subject, context.criteria) },
    found.map((at) => folder.uidAt(at)),
  );
  if (!isKept) session.note('NO', `NOUPDATE ${formatString(context.tag).toString('latin1')}`, 'Too many contexts.');
}

/**
 * RFC 9738 §3.1: with MESSAGELIMIT, the newest of the messages that a search is about. So a client goes on with what is
 * below by naming it (UIDBEFORE).
 */
async function searchable(
  session: Session,
  subject: SearchSubject,
  criteria: SearchKey,
): Promise<{ readonly positions?: readonly number[]; readonly code?: string }> {
  const limit = messageLimit(session);
  if (limit === undefined) return {};
  const about = (await searchMessages(subject, { key: 'AND', keys: [{ key: 'ALL' }, ...setsOf(criteria)] })).toArray();
  const lowest = about.at(-limit);
  if (about.length <= limit || lowest === undefined) return {};
  return { positions: about.slice(-limit), code: `MESSAGELIMIT ${limit} ${subject.folder.uidAt(lowest)}` };
}

/** The sets of messages in which all that is found must be. */
function setsOf(criteria: SearchKey): readonly SearchKey[] {
  if (criteria.key === 'AND') return criteria.keys.flatMap(setsOf);
  return criteria.key === 'UID' || criteria.key === 'SEQUENCE' ? [criteria] : [];
}

/** RFC 9738 §3.3: an order of some is no part of the order of all, so SORT and THREAD are refused whole. */
export async function refusedOrder(
  session: Session,
  name: string,
  subject: SearchSubject,
  criteria: SearchKey,
): Promise<Completion | undefined> {
  const limit = messageLimit(session);
  if (limit === undefined || (await searchable(session, subject, criteria)).code === undefined) return undefined;
  return {
    status: 'NO',
    code: `MESSAGELIMIT ${limit}`,
    text: `${name} failed. It is about more than ${limit} messages; name fewer, with UIDAFTER or UIDBEFORE for example.`,
  };
}

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

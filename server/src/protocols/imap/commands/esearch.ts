import type { SearchReturn, SearchSource } from '@relais/imap-codec';
import type { FolderSummary } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { allRights } from '../../../domain/mail/rights.ts';
import { type Completion, completed, defineCommand } from '../command.ts';
import { searchTextDecoder } from '../search/charset.ts';
import { writeSearchAnswer } from '../search/search-answer.ts';
import { searchMessages } from '../search/search-messages.ts';
import { UndefinedFilter, undefinedFilter, withFilters } from '../search/filters.ts';
import { SelectedFolder } from '../selected-folder.ts';
import { watchedName } from '../watched-name.ts';
import type { Session } from '../session.ts';
import { signedIn } from '../session-state.ts';
import {
  charsetConflict,
  contextOf,
  filterCharset,
  keepUpdated,
  mentionsModSeq,
  tagReuse,
  unknownCharset,
} from './search.ts';

const all: SearchReturn = { min: false, max: false, all: true, count: false, save: false };

/** RFC 7377: a search of several mailboxes; those in which nothing is found are not told of. */
export const esearch = defineCommand({
  names: ['ESEARCH'],
  rfc: 'RFC 7377',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, request, state) {
    const { sources, returns = all, charset } = request;
    const refused =
      refusalOf(session, sources, returns) ??
      tagReuse(session, returns) ??
      charsetConflict(session, charset) ??
      filterCharset(request.criteria, charset);
    if (refused !== undefined) return refused;
    // RFC 5182 §2.1
    const savedBefore = state.kind === 'selected' ? state.folder.savedSearch : [];
    if (returns.save && state.kind === 'selected') state.folder.savedSearch = [];
    const decode = searchTextDecoder(charset);
    if (decode === undefined) return unknownCharset('ESEARCH');
    try {
      const criteria = await withFilters(session, state, request.criteria);
      const withModSeq = mentionsModSeq(criteria);
      const { output, context } = session;
      const selected = state.kind === 'selected' ? state.folder : undefined;
      for (const summary of await foldersOf(session, state.store, sources)) {
        const folder = summary.folderId === selected?.folderId ? selected : await viewOf(session, summary);
        if (folder === undefined) continue;
        const savedSearch = folder === selected ? savedBefore : [];
        const subject = { folder, store: state.store, output, decode, nowMs: context.clock.now(), savedSearch };
        const found = (await searchMessages(subject, criteria)).toArray();
        if (folder === selected && returns.update === true)
          keepUpdated(
            session,
            subject,
            { ...contextOf(session, returns), uid: true, namesMailbox: true, criteria, decode },
            found,
          );
        const mailbox = summary.name;
        // RFC 7377 §2.1: nothing is said of mailboxes without a match.
        if (found.length > 0) writeSearchAnswer(session, { folder, uid: true, returns, found, withModSeq, mailbox });
        await output.makeRoom();
      }
      return completed;
    } catch (error) {
      if (error instanceof UndefinedFilter) return undefinedFilter('ESEARCH', error);
      throw error;
    }
  },
});

function refusalOf(session: Session, sources: readonly SearchSource[], returns: SearchReturn): Completion | undefined {
  const isSelected = session.state.kind === 'selected';
  const bad = (why: string): Completion => ({ status: 'BAD', text: `Command Argument Error. 11 (${why})` });
  if (!isSelected && sources.some(({ source }) => source === 'selected'))
    return bad('no mailbox is selected; say which to search with IN');
  // RFC 7377 §2.2
  if (returns.save && sources.some(({ source }) => source !== 'selected'))
    return bad('SAVE keeps results of the selected mailbox only');
  if (returns.update === true && !isSelected) return bad('UPDATE needs a selected mailbox');
  return undefined;
}

/** Each folder once, in the order of LIST. */
async function foldersOf(
  session: Session,
  store: { listFolders(): Promise<readonly FolderSummary[]>; subscribedNames(): Promise<readonly string[]> },
  given: readonly SearchSource[],
): Promise<FolderSummary[]> {
  const sources = given.map((source) =>
    'mailboxes' in source ? { ...source, mailboxes: source.mailboxes.map(watchedName) } : source,
  );
  const folders = await store.listFolders();
  const subscribed = new Set(
    sources.some(({ source }) => source === 'subscribed') ? await store.subscribedNames() : [],
  );
  const selected = session.state.kind === 'selected' ? session.state.folder.folderId : undefined;
  const showsHidden = session.context.settings.ShowHiddenFoldersEnabled;
  const isWanted = (folder: FolderSummary) =>
    sources.some((source) => covers(source, folder, folder.folderId === selected, subscribed.has(folder.name)));
  const isReadable = ({ selectable, rights = allRights }: FolderSummary) => selectable && rights.has('r');
  return folders.filter((folder) => isReadable(folder) && (showsHidden || !folder.hidden) && isWanted(folder));
}

function covers(
  source: SearchSource,
  { name, rights }: FolderSummary,
  isSelected: boolean,
  isSubscribed: boolean,
): boolean {
  switch (source.source) {
    case 'selected':
      return isSelected;
    case 'inboxes':
      return name === 'INBOX';
    case 'personal':
      return rights === undefined;
    case 'subscribed':
      return isSubscribed;
    case 'mailboxes':
      return source.mailboxes.includes(name);
    case 'subtree':
      return source.mailboxes.some((root) => root === '' || name === root || name.startsWith(`${root}/`));
    case 'subtree-one':
      return source.mailboxes.some(
        (root) => name === root || (name.startsWith(`${root}/`) && !name.slice(root.length + 1).includes('/')),
      );
  }
}

/** A look at a folder that is not selected; undefined: it has just been deleted. */
async function viewOf(session: Session, summary: FolderSummary): Promise<SelectedFolder | undefined> {
  const { state } = session;
  if (state.kind !== 'authenticated' && state.kind !== 'selected') throw new TypeError('nobody has signed in');
  try {
    return new SelectedFolder(summary, await state.store.openFolder(summary.folderId, { claimRecent: false }), true);
  } catch (error) {
    if (error instanceof MailError && error.code.startsWith('folder-not-')) return undefined;
    throw error;
  }
}

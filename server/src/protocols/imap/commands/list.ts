import { formatMailboxName, listPatternMatcher, type ListRequest } from '@relais/imap-codec';
import type { AccountStore, FolderSummary } from '../../../domain/mail/account-store.ts';
import { TimeSlice } from '../../../domain/mail/time-slice.ts';
import { allRights } from '../../../domain/mail/rights.ts';
import { completed, defineCommand } from '../command.ts';
import { ancestorsOf } from '../folder-path.ts';
import type { Session } from '../session.ts';
import { signedIn } from '../session-state.ts';
import { attributeOf } from '../special-use.ts';
import { listAttributes } from '../list-attributes.ts';
import { formatRights } from '../rights-on-the-wire.ts';
import { formatStatus } from '../status-items.ts';
import { knowsCondstore } from '../knows-condstore.ts';
import { writeMetadata } from './metadata.ts';

export const list = defineCommand({
  // RFC 2193 §4: RLIST and RLSUB also name mailboxes of other servers, of which there are none.
  names: ['LIST', 'LSUB', 'XLIST', 'RLIST', 'RLSUB'],
  rfc: 'RFC 3501 §6.3.8, §6.3.9, RFC 5258, RFC 9590',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, given, { store, mailbox }) {
    const request: ListRequest = { ...given, name: answeredAs[given.name] };
    if (request.name === 'LIST' && !request.isExtended && request.patterns[0] === '') {
      // RFC 3501 §6.3.8: an empty pattern asks for the delimiter and the root of the reference.
      session.output.line('* LIST (\\Noselect) "/" ""');
      return completed;
    }
    const tree = await readTree(session, store, request);
    const { metadata } = request.returns;
    const annotations = metadata === undefined ? undefined : await store.folderAnnotations(metadata, mailbox.guid);
    for await (const entry of request.name === 'LSUB' ? subscribedEntries(tree, request) : listEntries(tree, request)) {
      writeEntry(session, request, entry);
      // RFC 9590 §3: what has no such annotation has the value NIL.
      if (annotations !== undefined && metadata !== undefined && entry.folder !== undefined && entry.isSelected) {
        const ofFolder = annotations.get(entry.folder.folderId);
        writeMetadata(session, entry.name, new Map(metadata.map((name) => [name, ofFolder?.get(name)])));
      }
      if (session.output.isDue) await session.output.makeRoom();
    }
    return completed;
  },
});

const answeredAs = { LIST: 'LIST', LSUB: 'LSUB', XLIST: 'XLIST', RLIST: 'LIST', RLSUB: 'LSUB' } as const;

/** The account's folders as this session may see them. */
interface FolderTree {
  readonly byName: ReadonlyMap<string, FolderSummary>;
  /** Empty when the request has nothing to do with subscriptions. */
  readonly subscribed: ReadonlySet<string>;
  readonly withChildren: ReadonlySet<string>;
}

interface ListEntry {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly folder?: FolderSummary;
  /** RFC 5258 §4: why a folder stands here that the selection did not ask for. */
  readonly childInfo: boolean;
  /** It meets the selection itself. */
  readonly isSelected: boolean;
}

async function readTree(session: Session, store: AccountStore, request: ListRequest): Promise<FolderTree> {
  const all = await store.listFolders();
  const showsHidden = session.context.settings.ShowHiddenFoldersEnabled;
  const byName = new Map(all.filter(({ hidden }) => showsHidden || !hidden).map((folder) => [folder.name, folder]));
  const withChildren = new Set([...byName.keys()].flatMap(ancestorsOf));
  if (!asksForSubscriptions(request)) return { byName, subscribed: new Set(), withChildren };
  const hidden = new Set(all.map(({ name }) => name).filter((name) => !byName.has(name)));
  const subscribed = (await store.subscribedNames()).filter((name) => !hidden.has(name));
  return { byName, subscribed: new Set(subscribed), withChildren };
}

function asksForSubscriptions({ name, selection, returns }: ListRequest): boolean {
  return name === 'LSUB' || returns.subscribed || selection.includes('SUBSCRIBED');
}

function matcherOf({ reference }: ListRequest, patterns: readonly string[]): (name: string) => boolean {
  return listPatternMatcher(patterns.map((pattern) => reference + pattern));
}

/** A line may bring a thousand patterns, and a mailbox thousands of folders: others have their turn between two folders. */
async function* listEntries(tree: FolderTree, request: ListRequest): AsyncGenerator<ListEntry> {
  const matches = matcherOf(request, request.patterns);
  const slice = new TimeSlice();
  const bySubscription = request.selection.includes('SUBSCRIBED');
  const byUse = request.selection.includes('SPECIAL-USE');
  const recursive = request.selection.includes('RECURSIVEMATCH');
  const names = bySubscription ? new Set([...tree.byName.keys(), ...tree.subscribed]) : new Set(tree.byName.keys());
  const isSelected = (name: string) =>
    (!bySubscription || tree.subscribed.has(name)) &&
    (!byUse || attributeOf(tree.byName.get(name)?.specialUse ?? null) !== undefined);
  // RFC 5258 §3.1: with RECURSIVEMATCH a folder also stands in the answer for a selected one below it.
  const selected = recursive ? [...names].filter(isSelected) : [];
  const aboveSelected = new Set(selected.flatMap(ancestorsOf));
  // RFC 5258 §3.5: if it is not selected itself, only for one below it that the answer does not name.
  const aboveUnnamed = new Set(selected.filter((name) => !matches(name)).flatMap(ancestorsOf));
  for (const name of aboveSelected) names.add(name);
  for (const name of sorted(names)) {
    await slice.rest();
    if (!matches(name)) continue;
    const childInfo = recursive && aboveSelected.has(name);
    if (!isSelected(name) && !aboveUnnamed.has(name)) continue;
    const folder = tree.byName.get(name);
    yield { name, attributes: attributes(tree, request, name), folder, childInfo, isSelected: isSelected(name) };
  }
}

/** XLIST is older than RFC 6154 and has names of its own. */
const xlistNames = new Map([
  ['\\Junk', '\\Spam'],
  ['\\All', '\\AllMail'],
  ['\\Flagged', '\\Starred'],
]);

function attributes(tree: FolderTree, request: ListRequest, name: string): string[] {
  const tellsSubscriptions = request.selection.includes('SUBSCRIBED') || request.returns.subscribed;
  const found = listAttributes(tree.byName.get(name), {
    isSubscribed: tellsSubscriptions && tree.subscribed.has(name),
    hasChildren: tree.withChildren.has(name),
  });
  if (request.name !== 'XLIST') return found;
  return [
    ...found.map((attribute) => xlistNames.get(attribute) ?? attribute),
    ...(name === 'INBOX' ? ['\\Inbox'] : []),
  ];
}

/** RFC 3501 §6.3.9: a name above subscribed ones that `%` stops at is answered with \Noselect. */
async function* subscribedEntries(tree: FolderTree, request: ListRequest): AsyncGenerator<ListEntry> {
  const matches = matcherOf(request, request.patterns);
  const slice = new TimeSlice();
  const names = new Map<string, boolean>();
  const stopsAtLevel = matcherOf(
    request,
    request.patterns.filter((pattern) => pattern.endsWith('%')),
  );
  for (const name of tree.subscribed) {
    await slice.rest();
    if (matches(name)) names.set(name, true);
    else
      for (const ancestor of ancestorsOf(name))
        if (stopsAtLevel(ancestor) && !names.has(ancestor)) names.set(ancestor, false);
  }
  for (const name of sorted(names.keys())) {
    const isSubscribed = names.get(name) === true;
    yield {
      name,
      attributes: isSubscribed ? lsubAttributes(tree, name) : ['\\Noselect'],
      childInfo: false,
      isSelected: true,
    };
  }
}

function lsubAttributes(tree: FolderTree, name: string): string[] {
  const folder = tree.byName.get(name);
  return [
    ...(folder === undefined || !folder.selectable ? ['\\Noselect'] : []),
    tree.withChildren.has(name) ? '\\HasChildren' : '\\HasNoChildren',
  ];
}

/** INBOX first, then by name: clients show folders in the order in which they come. */
function sorted(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => (a === 'INBOX' ? -1 : b === 'INBOX' ? 1 : a < b ? -1 : a > b ? 1 : 0));
}

function writeEntry(
  session: Session,
  request: ListRequest,
  { name, attributes: flags, folder, childInfo, isSelected }: ListEntry,
): void {
  const { writer } = session.output;
  const wireName = formatMailboxName(name, session.enabled.usesUtf8);
  writer.text(`* ${request.name} (${flags.join(' ')}) "/" ${wireName}`);
  if (childInfo) {
    const reasons = [
      request.selection.includes('SUBSCRIBED') ? '"SUBSCRIBED"' : '',
      request.selection.includes('SPECIAL-USE') ? '"SPECIAL-USE"' : '',
    ];
    writer.text(` ("CHILDINFO" (${reasons.filter((reason) => reason !== '').join(' ')}))`);
  }
  writer.text('\r\n');
  const { myRights, status } = request.returns;
  const mayRead = (folder?.rights ?? allRights).has('r');
  // RFC 8440 §3, RFC 5819 §2: nothing more of what stands here for its children only.
  if (!isSelected) return;
  // RFC 8440 §3: no rights of what is no mailbox.
  if (myRights && folder?.selectable === true)
    writer.text(`* MYRIGHTS ${wireName} ${formatRights(folder.rights ?? allRights)}\r\n`);
  // RFC 5819 §2: no STATUS for what cannot be selected.
  if (status !== undefined && folder?.selectable === true && mayRead) {
    if (status.includes('HIGHESTMODSEQ')) knowsCondstore(session);
    writer.text(`* STATUS ${wireName} (${formatStatus(folder, status, session.context.largestMessageBytes)})\r\n`);
  }
}

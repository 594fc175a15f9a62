import { type QueryClient, useQueries } from '@tanstack/react-query';
import { type Call, jmap } from '../server/jmap.ts';
import { type EmailRow, rowProperties } from './mail-types.ts';
import { type Condition, searchConditions } from './search-conditions.ts';

export const pageSize = 100;
export const mostEmailsInGet = 1000;

export type ListFilter = 'all' | 'unread' | 'flagged' | 'attachments';

export const filterWords = {
  all: 'mail.all',
  unread: 'mail.unreadOnly',
  flagged: 'mail.flaggedOnly',
  attachments: 'mail.attachmentsOnly',
} as const;

/** What the list shows: a folder, narrowed by a filter and by words. */
export interface ListView {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly filter: ListFilter;
  readonly words: string;
  /** Searched everywhere but in the folders named (Deleted Items, Junk Email); `null`: in the folder only. */
  readonly everywhereBut: readonly string[] | null;
  readonly conversations: boolean;
}

export interface EmailPage {
  readonly total: number;
  readonly rows: readonly EmailRow[];
}

/** The pages that are in sight; each is asked for when it first is, and again when something changed. */
export function useEmailPages(view: ListView, pages: readonly number[]) {
  return useQueries({
    queries: pages.map((page) => pageQuery(view, page)),
  });
}

/** A line that was loaded before, in sight or not. */
export function knownRow(client: QueryClient, view: ListView, index: number): EmailRow | undefined {
  if (index < 0) return undefined;
  const { queryKey } = pageQuery(view, Math.floor(index / pageSize));
  return client.getQueryData<EmailPage>(queryKey)?.rows[index % pageSize];
}

function pageQuery(view: ListView, page: number) {
  return {
    queryKey: ['emails', view, page],
    queryFn: ({ signal }: { signal: AbortSignal }) => emailPage(view, page, signal),
  };
}

type PlainRow = Omit<EmailRow, 'emailIds' | 'conversationSize' | 'accountId'>;
type Member = Pick<EmailRow, 'id' | 'mailboxIds' | 'keywords'>;
type Snippet = NonNullable<EmailRow['snippet']> & { readonly emailId: string };

async function emailPage(view: ListView, page: number, signal: AbortSignal): Promise<EmailPage> {
  const filter = filterOf(view);
  const calls: Call[] = [
    [
      'Email/query',
      {
        filter,
        sort: [{ property: 'receivedAt', isAscending: false }],
        position: page * pageSize,
        limit: pageSize,
        calculateTotal: true,
        collapseThreads: view.conversations,
      },
      'q',
    ],
    ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: rowProperties }, 'g'],
  ];
  if (view.conversations) {
    calls.push(['Thread/get', { '#ids': { resultOf: 'g', name: 'Email/get', path: '/list/*/threadId' } }, 't']);
  }
  if (view.words !== '') {
    calls.push([
      'SearchSnippet/get',
      { filter, '#emailIds': { resultOf: 'q', name: 'Email/query', path: '/ids' } },
      's',
    ]);
  }
  const { accountId } = view;
  const here = calls.map(([method, args, id]): Call => [method, { accountId, ...args }, id]);
  const { q, g, t, s } = await jmap(here, signal);
  const found = new Map(((g?.list ?? []) as readonly PlainRow[]).map((row) => [row.id, row]));
  const threads = (t?.list ?? []) as readonly { readonly id: string; readonly emailIds: readonly string[] }[];
  const merge = await conversations(threads, view, signal);
  const snippets = new Map(((s?.list ?? []) as readonly Snippet[]).map((one) => [one.emailId, one]));
  const rows = ((q?.ids ?? []) as readonly string[]).flatMap((id) => {
    const row = found.get(id);
    if (row === undefined) return [];
    const snippet = snippets.get(id);
    return [{ ...merge({ ...row, accountId }), ...(snippet === undefined ? {} : { snippet }) }];
  });
  return { total: Number(q?.total ?? 0), rows };
}

/** Turns a message into its conversation; what that is, is asked of the server for those that have more than one. */
export async function conversations(
  threads: readonly { readonly id: string; readonly emailIds: readonly string[] }[],
  view: ListView,
  signal: AbortSignal,
): Promise<
  <T extends Member & Pick<EmailRow, 'threadId'>>(row: T) => T & Pick<EmailRow, 'emailIds' | 'conversationSize'>
> {
  const several = threads.filter(({ emailIds }) => emailIds.length > 1);
  const members = new Map<string, Member>();
  const ids = several.flatMap(({ emailIds }) => emailIds);
  for (let at = 0; at < ids.length; at += mostEmailsInGet) {
    const some = ids.slice(at, at + mostEmailsInGet);
    const { m } = await jmap(
      [['Email/get', { accountId: view.accountId, ids: some, properties: ['id', 'mailboxIds', 'keywords'] }, 'm']],
      signal,
    );
    for (const member of (m?.list ?? []) as readonly Member[]) members.set(member.id, member);
  }
  const byId = new Map(several.map((thread) => [thread.id, thread.emailIds]));
  return (row) => {
    const all = (byId.get(row.threadId) ?? [])
      .flatMap((id) => members.get(id) ?? [])
      .filter((one) => one.keywords.$draft !== true || one.id === row.id);
    const here = all.filter((one) => view.everywhereBut !== null || one.mailboxIds[view.mailboxId] === true);
    if (here.length < 2) return { ...row, emailIds: [row.id], conversationSize: Math.max(1, all.length) };
    const { $seen: _seen, $flagged: _flagged, ...others } = row.keywords;
    const keywords = {
      ...others,
      ...(here.every((one) => one.keywords.$seen === true) ? { $seen: true as const } : {}),
      ...(here.some((one) => one.keywords.$flagged === true) ? { $flagged: true as const } : {}),
    };
    return { ...row, keywords, emailIds: here.map(({ id }) => id), conversationSize: all.length };
  };
}

/** What of a folder, of a filter and of words is shown, as JMAP asks for it. */
export function filterOf({ mailboxId, filter, words, everywhereBut }: ListView): Condition {
  const narrow: Condition = {
    ...(filter === 'unread' ? { notKeyword: '$seen' } : {}),
    ...(filter === 'flagged' ? { hasKeyword: '$flagged' } : {}),
    ...(filter === 'attachments' ? { hasAttachment: true } : {}),
  };
  const place =
    everywhereBut === null || words === '' ? { inMailbox: mailboxId } : { inMailboxOtherThan: everywhereBut };
  const search = searchConditions(words);
  if (search === null) return { ...place, ...narrow };
  const names = [...Object.keys(place), ...Object.keys(narrow), ...Object.keys(search)];
  const isFlat = !('operator' in search) && new Set(names).size === names.length;
  return isFlat
    ? { ...place, ...narrow, ...search }
    : { operator: 'AND', conditions: [{ ...place, ...narrow }, search] };
}

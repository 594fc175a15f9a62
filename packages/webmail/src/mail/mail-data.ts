import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { accountId, jmap } from '../server/jmap.ts';
import { searchConditions } from './search-conditions.ts';
import { type Email, type EmailRow, emailProperties, type Mailbox, rowProperties } from './mail-types.ts';

export const pageSize = 100;

export type ListFilter = 'all' | 'unread' | 'flagged';

/** What the list shows: a folder, narrowed by a filter and by words. */
export interface ListView {
  readonly mailboxId: string;
  readonly filter: ListFilter;
  readonly words: string;
}

export function useAccountId(): string | undefined {
  return useQuery({ queryKey: ['account-id'], queryFn: accountId, staleTime: Number.POSITIVE_INFINITY }).data;
}

export function useMailboxes() {
  return useQuery({
    queryKey: ['mailboxes'],
    queryFn: async ({ signal }) => {
      const properties = ['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails'];
      const { m } = await jmap([['Mailbox/get', { ids: null, properties }, 'm']], signal);
      return (m?.list ?? []) as readonly Mailbox[];
    },
  });
}

export interface EmailPage {
  readonly total: number;
  readonly rows: readonly EmailRow[];
}

/** The pages that are in sight; each is asked for when it first is, and again when something changed. */
export function useEmailPages(view: ListView, pages: readonly number[]) {
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: ['emails', view.mailboxId, view.filter, view.words, page],
      placeholderData: keepPreviousData,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<EmailPage> => {
        const { q, g } = await jmap(
          [
            [
              'Email/query',
              {
                filter: filterOf(view),
                sort: [{ property: 'receivedAt', isAscending: false }],
                position: page * pageSize,
                limit: pageSize,
                calculateTotal: true,
              },
              'q',
            ],
            [
              'Email/get',
              { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: rowProperties },
              'g',
            ],
          ],
          signal,
        );
        const rows = new Map(((g?.list ?? []) as readonly EmailRow[]).map((row) => [row.id, row]));
        const ids = (q?.ids ?? []) as readonly string[];
        return { total: Number(q?.total ?? 0), rows: ids.flatMap((id) => rows.get(id) ?? []) };
      },
    })),
  });
}

function filterOf({ mailboxId, filter, words }: ListView): Record<string, unknown> {
  return {
    inMailbox: mailboxId,
    ...(filter === 'unread' ? { notKeyword: '$seen' } : {}),
    ...(filter === 'flagged' ? { hasKeyword: '$flagged' } : {}),
    ...searchConditions(words),
  };
}

export function useEmail(emailId: string | null) {
  return useQuery({
    queryKey: ['email', emailId],
    enabled: emailId !== null,
    queryFn: async ({ signal }) => {
      const { e } = await jmap(
        [
          [
            'Email/get',
            { ids: [emailId], properties: emailProperties, fetchTextBodyValues: true, fetchHTMLBodyValues: true },
            'e',
          ],
        ],
        signal,
      );
      return ((e?.list ?? []) as readonly Email[])[0] ?? null;
    },
  });
}

export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export function useIdentities() {
  return useQuery({
    queryKey: ['identities'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const { i } = await jmap([['Identity/get', { ids: null }, 'i']], signal);
      return (i?.list ?? []) as readonly Identity[];
    },
  });
}

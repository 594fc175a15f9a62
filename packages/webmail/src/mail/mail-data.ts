import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { accountId, jmap } from '../server/jmap.ts';
import { type Email, type EmailAddress, emailProperties, type Mailbox } from './mail-types.ts';

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
      const [email] = (e?.list ?? []) as readonly Email[];
      return email === undefined ? null : { ...email, emailIds: [email.id], conversationSize: 1 };
    },
  });
}

/** A line of a conversation that is not opened. */
export interface ConversationEmail {
  readonly id: string;
  readonly mailboxIds: Readonly<Record<string, true>>;
  readonly keywords: Readonly<Record<string, true>>;
  readonly from: readonly EmailAddress[] | null;
  readonly receivedAt: string;
  readonly preview: string;
}

/** The messages of a conversation, the newest first. */
export function useConversation(threadId: string | null) {
  return useQuery({
    queryKey: ['email', 'conversation', threadId],
    enabled: threadId !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const properties = ['id', 'mailboxIds', 'keywords', 'from', 'receivedAt', 'preview'];
      const { g } = await jmap(
        [
          ['Thread/get', { ids: [threadId] }, 't'],
          ['Email/get', { '#ids': { resultOf: 't', name: 'Thread/get', path: '/list/*/emailIds' }, properties }, 'g'],
        ],
        signal,
      );
      return ((g?.list ?? []) as readonly ConversationEmail[]).toReversed();
    },
  });
}

export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly textSignature: string;
  readonly htmlSignature: string;
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

export interface PendingSubmission {
  readonly id: string;
  readonly emailId: string;
  readonly sendAt: string;
}

/** What waits to be sent and can be called back. */
export function usePendingSubmissions() {
  return useQuery({
    queryKey: ['submissions'],
    queryFn: async ({ signal }) => {
      const { g } = await jmap(
        [
          ['EmailSubmission/query', { filter: { undoStatus: 'pending' } }, 'q'],
          [
            'EmailSubmission/get',
            {
              '#ids': { resultOf: 'q', name: 'EmailSubmission/query', path: '/ids' },
              properties: ['id', 'emailId', 'sendAt'],
            },
            'g',
          ],
        ],
        signal,
      );
      return (g?.list ?? []) as readonly PendingSubmission[];
    },
  });
}

import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { accountId, jmap, type OthersAccount, othersAccounts } from '../server/jmap.ts';
import { requestJson } from '@relais/browser-frame/server/request.ts';
import { type Email, type EmailAddress, emailProperties, type Mailbox } from './mail-types.ts';

export function useAccountId(): string | undefined {
  return useQuery({ queryKey: ['account-id'], queryFn: accountId, staleTime: Number.POSITIVE_INFINITY }).data;
}

const mailboxProperties = [
  'id',
  'name',
  'parentId',
  'role',
  'sortOrder',
  'totalEmails',
  'unreadEmails',
  'isSubscribed',
  'myRights',
];

/** Of one account; `null`: the user's own. */
async function mailboxesOf(account: string | null, signal: AbortSignal): Promise<readonly Mailbox[]> {
  const inAccount = account === null ? {} : { accountId: account };
  const { m } = await jmap([['Mailbox/get', { ...inAccount, ids: null, properties: mailboxProperties }, 'm']], signal);
  const of = String(m?.accountId);
  return ((m?.list ?? []) as readonly Mailbox[]).map((mailbox) => ({ ...mailbox, accountId: of }));
}

/** The user's own. */
export function useMailboxes() {
  return useQuery({ queryKey: ['mailboxes', 'own'], queryFn: ({ signal }) => mailboxesOf(null, signal) });
}

export interface OthersMailboxes {
  readonly account: OthersAccount;
  readonly mailboxes: readonly Mailbox[];
}

/** What is open to the user in the mailboxes of others, each asked for by itself: a large one keeps nobody waiting. */
export function useOthersMailboxes(): { readonly isPending: boolean; readonly others: readonly OthersMailboxes[] } {
  const { data: accounts = [], isPending } = useQuery({ queryKey: ['accounts'], queryFn: othersAccounts });
  const results = useQueries({
    queries: accounts.map(({ id }) => ({
      queryKey: ['mailboxes', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => mailboxesOf(id, signal),
      // One that was closed meanwhile goes with the next list of accounts.
      retry: false,
    })),
  });
  return {
    isPending: isPending || results.some((result) => result.isPending),
    others: accounts.map((account, at) => {
      const result = results[at];
      return { account, mailboxes: result?.isError === true ? [] : (result?.data ?? []) };
    }),
  };
}

/** A message with all that the reading pane shows; `null`: it is not there. `account`: null is the user's own. */
export async function fetchEmail(emailId: string, account: string | null, signal?: AbortSignal): Promise<Email | null> {
  const { e } = await jmap(
    [
      [
        'Email/get',
        {
          ...(account === null ? {} : { accountId: account }),
          ids: [emailId],
          properties: emailProperties,
          fetchTextBodyValues: true,
          fetchHTMLBodyValues: true,
        },
        'e',
      ],
    ],
    signal,
  );
  const [email] = (e?.list ?? []) as readonly Email[];
  if (email === undefined) return null;
  return { ...email, accountId: String(e?.accountId), emailIds: [email.id], conversationSize: 1 };
}

/** `account`: null is the user's own. */
export function useEmail(emailId: string | null, account: string | null) {
  return useQuery({
    queryKey: ['email', emailId],
    enabled: emailId !== null,
    queryFn: ({ signal, client, queryKey }) => {
      const known = client.getQueryData<Email | null>(queryKey) ?? null;
      return known === null ? fetchEmail(emailId ?? '', account, signal) : asItIsNow(known, signal);
    },
  });
}

/** What was read before stays as it is: only marks and folders of an Email ever change (RFC 8621 §4.1.1). `null`: it is gone. */
async function asItIsNow(known: Email, signal: AbortSignal): Promise<Email | null> {
  const { accountId: account, id } = known;
  const properties = ['id', 'mailboxIds', 'keywords'];
  const { e } = await jmap([['Email/get', { accountId: account, ids: [id], properties }, 'e']], signal);
  const [now] = (e?.list ?? []) as readonly Pick<Email, 'mailboxIds' | 'keywords'>[];
  return now === undefined ? null : { ...known, mailboxIds: now.mailboxIds, keywords: now.keywords };
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
export function useConversation(threadId: string | null, account: string) {
  return useQuery({
    queryKey: ['email', 'conversation', threadId],
    enabled: threadId !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const properties = ['id', 'mailboxIds', 'keywords', 'from', 'receivedAt', 'preview'];
      const { g } = await jmap(
        [
          ['Thread/get', { accountId: account, ids: [threadId] }, 't'],
          [
            'Email/get',
            { accountId: account, '#ids': { resultOf: 't', name: 'Thread/get', path: '/list/*/emailIds' }, properties },
            'g',
          ],
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
  /** What lets the user write as it; his own address needs nothing. */
  readonly right: 'own' | 'send-as' | 'on-behalf';
}

export function useIdentities() {
  return useQuery({
    queryKey: ['identities'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const [{ i }, { value }] = await Promise.all([
        jmap([['Identity/get', { ids: null }, 'i']], signal),
        requestJson<{ value: readonly { email: string; right: 'send-as' | 'on-behalf' }[] }>('/api/senders'),
      ]);
      const rights = new Map(value.map(({ email, right }) => [email, right]));
      return ((i?.list ?? []) as readonly Omit<Identity, 'right'>[]).map(
        (identity): Identity => ({ ...identity, right: rights.get(identity.email) ?? 'own' }),
      );
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

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { jmap, requireAllSet } from '../server/jmap.ts';
import type { EmailPage } from './email-pages.ts';
import type { Chosen, Email, EmailRow, Place } from './mail-types.ts';

export interface MailActions {
  setKeyword(emails: readonly Chosen[], keyword: string, value: boolean): Promise<void>;
  /** From one folder to another; other folders an Email is in stay. `keywords` are set or taken away as well. */
  move(
    emailIds: readonly string[],
    from: Place,
    to: Place,
    keywords?: Readonly<Record<string, true | null>>,
  ): Promise<void>;
  /** Into a folder of another account, `and` out of the one they are in; the ids they have there. */
  carry(emailIds: readonly string[], from: Place, to: Place, and: 'keep' | 'remove'): Promise<readonly string[]>;
  destroy(emailIds: readonly string[], accountId: string): Promise<void>;
}

const chunk = 500;

/** What a user does with messages. Marks show at once and are taken back when the server refuses. */
export function useMailActions(): MailActions {
  const client = useQueryClient();
  return useMemo(() => {
    const set = async (calls: readonly Record<string, unknown>[]) => {
      try {
        for (const args of calls) {
          const { s } = await jmap([['Email/set', args, 's']]);
          requireAllSet(s);
        }
      } finally {
        await refresh(client);
      }
    };
    const update = (accountId: string, ids: readonly string[], patch: Readonly<Record<string, unknown>>) =>
      set(chunks(ids).map((some) => ({ accountId, update: Object.fromEntries(some.map((id) => [id, patch])) })));
    return {
      async setKeyword(emails, keyword, value) {
        const wanting = emails.filter(
          // A conversation is marked as a whole: one of it may still want the change.
          (email) => email.emailIds.length > 1 || (email.keywords[keyword] === true) !== value,
        );
        if (wanting.length === 0) return;
        showKeyword(client, new Set(wanting.flatMap(({ id, emailIds }) => [id, ...emailIds])), keyword, value);
        for (const [accountId, some] of Map.groupBy(wanting, (email) => email.accountId))
          await update(
            accountId,
            some.flatMap(({ emailIds }) => emailIds),
            { [`keywords/${keyword}`]: value ? true : null },
          );
      },
      move: (emailIds, from, to, keywords = {}) =>
        update(from.accountId, emailIds, {
          [`mailboxIds/${from.id}`]: null,
          [`mailboxIds/${to.id}`]: true,
          ...Object.fromEntries(Object.entries(keywords).map(([name, value]) => [`keywords/${name}`, value])),
        }),
      async carry(emailIds, from, to, and) {
        const carried: string[] = [];
        try {
          for (const some of chunks(emailIds)) {
            const { c } = await jmap([
              [
                'Email/copy',
                {
                  fromAccountId: from.accountId,
                  accountId: to.accountId,
                  create: Object.fromEntries(some.map((id) => [id, { id, mailboxIds: { [to.id]: true } }])),
                },
                'c',
              ],
            ]);
            requireAllSet(c);
            const created = (c?.created ?? {}) as Record<string, { id: string }>;
            carried.push(...some.flatMap((id) => created[id]?.id ?? []));
            // Removed only when all are safe in their new place.
            if (and === 'keep') continue;
            const { s } = await jmap([['Email/set', { accountId: from.accountId, destroy: some }, 's']]);
            requireAllSet(s);
          }
          return carried;
        } finally {
          await refresh(client);
        }
      },
      destroy: (emailIds, accountId) => set(chunks(emailIds).map((destroy) => ({ accountId, destroy }))),
    };
  }, [client]);
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / chunk) }, (_, at) => ids.slice(at * chunk, (at + 1) * chunk));
}

/** Everything that a change of mail may have changed on the page. */
export async function refresh(client: QueryClient): Promise<void> {
  await Promise.all(
    ['mailboxes', 'emails', 'email', 'submissions'].map((name) => client.invalidateQueries({ queryKey: [name] })),
  );
}

function showKeyword(client: QueryClient, ids: ReadonlySet<string>, keyword: string, value: boolean): void {
  const changed = <T extends Pick<EmailRow, 'id' | 'keywords'>>(email: T): T => {
    if (!ids.has(email.id)) return email;
    const { [keyword]: _, ...others } = email.keywords;
    return { ...email, keywords: value ? { ...others, [keyword]: true } : others };
  };
  client.setQueriesData<EmailPage>({ queryKey: ['emails'] }, (page) =>
    page === undefined ? page : { ...page, rows: page.rows.map(changed) },
  );
  client.setQueriesData<Email | readonly Email[] | null>({ queryKey: ['email'] }, (data) => {
    if (data === undefined || data === null) return data;
    return Array.isArray(data) ? (data as readonly Email[]).map(changed) : changed(data as Email);
  });
}

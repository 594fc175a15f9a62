import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { jmap, requireAllSet } from '../server/jmap.ts';
import type { EmailPage } from './mail-data.ts';
import type { Email, EmailRow } from './mail-types.ts';

export interface MailActions {
  setKeyword(emails: readonly EmailRow[], keyword: '$seen' | '$flagged', value: boolean): Promise<void>;
  /** From one folder to another; other folders an Email is in stay. */
  move(emailIds: readonly string[], from: string, to: string): Promise<void>;
  destroy(emailIds: readonly string[]): Promise<void>;
}

/** What a user does with messages. Marks show at once and are taken back when the server refuses. */
export function useMailActions(): MailActions {
  const client = useQueryClient();
  return useMemo(() => {
    const update = async (patches: Record<string, unknown>) => {
      try {
        const { s } = await jmap([['Email/set', { update: patches }, 's']]);
        requireAllSet(s);
      } finally {
        await refresh(client);
      }
    };
    return {
      async setKeyword(emails, keyword, value) {
        const ids = new Set(emails.filter((email) => (email.keywords[keyword] === true) !== value).map(({ id }) => id));
        if (ids.size === 0) return;
        showKeyword(client, ids, keyword, value);
        await update(Object.fromEntries([...ids].map((id) => [id, { [`keywords/${keyword}`]: value ? true : null }])));
      },
      move: (emailIds, from, to) =>
        update(
          Object.fromEntries(emailIds.map((id) => [id, { [`mailboxIds/${from}`]: null, [`mailboxIds/${to}`]: true }])),
        ),
      async destroy(emailIds) {
        try {
          const { s } = await jmap([['Email/set', { destroy: emailIds }, 's']]);
          requireAllSet(s);
        } finally {
          await refresh(client);
        }
      },
    };
  }, [client]);
}

/** Everything that a change of mail may have changed on the page. */
export async function refresh(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['mailboxes'] }),
    client.invalidateQueries({ queryKey: ['emails'] }),
    client.invalidateQueries({ queryKey: ['email'] }),
  ]);
}

function showKeyword(client: QueryClient, ids: ReadonlySet<string>, keyword: string, value: boolean): void {
  const changed = <T extends EmailRow>(email: T): T => {
    if (!ids.has(email.id)) return email;
    const { [keyword]: _, ...others } = email.keywords;
    return { ...email, keywords: value ? { ...others, [keyword]: true } : others };
  };
  client.setQueriesData<EmailPage>({ queryKey: ['emails'] }, (page) =>
    page === undefined ? page : { ...page, rows: page.rows.map(changed) },
  );
  client.setQueriesData<Email | null>({ queryKey: ['email'] }, (email) =>
    email === undefined || email === null ? email : changed(email),
  );
}

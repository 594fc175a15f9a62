import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { EmailPage } from './email-pages.ts';
import { keywordSteps } from './email-steps.ts';
import type { Chosen, Email, EmailRow } from './mail-types.ts';
import { atOnce, type Outcome, type Pace, runSteps } from './steps.ts';

type SetKeyword = (emails: readonly Chosen[], keyword: string, value: boolean, pace: Pace) => Promise<Outcome>;

export interface MailActions {
  /** What the page shows is read anew afterwards. */
  setKeyword(emails: readonly Chosen[], keyword: string, value: boolean): Promise<Outcome>;
  /** For who has the page read anew himself. */
  readonly setKeywordOnly: SetKeyword;
}

/** Marks show at once and are taken back when the server refuses. */
export function useMailActions(): MailActions {
  const client = useQueryClient();
  return useMemo(() => {
    const setKeywordOnly: SetKeyword = (emails, keyword, value, pace) => {
      const wanting = emails.filter(
        // A conversation is marked as a whole: one of it may still want the change.
        (email) => email.emailIds.length > 1 || (email.keywords[keyword] === true) !== value,
      );
      showKeyword(client, new Set(wanting.flatMap(({ id, emailIds }) => [id, ...emailIds])), keyword, value);
      const steps = [...Map.groupBy(wanting, ({ accountId }) => accountId)].flatMap(([accountId, some]) =>
        keywordSteps(
          some.flatMap(({ emailIds }) => emailIds),
          accountId,
          keyword,
          value,
        ),
      );
      return runSteps(steps, pace);
    };
    return {
      setKeywordOnly,
      async setKeyword(emails, keyword, value) {
        try {
          return await setKeywordOnly(emails, keyword, value, atOnce);
        } finally {
          await refresh(client);
        }
      },
    };
  }, [client]);
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

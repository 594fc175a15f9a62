import { type Call, jmap } from '../server/jmap.ts';
import { conversations, filterOf, type ListView, mostEmailsInGet } from './email-pages.ts';
import type { Chosen, EmailRow } from './mail-types.ts';

/** Never more than this is selected at once: beyond it, an action on all of a folder is the folder's own. */
export const mostSelected = 20_000;

/**
 * What actions need to know of the lines from one place of the list to another, both included and `mostSelected` at most,
 * asked for as they are now. @throws JmapError
 */
export async function chosenBetween(
  view: ListView,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<readonly Chosen[]> {
  const { accountId, conversations: collapseThreads } = view;
  const first = Math.min(from, to);
  const end = Math.min(Math.max(from, to) + 1, first + mostSelected);
  const chosen: Chosen[] = [];
  for (let position = first; position < end; position += mostEmailsInGet) {
    const limit = Math.min(mostEmailsInGet, end - position);
    const sort = [{ property: 'receivedAt', isAscending: false }];
    const calls: Call[] = [
      ['Email/query', { accountId, filter: filterOf(view), sort, position, limit, collapseThreads }, 'q'],
      [
        'Email/get',
        {
          accountId,
          '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
          properties: ['id', 'threadId', 'mailboxIds', 'keywords'],
        },
        'g',
      ],
    ];
    if (collapseThreads) {
      const ids = { resultOf: 'g', name: 'Email/get', path: '/list/*/threadId' };
      calls.push(['Thread/get', { accountId, '#ids': ids }, 't']);
    }
    const { g, t } = await jmap(calls, signal);
    const threads = (t?.list ?? []) as readonly { readonly id: string; readonly emailIds: readonly string[] }[];
    const merge = await conversations(threads, view, signal);
    const list = (g?.list ?? []) as readonly Pick<EmailRow, 'id' | 'threadId' | 'mailboxIds' | 'keywords'>[];
    chosen.push(...list.map((row) => ({ ...merge(row), accountId })));
    // Meanwhile there are fewer.
    if (list.length < limit) break;
  }
  return chosen;
}

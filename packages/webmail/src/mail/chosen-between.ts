import { type Call, jmap, JmapError } from '../server/jmap.ts';
import { conversations, filterOf, type ListView, mostEmailsInGet } from './email-pages.ts';
import type { Chosen, EmailRow } from './mail-types.ts';

/**
 * What actions need to know of the lines from one place of the list to another, both included, asked for as they are now. Each
 * page begins behind the last line of the one before: what comes and goes meanwhile makes nothing come twice or left out.
 * @throws JmapError
 */
export async function chosenBetween(
  view: ListView,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<readonly Chosen[]> {
  const first = Math.min(from, to);
  const count = Math.abs(to - from) + 1;
  const chosen = new Map<string, Chosen>();
  let last: string | null = null;
  while (chosen.size < count) {
    const limit = Math.min(mostEmailsInGet, count - chosen.size);
    const position = { position: first + chosen.size };
    const rows: readonly Chosen[] =
      last === null
        ? await rowsFrom(view, position, limit, signal)
        : await rowsFrom(view, { anchor: last, anchorOffset: 1 }, limit, signal).catch((cause: unknown) => {
            // The last line itself has gone.
            if (cause instanceof JmapError && cause.type === 'anchorNotFound')
              return rowsFrom(view, position, limit, signal);
            throw cause;
          });
    for (const row of rows) chosen.set(row.id, row);
    last = rows.at(-1)?.id ?? null;
    // Meanwhile there are fewer.
    if (rows.length < limit) break;
  }
  return [...chosen.values()];
}

type Start = { readonly position: number } | { readonly anchor: string; readonly anchorOffset: number };

async function rowsFrom(view: ListView, start: Start, limit: number, signal: AbortSignal): Promise<readonly Chosen[]> {
  const { accountId, conversations: collapseThreads } = view;
  const sort = [{ property: 'receivedAt', isAscending: false }];
  const calls: Call[] = [
    ['Email/query', { accountId, filter: filterOf(view), sort, ...start, limit, collapseThreads }, 'q'],
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
  return list.map((row) => ({ ...merge(row), accountId }));
}

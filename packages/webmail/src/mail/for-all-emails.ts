import { jmap, requireAllSet } from '../server/jmap.ts';

const chunk = 500;

/**
 * Changes every Email of a filter, some hundred at a time, telling how many are done; ends early, after those that are
 * on their way, when `signal` says so. How many were changed. @throws JmapError
 */
export async function forAllEmails(
  accountId: string,
  filter: Readonly<Record<string, unknown>>,
  change: (ids: readonly string[]) => Readonly<Record<string, unknown>>,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<number> {
  let done = 0;
  while (!signal.aborted) {
    const { q } = await jmap([['Email/query', { accountId, filter, limit: chunk }, 'q']]);
    const ids = (q?.ids ?? []) as readonly string[];
    if (ids.length === 0) break;
    const { s } = await jmap([['Email/set', { accountId, ...change(ids) }, 's']]);
    requireAllSet(s);
    done += ids.length;
    onProgress(done);
  }
  return done;
}

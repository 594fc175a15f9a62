import { jmap } from '../server/jmap.ts';
import { refusalAmong } from './email-steps.ts';
import { mostInStep, type Pace } from './steps.ts';

/**
 * Changes every Email of a filter, some hundred at a time; ends early, after those that are on their way, when the pace's
 * signal says so. How many were changed, and what ended it (`null`: nothing, or it was stopped).
 */
export async function forAllEmails(
  accountId: string,
  filter: Readonly<Record<string, unknown>>,
  change: (ids: readonly string[]) => Readonly<Record<string, unknown>>,
  pace: Pace,
): Promise<{ readonly count: number; readonly failure: unknown }> {
  let count = 0;
  while (!pace.signal.aborted) {
    try {
      const { q } = await jmap([['Email/query', { accountId, filter, limit: mostInStep }, 'q']]);
      const ids = (q?.ids ?? []) as readonly string[];
      if (ids.length === 0) break;
      const { s } = await jmap([['Email/set', { accountId, ...change(ids) }, 's']]);
      const refusal = refusalAmong(Object.assign({}, s?.notUpdated, s?.notDestroyed));
      if (refusal !== null) throw refusal;
      count += ids.length;
      pace.onProgress(count);
    } catch (failure) {
      if (!(await pace.again(failure))) return { count, failure: pace.signal.aborted ? null : failure };
    }
  }
  return { count, failure: null };
}

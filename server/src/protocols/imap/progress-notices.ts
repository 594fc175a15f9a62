import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Output } from './output.ts';

const noticeEveryMs = 10_000;

/** Commands that work long before they answer, and answer in whole lines, so that another may come in between. */
const silentCommands: ReadonlySet<string> = new Set([
  'SEARCH',
  'ESEARCH',
  'SORT',
  'THREAD',
  'COPY',
  'MOVE',
  'EXPUNGE',
  'CLOSE',
  'DELETE',
  'RENAME',
]);

/** What the notices need of a session. */
export interface Noticed {
  readonly tag: string;
  readonly output: Output;
  readonly context: { readonly clock: Clock };
  note(status: 'OK', code: string, text: string): void;
}

/** RFC 9585: who waits long for a silent command hears that it is still at work, and so do the boxes in between. */
export function withProgressNotices<T>(session: Noticed, name: string, work: () => Promise<T>): Promise<T> {
  return silentCommands.has(name) ? noticing(session, work) : work();
}

async function noticing<T>(session: Noticed, work: () => Promise<T>): Promise<T> {
  let timer: Timer | undefined;
  const notify = (): void => {
    timer?.restart();
    // The answer has begun, and its client takes long to read it.
    if (session.output.isMidLine) return;
    // A "]" in the tag would end the response code for simple clients.
    const { progress } = session.output;
    // RFC 9585 §4: PROGRESS is less than GOAL, which is not 0.
    const counts =
      progress === null || progress.goal < 1
        ? 'NIL NIL'
        : `${Math.min(progress.done, progress.goal - 1)} ${progress.goal}`;
    const details = session.tag.includes(']') ? '' : ` ("${session.tag}" ${counts})`;
    session.note('OK', `INPROGRESS${details}`, 'Still at work.');
    // A connection that fails here fails the command as well, at its next write.
    session.output.flush()?.catch(() => {});
  };
  timer = session.context.clock.after(noticeEveryMs, notify);
  try {
    return await work();
  } finally {
    timer.cancel();
    session.output.progress = null;
  }
}

import type { Completion } from './command.ts';
import type { PositionRange, SelectedFolder } from './selected-folder.ts';
import type { Session } from './session.ts';

/** What of the named messages a command may work on. */
export interface WithinLimit {
  readonly ranges: readonly PositionRange[];
  /** `MESSAGELIMIT 1000 23221` when some were left out. */
  readonly code: string | undefined;
}

/**
 * RFC 9738 §3: of more messages than MESSAGELIMIT only the newest are worked on, and the client hears the lowest UID
 * that was, so that it can go on below it.
 */
export function withinMessageLimit(
  session: Session,
  folder: SelectedFolder,
  ranges: readonly PositionRange[],
): WithinLimit {
  const limit = messageLimit(session);
  if (limit === undefined) return { ranges, code: undefined };
  let left = limit;
  const kept: PositionRange[] = [];
  for (const { from, to } of ranges.toReversed()) {
    if (left === 0)
      return { ranges: kept.toReversed(), code: `MESSAGELIMIT ${limit} ${folder.uidAt(kept.at(-1)?.from ?? 0)}` };
    const first = Math.max(from, to - left + 1);
    kept.push({ from: first, to });
    left -= to - first + 1;
    if (first > from) return { ranges: kept.reverse(), code: `MESSAGELIMIT ${limit} ${folder.uidAt(first)}` };
  }
  return { ranges, code: undefined };
}

/** Undefined: a command may work on as many messages as there are. */
export function messageLimit(session: Session): number | undefined {
  const limit = session.context.settings.MessageLimit;
  return limit === 0 || session.isSwitchedOff('MESSAGELIMIT') ? undefined : limit;
}

/** A completion that has no room for the code of the limit has it said before (RFC 9738 §3.1). */
export function withLimitCode(session: Session, completion: Completion, code: string | undefined): Completion {
  if (code === undefined || completion.status === 'answered') return completion;
  if (completion.status === 'OK' && (completion.code === undefined || completion.code === ''))
    return { ...completion, code };
  session.note('NO', code, 'Only the newest messages were worked on.');
  return completion;
}

/** COPY and APPEND are all or nothing (RFC 3501 §6.4.7, RFC 3502), so too many messages are refused. */
export function refusedByLimit(session: Session, name: string, count: number): Completion | undefined {
  const { SaveLimit } = session.context.settings;
  const limits = [
    messageLimit(session) ?? Number.POSITIVE_INFINITY,
    SaveLimit > 0 && !session.isSwitchedOff('SAVELIMIT') ? SaveLimit : Number.POSITIVE_INFINITY,
  ];
  const limit = Math.min(...limits);
  if (count <= limit) return undefined;
  return {
    status: 'NO',
    code: `MESSAGELIMIT ${limit}`,
    text: `${name} failed. It names ${count} messages; at most ${limit} are taken at once.`,
  };
}

export function countOf(ranges: readonly PositionRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

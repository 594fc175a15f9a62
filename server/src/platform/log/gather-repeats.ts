import type { Clock, Timer } from '../clock/clock.ts';
import type { Log, LogFields } from './log.ts';

export interface RepeatOptions {
  readonly clock: Clock;
  /** What an error is one of many of, such as `storage-unavailable`; `null`: it is told whenever it comes. */
  readonly kindOf: (cause: unknown) => string | null;
  /** How long repeats are counted before their number is told. */
  readonly everyMs?: number;
}

export interface GatheredLog {
  readonly log: Log;
  /** Tells what was counted and not told yet. */
  flush(): void;
}

interface Count {
  readonly event: string;
  readonly kind: string;
  times: number;
  readonly timer: Timer;
}

/**
 * `log`, which tells the first error of an event and a kind whole, and of those that follow a line with their number every
 * minute: while a database is away, each command of each session fails for the same reason, and a line with a stack for
 * each would push out of the log what came before.
 */
export function gatherRepeats(log: Log, { clock, kindOf, everyMs = 60_000 }: RepeatOptions): GatheredLog {
  const counts = new Map<string, Count>();

  const tell = (key: string, count: Count): void => {
    if (count.times === 0) {
      // A minute without one: the next is told whole again.
      counts.delete(key);
      return;
    }
    log.warn('errors-repeated', { event: count.event, kind: count.kind, times: count.times });
    count.times = 0;
    count.timer.restart();
  };

  const wrap = (inner: Log): Log => ({
    debug: (event, fields) => inner.debug(event, fields),
    info: (event, fields) => inner.info(event, fields),
    warn: (event, fields) => inner.warn(event, fields),
    error(event, cause, fields) {
      const kind = kindOf(cause);
      if (kind === null) return inner.error(event, cause, fields);
      const key = `${event} ${kind}`;
      const known = counts.get(key);
      if (known !== undefined) {
        known.times += 1;
        return;
      }
      const count: Count = { event, kind, times: 0, timer: clock.after(everyMs, () => tell(key, count)) };
      counts.set(key, count);
      inner.error(event, cause, fields);
    },
    with: (fields: LogFields) => wrap(inner.with(fields)),
  });

  return {
    log: wrap(log),
    flush() {
      for (const count of counts.values()) {
        count.timer.cancel();
        if (count.times > 0) log.warn('errors-repeated', { event: count.event, kind: count.kind, times: count.times });
      }
      counts.clear();
    },
  };
}

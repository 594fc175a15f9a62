import type { Clock } from '../clock/clock.ts';
import type { Log, LogFields } from './log.ts';

export interface RecentEvent {
  /** Counts from 1 at the start of the server; never used twice. */
  readonly index: number;
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly kind: 'Warning' | 'Error';
  /** Of the logger and of the line together. */
  readonly fields: LogFields;
  /** The event, its fields and the cause's message in one line of text, cut at `longestMessage`. */
  readonly message: string;
}

const longestMessage = 2_000;

/** The latest warnings and errors of the operator's log, in memory: the oldest gives way, and a restart empties it. */
export class RecentEvents {
  private readonly clock: Clock;
  private readonly most: number;
  private readonly ring: RecentEvent[] = [];
  private count = 0;

  constructor(clock: Clock, most = 1_000) {
    this.clock = clock;
    this.most = most;
  }

  /** Newest first. */
  *list(): Generator<RecentEvent> {
    const oldest = Math.max(0, this.count - this.most);
    for (let number = this.count - 1; number >= oldest; number -= 1) {
      const event = this.ring[number % this.most];
      if (event !== undefined) yield event;
    }
  }

  /** `log`, whose warnings and errors are remembered too. */
  watch(log: Log, context: LogFields = {}): Log {
    return {
      debug: (event, fields) => log.debug(event, fields),
      info: (event, fields) => log.info(event, fields),
      warn: (event, fields) => {
        log.warn(event, fields);
        this.add('Warning', event, { ...context, ...fields }, '');
      },
      error: (event, cause, fields) => {
        log.error(event, cause, fields);
        this.add('Error', event, { ...context, ...fields }, cause instanceof Error ? cause.message : String(cause));
      },
      with: (fields) => this.watch(log.with(fields), { ...context, ...fields }),
    };
  }

  private add(kind: RecentEvent['kind'], event: string, fields: LogFields, cause: string): void {
    const told = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    const text = `${event}${cause && `: ${cause}`}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
    // Logged strings may come from a client: what would move a terminal's cursor becomes a space.
    const message = text.slice(0, longestMessage).replaceAll(/\p{Cc}+/gu, ' ');
    this.ring[this.count % this.most] = { index: this.count + 1, at: this.clock.now(), kind, fields, message };
    this.count += 1;
  }
}

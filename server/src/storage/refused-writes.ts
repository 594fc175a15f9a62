import type { Clock } from '../platform/clock/clock.ts';
import type { Log, LogFields } from '../platform/log/log.ts';
import { storageErrorCodeIn } from './storage-error.ts';

/** Mail comes every minute or so where it comes at all, and a sync of the log more often. */
const rememberedMs = 120_000;

export type WriteRefusal = 'no-space' | 'read-only' | 'failed';

/**
 * Whether the store takes what comes: reading goes on when it does not, and then nothing else tells. It is known by what
 * was refused and logged in the last two minutes; nothing is written to find out.
 */
export class RefusedWrites {
  private readonly clock: Clock;
  private readonly isShared: boolean;
  private last: { readonly refusal: WriteRefusal; readonly at: number } | null = null;

  /** `isShared`: on a database, whose outages are told as outages. */
  constructor(clock: Clock, isShared: boolean) {
    this.clock = clock;
    this.isShared = isShared;
  }

  /** `null`: nothing was refused lately. */
  current(): WriteRefusal | null {
    return this.last === null || this.clock.elapsed() - this.last.at >= rememberedMs ? null : this.last.refusal;
  }

  /** `log`, whose errors are looked at. */
  watch(log: Log): Log {
    return {
      debug: (event, fields) => log.debug(event, fields),
      info: (event, fields) => log.info(event, fields),
      warn: (event, fields) => log.warn(event, fields),
      error: (event, cause, fields) => {
        this.note(cause);
        log.error(event, cause, fields);
      },
      with: (fields: LogFields) => this.watch(log.with(fields)),
    };
  }

  private note(cause: unknown): void {
    const refusal = this.refusalIn(cause);
    if (refusal !== null) this.last = { refusal, at: this.clock.elapsed() };
  }

  private refusalIn(cause: unknown): WriteRefusal | null {
    switch (storageErrorCodeIn(cause)) {
      case 'storage-full':
        return 'no-space';
      case 'storage-read-only':
        return 'read-only';
      case 'storage-unavailable':
      case 'storage-damaged':
        return this.isShared ? null : 'failed';
      default:
        return null;
    }
  }
}

/** For `/readyz`, which strangers read too: no path, no address. */
export const refusalSentences: Readonly<Record<WriteRefusal, string>> = {
  'no-space': 'the store has no space left: new mail is refused, what is there can be read',
  'read-only': 'the store cannot be written: new mail is refused, what is there can be read',
  failed: 'files of the store have failed: what needs them is refused',
};

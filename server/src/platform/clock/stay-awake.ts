import { availableParallelism } from 'node:os';

/** Whoever asks again within so long of an answer is quick: a program on the same machine or network that waits for it. */
const quickMs = 0.4;
/** Between what a quick client asked and its answer, most of it a sync of the disk, the loop stays awake so long at most. */
const workMs = 1;
/** Of quick askings in a row before the loop stays awake for them; one that is late takes back two. */
const enough = 4;
const most = 8;

/**
 * Keeps the event loop looking instead of sleeping while the next command is about to come. On a virtual machine it takes long to
 * wake a processor that has gone to sleep, for it and for the one that wakes it, and a client that sends one command after
 * the other makes both happen twice a command: half of its time (docs/decisions/0102-the-loop-stays-awake.md).
 */
export class StayAwake {
  private readonly now: () => number;
  private readonly isAllowed: boolean;
  /** Null: something was asked since. */
  private answeredAt: number | null = null;
  private quick = 0;
  private until = 0;
  private isLooking = false;

  /** `now`: milliseconds with fractions, which only grow. */
  constructor(now: () => number = () => performance.now(), processors = availableParallelism()) {
    this.now = now;
    // A single processor is needed by the client itself.
    this.isAllowed = processors > 1;
  }

  /** Call when bytes, or a connection, have come. */
  asked(): void {
    if (!this.isAllowed) return;
    const now = this.now();
    if (this.answeredAt !== null) {
      const isQuick = now - this.answeredAt < quickMs;
      this.quick = isQuick ? Math.min(most, this.quick + 1) : Math.max(0, this.quick - 2);
      this.answeredAt = null;
    }
    if (this.quick >= enough) this.stayUntil(now + workMs);
  }

  /** Call when an answer has been handed to the socket. */
  answered(): void {
    if (!this.isAllowed) return;
    this.answeredAt = this.now();
    if (this.quick >= enough) this.stayUntil(this.answeredAt + quickMs);
  }

  get isAwake(): boolean {
    return this.isLooking;
  }

  private stayUntil(time: number): void {
    this.until = time;
    if (this.isLooking) return;
    this.isLooking = true;
    setImmediate(this.look);
  }

  private readonly look = (): void => {
    if (this.now() < this.until) setImmediate(this.look);
    else this.isLooking = false;
  };
}

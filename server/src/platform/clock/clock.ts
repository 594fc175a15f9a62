/** The time, and timers that can be ended; tests pass one they move by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Milliseconds since some moment of this process, which only grow, also when somebody sets the clock of the machine: for
   * how long ago something was, and until when something holds that no restart outlives.
   */
  elapsed(): number;
  /** Calls `work` once after `delayMs`. The timer does not keep the process alive. */
  after(delayMs: number, work: () => void): Timer;
}

export interface Timer {
  /** Starts the delay anew; cheap, for use on every command. */
  restart(): void;
  cancel(): void;
}

/** Lets at most `concurrent` hashes run (19 MiB and a thread each) and at most `waiting` wait: a storm cannot eat memory. */
export class HashQueue {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private readonly concurrent: number;
  private readonly waiting: number;

  constructor(concurrent: number, waiting: number) {
    this.concurrent = concurrent;
    this.waiting = waiting;
  }

  get full(): boolean {
    return this.queue.length >= this.waiting;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.concurrent) this.running += 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await work();
    } finally {
      // A place is handed on, not given back and taken again, so nobody slips in between.
      const next = this.queue.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}

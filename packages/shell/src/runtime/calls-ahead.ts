/** Calls whose answers are told in the order in which they were made, while up to `width` of them are under way. */
export class CallsAhead<R> {
  private readonly width: number;
  private readonly tell: (records: readonly R[]) => Promise<void>;
  private readonly waiting: Promise<{ readonly records: R[]; readonly failure?: unknown }>[] = [];

  constructor(width: number, tell: (records: readonly R[]) => Promise<void>) {
    this.width = width;
    this.tell = tell;
  }

  /** Begins one; waits for the oldest when too many are under way, and passes its failure on. */
  async add(records: AsyncIterable<R>): Promise<void> {
    this.waiting.push(collected(records));
    if (this.waiting.length >= this.width) await this.tellOldest();
  }

  async end(): Promise<void> {
    while (this.waiting.length > 0) await this.tellOldest();
  }

  private async tellOldest(): Promise<void> {
    const answer = await this.waiting.shift();
    if (answer === undefined) return;
    await this.tell(answer.records);
    if ('failure' in answer) throw answer.failure;
  }
}

async function collected<R>(all: AsyncIterable<R>): Promise<{ readonly records: R[]; readonly failure?: unknown }> {
  const records: R[] = [];
  try {
    for await (const record of all) records.push(record);
    return { records };
  } catch (failure) {
    return { records, failure };
  }
}

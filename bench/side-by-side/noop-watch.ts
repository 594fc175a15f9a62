import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Target } from './target.ts';

/** Measures the delay of NOOP on a second connection, of the same user, while something else runs. */
export class NoopWatch {
  private readonly worker: Worker;

  private constructor(worker: Worker) {
    this.worker = worker;
  }

  static async start(target: Target): Promise<NoopWatch> {
    const worker = new Worker(new URL('./noop-watch-worker.ts', import.meta.url), {
      workerData: { port: target.imapPort, user: target.user(0), password: target.password },
    });
    await once(worker, 'message');
    return new NoopWatch(worker);
  }

  /** The delays so far in milliseconds. */
  async stop(): Promise<readonly number[]> {
    const answer = once(this.worker, 'message');
    this.worker.postMessage('stop');
    return ((await answer) as [readonly number[]])[0];
  }
}

import type { SqlWriter, Scope } from '../../storage/sql-engine.ts';
import type { NextHopQueue } from './outbound-queue.ts';

interface Row {
  readonly queue_id: number;
  readonly next_hop: string;
  readonly suspended: number;
  readonly attempts: number;
  readonly next_attempt: number;
  readonly last_attempt: number;
  readonly last_error: string | null;
}

/** The queues of this node by next hop: in memory, and as rows so that a restart neither hurries nor forgets a stop. */
export class NextHopQueues {
  private readonly scope: Scope;
  private readonly server: string;
  private readonly byHop = new Map<string, NextHopQueue>();
  private lastId = 0;

  private constructor(scope: Scope, server: string) {
    this.scope = scope;
    this.server = server;
  }

  static async open(scope: Scope, server: string): Promise<NextHopQueues> {
    const queues = new NextHopQueues(scope, server);
    const rows = await scope.write(async (writer) => {
      // An empty queue is gone after a restart, as in Exchange, unless an administrator has stopped it.
      await writer.run(
        `DELETE FROM next_hop_queue WHERE server = ? AND suspended = 0 AND NOT EXISTS
           (SELECT 1 FROM queued_recipient r WHERE r.server = next_hop_queue.server AND r.next_hop = next_hop_queue.next_hop)`,
        server,
      );
      return await writer.all<Row>(
        'SELECT queue_id, next_hop, suspended, attempts, next_attempt, last_attempt, last_error FROM next_hop_queue WHERE server = ?',
        server,
      );
    });
    for (const row of rows) {
      queues.lastId = Math.max(queues.lastId, Number(row.queue_id));
      queues.byHop.set(row.next_hop, {
        id: Number(row.queue_id),
        nextHop: row.next_hop,
        suspended: Number(row.suspended) === 1,
        attempts: Number(row.attempts),
        nextAttempt: Number(row.next_attempt),
        lastAttempt: Number(row.last_attempt),
        lastError: row.last_error,
      });
    }
    return queues;
  }

  all(): readonly NextHopQueue[] {
    return [...this.byHop.values()];
  }

  get(nextHop: string): NextHopQueue | null {
    return this.byHop.get(nextHop) ?? null;
  }

  /** Makes the queue of `nextHop` where there is none. */
  async ensure(writer: SqlWriter, nextHop: string): Promise<void> {
    if (this.byHop.has(nextHop)) return;
    await this.save(writer, this.make(nextHop));
  }

  async change(nextHop: string, change: Partial<Omit<NextHopQueue, 'id' | 'nextHop'>>): Promise<void> {
    const next = { ...(this.byHop.get(nextHop) ?? this.make(nextHop)), ...change };
    this.byHop.set(nextHop, next);
    await this.scope.write((writer) => this.save(writer, next));
  }

  private make(nextHop: string): NextHopQueue {
    this.lastId += 1;
    const queue: NextHopQueue = {
      id: this.lastId,
      nextHop,
      suspended: false,
      attempts: 0,
      nextAttempt: 0,
      lastAttempt: 0,
      lastError: null,
    };
    this.byHop.set(nextHop, queue);
    return queue;
  }

  private async save(writer: SqlWriter, queue: NextHopQueue): Promise<void> {
    await writer.run(
      `INSERT INTO next_hop_queue (server, queue_id, next_hop, suspended, attempts, next_attempt, last_attempt, last_error)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (server, next_hop) DO UPDATE SET suspended = excluded.suspended, attempts = excluded.attempts,
         next_attempt = excluded.next_attempt, last_attempt = excluded.last_attempt, last_error = excluded.last_error`,
      this.server,
      queue.id,
      queue.nextHop,
      Number(queue.suspended),
      queue.attempts,
      queue.nextAttempt,
      queue.lastAttempt,
      queue.lastError,
    );
  }
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ChangeSignal, MailboxChange } from '../change-signal.ts';
import { LocalChangeSignal } from '../local-change-signal.ts';
import { AnswerWatch } from './answer-watch.ts';
import { answerWithinMs, connectionOptions } from './connection-options.ts';
import { keptChannel, type PostgresSystemScope } from './postgres-system-scope.ts';

const channel = 'relais_changes';
const reconnectMs = 1_000;
/** How long a node may not know of another's change when no signal reaches it. */
const lookEveryMs = 1_000;
/** NOTIFY takes at most 8,000 bytes. */
const mostChangesAtOnce = 40;
const doesNotAnswer = 'the database does not answer';

export interface PostgresChangeSignalOptions {
  readonly url: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Looks for what other nodes changed of it when it is told to, and every second in case nobody told. */
  readonly system?: PostgresSystemScope;
}

/** Signals between the nodes of one database, over LISTEN and NOTIFY; those of this node do not make the detour. */
export class PostgresChangeSignal implements ChangeSignal {
  private readonly url: string;
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly node = randomUUID();
  private readonly local = new LocalChangeSignal();
  private readonly watch: AnswerWatch;
  private client: pg.Client | null = null;
  private waiting: MailboxChange[] = [];
  /** A connection takes one query at a time. */
  private sending: Promise<void> = Promise.resolve();
  private readonly system: PostgresSystemScope | null;
  private readonly looking: Timer | null;
  private isClosed = false;
  /** `since`: by the clock's `elapsed`; null while it answers and accepts writes. */
  private outage: { readonly since: number; readonly sentence: string } | null = null;

  private constructor(options: PostgresChangeSignalOptions) {
    this.url = options.url;
    this.log = options.log;
    this.clock = options.clock;
    this.watch = new AnswerWatch(options);
    this.system = options.system ?? null;
    this.looking = this.system === null ? null : this.clock.after(lookEveryMs, () => this.look(true));
  }

  static async open(options: PostgresChangeSignalOptions): Promise<PostgresChangeSignal> {
    const signal = new PostgresChangeSignal(options);
    await signal.connect();
    return signal;
  }

  publish(change: MailboxChange): void {
    this.local.publish(change);
    if (this.waiting.push(change) === 1) setImmediate(() => this.flush());
  }

  subscribe(accountId: string, listener: (change: MailboxChange) => void): () => void {
    return this.local.subscribe(accountId, listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.looking?.cancel();
    await this.local.close();
    // What was published last is told before the end.
    this.flush();
    await this.sending;
    this.watch.close();
    await this.client?.end().catch(() => undefined);
  }

  /** A sentence for load balancers when no mail could be kept as the database was last asked, at most a second ago. */
  get away(): string | null {
    return this.outage?.sentence ?? null;
  }

  private flush(): void {
    const changes = this.waiting;
    this.waiting = [];
    if (this.client === null) return;
    for (let at = 0; at < changes.length; at += mostChangesAtOnce) {
      const payload = JSON.stringify({ node: this.node, changes: changes.slice(at, at + mostChangesAtOnce) });
      this.sending = this.sending.then(async () => await this.send(payload));
    }
  }

  private async send(payload: string): Promise<void> {
    try {
      if (this.client !== null) await this.watch.of(this.client).query('SELECT pg_notify($1, $2)', [channel, payload]);
    } catch (error) {
      // A signal that is lost costs a delay and never a change.
      this.log.warn('storage.signal-lost', { reason: (error as Error).message });
    }
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'relais-signal',
      ...connectionOptions,
    });
    client.on('notification', ({ channel: from, payload }) => {
      if (from !== keptChannel) this.receive(payload ?? '');
      else if (payload !== this.system?.node) this.look(false);
    });
    client.on('error', (error) => this.reconnect(error));
    client.on('end', () => this.reconnect(new Error('the connection has ended')));
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    await client.query(`LISTEN ${keptChannel}`);
    this.client = client;
  }

  private look(again: boolean): void {
    if (this.isClosed || this.system === null) return;
    const late = this.clock.after(answerWithinMs, () =>
      this.noteAway(doesNotAnswer, `no answer within ${answerWithinMs / 1000} seconds`),
    );
    this.system
      .refresh()
      .then(() => {
        if (this.system?.acceptsWrites !== false) return this.noteBack();
        this.noteAway('the database accepts no writes', 'it is a standby, or default_transaction_read_only is set');
      })
      // The next look comes in a second.
      .catch((error: Error) => this.noteAway(doesNotAnswer, error.message))
      .finally(() => {
        late.cancel();
        if (again && !this.isClosed) this.looking?.restart();
      });
  }

  /** Once for as long as it is away for that reason: a line a second would push what came before out of the log. */
  private noteAway(sentence: string, reason: string): void {
    if (this.outage?.sentence === sentence || this.isClosed) return;
    this.outage = { since: this.outage?.since ?? this.clock.elapsed(), sentence };
    this.log.warn('storage.away', { sentence, reason });
  }

  private noteBack(): void {
    if (this.outage === null) return;
    const seconds = Math.round((this.clock.elapsed() - this.outage.since) / 1000);
    this.outage = null;
    this.log.warn('storage.back', { seconds });
  }

  private reconnect(cause: Error): void {
    if (this.isClosed || this.client === null) return;
    this.client = null;
    this.log.warn('storage.signal-connection-lost', { reason: cause.message });
    this.retry();
  }

  private retry(): void {
    this.clock.after(reconnectMs, () => {
      if (this.isClosed) return;
      this.connect().then(
        () => this.system?.distrustMemory(),
        () => this.retry(),
      );
    });
  }

  private receive(payload: string): void {
    const { node, changes } = JSON.parse(payload) as { node: string; changes: readonly MailboxChange[] };
    if (node === this.node) return;
    for (const change of changes) this.local.publish(change);
  }
}

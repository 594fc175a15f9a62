import type { Clock } from '../../platform/clock/clock.ts';
import {
  type LogEvent,
  recordRenderer,
  withoutLineEnd,
  withoutSecrets,
} from '../../platform/protocol-log/log-record.ts';
import type { ProtocolLogSession, SessionEnds } from '../../platform/protocol-log/protocol-log.ts';
import type { LiveSession } from '../admission/live-sessions.ts';
import { TraceFile } from './trace-file.ts';

/** A recording of everything one person's mail programs say and are told; kept in memory until the server stops. */
export interface SessionTrace {
  readonly accountId: string;
  /** Absolute path of the file that holds the lines. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** Of the file, in bytes. */
  readonly size: number;
  readonly state: 'Running' | 'Ended' | 'Full' | 'Failed';
}

export interface TraceOrder {
  readonly accountId: string;
  readonly directory: string;
  readonly durationMs: number;
  readonly mostBytes: number;
}

interface Recording {
  readonly trace: Omit<SessionTrace, 'size' | 'state'>;
  readonly file: TraceFile;
}

/** Lines of a connection that nobody has signed in on yet; the oldest go first. */
const mostHeldLines = 50;

/**
 * Tees protocol lines into files, for the persons who are traced. While nobody is, a line costs one comparison. A
 * connection's lines from before its sign-in are held and written once it is known whose they are.
 */
export class SessionTraces {
  readonly #clock: Clock;
  readonly #byAccount = new Map<string, Recording>();
  #running = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The account's earlier trace is replaced. Rejects when the file cannot be made. */
  async start({ accountId, directory, durationMs, mostBytes }: TraceOrder): Promise<SessionTrace> {
    await this.stop(accountId);
    const file = await TraceFile.create(directory, accountId, mostBytes);
    const now = this.#clock.now();
    const recording = { trace: { accountId, path: file.path, since: now, until: now + durationMs }, file };
    this.#byAccount.set(accountId, recording);
    this.#running += 1;
    const timer = this.#clock.after(durationMs, () => file.end('Ended'));
    file.whenEnded(() => {
      timer.cancel();
      this.#running -= 1;
    });
    return shownAs(recording);
  }

  /** Resolves when the last line is on disk; undefined when this server has not traced the account. */
  async stop(accountId: string): Promise<SessionTrace | undefined> {
    const recording = this.#byAccount.get(accountId);
    if (recording === undefined) return undefined;
    recording.file.end('Ended');
    await recording.file.written();
    return shownAs(recording);
  }

  /** The newest trace of the account, with its lines so far on disk. */
  async find(accountId: string): Promise<SessionTrace | undefined> {
    const recording = this.#byAccount.get(accountId);
    await recording?.file.written();
    return recording === undefined ? undefined : shownAs(recording);
  }

  /** The same log, whose lines are also traced when `live` says whose connection it is. */
  tee(log: ProtocolLogSession, ends: SessionEnds, live: () => LiveSession): ProtocolLogSession {
    return new TracedLog(this, log, ends, live);
  }

  /** Whether anybody is traced. */
  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** The file of an account that is traced. */
  fileOf(accountId: string): TraceFile | undefined {
    return this.#byAccount.get(accountId)?.file;
  }

  now(): number {
    return this.#clock.now();
  }
}

const nothing: readonly string[] = [];

/** A connection's log that is also traced. Every connection has one, so it is small. */
class TracedLog implements ProtocolLogSession {
  readonly #traces: SessionTraces;
  readonly #log: ProtocolLogSession;
  readonly #ends: SessionEnds;
  readonly #live: () => LiveSession;
  #sequence = 0;
  #held = nothing;

  constructor(traces: SessionTraces, log: ProtocolLogSession, ends: SessionEnds, live: () => LiveSession) {
    this.#traces = traces;
    this.#log = log;
    this.#ends = ends;
    this.#live = live;
  }

  get isOn(): boolean {
    return this.#log.isOn || this.#traces.isRunning;
  }

  connect(): void {
    this.#log.connect();
    this.#record('+', '');
  }

  disconnect(reason: string): void {
    this.#log.disconnect(reason);
    this.#record('-', '', reason);
  }

  received(command: string, parameters = ''): void {
    this.#log.received(command, parameters);
    if (this.#isTraced) this.#record('<', `${command} ${withoutSecrets(command, parameters)}`.trimEnd());
  }

  sent(reply: string): void {
    this.#log.sent(reply);
    if (this.#isTraced) this.#record('>', withoutLineEnd(reply));
  }

  info(text: string): void {
    this.#log.info(text);
    this.#record('*', '', text);
  }

  get #isTraced(): boolean {
    if (this.#traces.isRunning) return true;
    this.#held = nothing;
    return false;
  }

  #record(event: LogEvent, data: string, context = ''): void {
    if (!this.#isTraced) return;
    const { id, protocol, accountId } = this.#live();
    const file = accountId === null ? undefined : this.#traces.fileOf(accountId);
    if (accountId !== null && file?.isOpen !== true) {
      this.#held = nothing;
      return;
    }
    const { local, remote } = this.#ends;
    const [time, sequence] = [this.#traces.now(), this.#sequence++];
    const render = recordRenderer({ connector: protocol, sessionId: id, local, remote });
    const line = render({ time, sequence, event, data, context });
    // The oldest go first.
    const held = [...this.#held.slice(1 - mostHeldLines), line];
    this.#held = file === undefined ? held : nothing;
    file?.append(held.join(''));
  }
}

function shownAs({ trace, file }: Recording): SessionTrace {
  return { ...trace, size: file.size, state: file.state };
}

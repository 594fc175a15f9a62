import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CmdletHost } from '@relais/management-contract';
import { runCommand } from '@relais/shell';
import { devPassword } from '../../server/src/main/first-run.ts';
import { openServer } from '../../server/src/main/compose.ts';
import type { RunningServer } from '../../server/src/main/running-server.ts';
import type { Clock } from '../../server/src/platform/clock/clock.ts';
import { ManualClock } from '../../server/src/platform/clock/manual-clock.ts';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import type { HashCost } from '../../server/src/services/authentication/password-hashing.ts';
import type { MailResolver } from '../../server/src/services/relay/resolver.ts';
import { leastHashCost } from './cheap-hash.ts';
import { DescribedOnceHost } from './described-once-host.ts';
import { freePortOffset, type Ports, portsAt, releasePortOffset } from './ports.ts';

/** Whatever can end things when a test or a file of tests is over. */
export interface Ending {
  after(work: () => Promise<void>): void;
}

export interface TestUser {
  readonly address: string;
  readonly password: string;
}

export interface StartOptions {
  readonly serverName?: string;
  /** Time stands still until `advance`. */
  readonly manualClock?: boolean;
  /** `postgres://…`; the embedded store otherwise. */
  readonly databaseUrl?: string;
  /** An existing one is kept afterwards. */
  readonly dataDirectory?: string;
  /** The DNS for outgoing mail. */
  readonly resolver?: MailResolver;
  /** What hashes of passwords cost: the least there is, for those tests that are about something else. */
  readonly hashCost?: HashCost;
}

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The whole server in this process, on real sockets and a real store, with two users and some mail. */
export interface TestServer {
  readonly running: RunningServer;
  readonly ports: Ports;
  readonly dataDirectory: string;
  readonly users: { readonly alice: TestUser; readonly bob: TestUser; readonly administrator: TestUser };
  /** Runs a command line as `relais shell -Command` does, over the server's own socket. */
  shell(text: string, options?: { readonly language?: 'en' | 'fr' }): Promise<Said>;
  /** Moves the manual clock. */
  advance(milliseconds: number): void;
  stop(): Promise<void>;
}

const administratorPassword = 'test-administrator-1';

export async function startServer(ending: Ending, options: StartOptions = {}): Promise<TestServer> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'relais-test-')));
  const clock = options.manualClock ? new ManualClock(Date.now()) : systemClock;
  const { running, offset } = await openOnFreePorts(dataDirectory, clock, options);
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await running.stop();
    releasePortOffset(offset);
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  ending.after(stop);
  const host = new DescribedOnceHost(running.socketPath);
  const user = (alias: string, password: string): TestUser => ({ address: `${alias}@${running.domain}`, password });
  return {
    running,
    ports: portsAt(offset),
    dataDirectory,
    users: {
      alice: user('alice', devPassword),
      bob: user('bob', devPassword),
      administrator: user('administrator', administratorPassword),
    },
    shell: (text, { language = 'en' } = {}) => runInShell(host, text, language),
    advance(milliseconds) {
      if (!(clock instanceof ManualClock)) throw new Error('only a server with a manual clock can be moved in time');
      clock.advance(milliseconds);
    },
    stop,
  };
}

async function openOnFreePorts(dataDirectory: string, clock: Clock, options: StartOptions) {
  for (let attempt = 1; ; attempt += 1) {
    const offset = await freePortOffset();
    try {
      const running = await openServer({
        dataDirectory,
        serverName: options.serverName ?? 'CAS01',
        domain: 'example.test',
        portOffset: offset,
        host: '127.0.0.1',
        databaseUrl: options.databaseUrl ?? null,
        adminPassword: administratorPassword,
        dev: true,
        repair: false,
        clock,
        log: silentLog,
        hashCost: options.hashCost ?? leastHashCost,
        // Where authorities find it: on the HTTP port of this server, which is not 80 here.
        acmeChallengePort: 80 + offset,
        ...(options.resolver === undefined ? {} : { resolver: options.resolver }),
      });
      await running.passwordsShown();
      return { running, offset: running.facts.portOffset };
    } catch (error) {
      // Another test file took the range between the look and the start; the first run has kept the offset, so begin anew.
      if (attempt > 5 || !(error instanceof Error) || !/already in use/.test(error.message)) throw error;
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    }
  }
}

/** Long: the longest command of a test takes a few seconds. */
const answeredWithinMs = 300_000;

async function runInShell(host: CmdletHost, text: string, language: 'en' | 'fr'): Promise<Said> {
  let stdout = '';
  let stderr = '';
  const run = runCommand({
    host,
    text,
    language,
    stdout: (chunk) => void (stdout += chunk),
    stderr: (chunk) => void (stderr += chunk),
  });
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const say = (): void => reject(new Error(`no end of this command within ${answeredWithinMs} ms: ${text}`));
    limit = setTimeout(say, answeredWithinMs).unref();
  });
  const exitCode = await Promise.race([run, late]).finally(() => clearTimeout(limit));
  return { stdout, stderr, exitCode };
}

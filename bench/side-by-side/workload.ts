import { ImapDriver } from './imap-driver.ts';
import type { Sink } from './sink.ts';
import type { Peer, Target } from './target.ts';

/** What all workloads of a run share. */
export interface Setting {
  /** In INBOX of user 0. */
  readonly messages: number;
  readonly sink: Sink;
}

export interface Figure {
  readonly value: number;
  /** Operations that the processor time is divided by; absent: it is shown whole. */
  readonly operations?: number;
}

export interface Workload {
  readonly name: string;
  what(setting: Setting): string;
  /** What the issue asks for, in times the peer's figure. */
  readonly goal: string;
  readonly unit: 'a second' | 'ms' | 'KiB';
  readonly moreIsBetter: boolean;
  readonly peer: Peer;
  /** Runs once: the second time would find what the first left. */
  readonly isFirstTime?: boolean;
  /** Whether the target can do it at all. */
  fits?(target: Target): boolean;
  run(target: Target, setting: Setting): Promise<Figure>;
  /** Before each run, not counted. */
  prepare?(target: Target, setting: Setting): Promise<void>;
  /** After each run, not counted. */
  clean?(target: Target, setting: Setting): Promise<void>;
}

/** Milliseconds of `work` on a signed-in session with a folder selected. */
export function timed(
  of: Pick<Workload, 'name' | 'what' | 'goal'> &
    Partial<Workload> & { readonly folder?: string; readonly tls?: boolean },
  work: (driver: ImapDriver, setting: Setting) => Promise<unknown>,
): Workload {
  return {
    unit: 'ms',
    moreIsBetter: false,
    peer: 'dovecot',
    ...of,
    async run(target, setting) {
      const driver = await selected(target, of.folder ?? 'INBOX', of.tls === true);
      const started = performance.now();
      await work(driver, setting);
      const value = performance.now() - started;
      driver.close();
      return { value };
    },
  };
}

/** Operations a second of `work`, which does `count` of them on a signed-in session with a folder selected. */
export function perSecond(
  of: Pick<Workload, 'name' | 'what' | 'goal'> &
    Partial<Workload> & { readonly count: number; readonly folder?: string },
  work: (driver: ImapDriver, count: number) => Promise<unknown>,
): Workload {
  return {
    unit: 'a second',
    moreIsBetter: true,
    peer: 'dovecot',
    ...of,
    async run(target) {
      const driver = await selected(target, of.folder ?? 'INBOX', false);
      const seconds = await secondsOf(() => work(driver, of.count));
      driver.close();
      return { value: of.count / seconds, operations: of.count };
    },
  };
}

export async function selected(target: Target, folder: string, tls = false, user = 0): Promise<ImapDriver> {
  const driver = await ImapDriver.signIn(target, { tls, user });
  await driver.run(`SELECT ${folder}`);
  return driver;
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

export function percentile(values: readonly number[], of: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * of) / 100))] ?? 0;
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

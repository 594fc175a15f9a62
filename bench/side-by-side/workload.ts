import { ImapDriver } from './imap-driver.ts';
import { ImapScript } from './load/imap-script.ts';
import { Plan } from './load/plan.ts';
import { play, type Played } from './load/play.ts';
import type { Sink } from './sink.ts';
import type { Peer, Target } from './target.ts';

/** What all workloads of a run share. */
export interface Setting {
  /** In INBOX of user 0. */
  readonly messages: number;
  readonly sink: Sink;
  /** The program that plays the load (`load/player.c`). */
  readonly player: string;
}

export interface Figure {
  readonly value: number;
  /** Operations that the processor time is divided by; absent: it is shown whole. */
  readonly operations?: number;
  /** What the driver itself took of the processor, a run; absent: it is part of this program. */
  readonly driverSeconds?: number;
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

type Named = Pick<Workload, 'name' | 'what' | 'goal'> & Partial<Workload> & { readonly folder?: string };

/** Milliseconds of `work` on a signed-in session with a folder selected. */
export function timed(
  of: Named & { readonly tls?: boolean },
  work: (script: ImapScript, setting: Setting) => void,
): Workload {
  return {
    unit: 'ms',
    moreIsBetter: false,
    peer: 'dovecot',
    ...of,
    async run(target, setting) {
      const { seconds, processorSeconds } = await playSelected(target, setting, of, (script) => work(script, setting));
      return { value: seconds * 1000, driverSeconds: processorSeconds };
    },
  };
}

/** Operations a second of `work`, which does `count` of them on a signed-in session with a folder selected. */
export function perSecond(
  of: Named & { readonly count: number },
  work: (script: ImapScript, count: number) => void,
): Workload {
  return {
    unit: 'a second',
    moreIsBetter: true,
    peer: 'dovecot',
    ...of,
    async run(target, setting) {
      return rate(await playSelected(target, setting, of, (script) => work(script, of.count)), of.count);
    },
  };
}

function playSelected(
  target: Target,
  { player }: Setting,
  of: { readonly folder?: string; readonly tls?: boolean },
  work: (script: ImapScript) => void,
): Promise<Played> {
  const plan = new Plan();
  const script = new ImapScript(plan, target);
  const from = plan.here();
  script.signIn({ tls: of.tls === true });
  script.run(`SELECT ${of.folder ?? 'INBOX'}`);
  plan.start();
  work(script);
  plan.stop();
  plan.play(from);
  return play(player, plan);
}

/** What was played, as operations a second. */
export function rate(
  { seconds, processorSeconds }: Pick<Played, 'seconds' | 'processorSeconds'>,
  operations: number,
): Figure {
  return { value: operations / seconds, operations, driverSeconds: processorSeconds };
}

export async function selected(target: Target, folder: string, tls = false, user = 0): Promise<ImapDriver> {
  const driver = await ImapDriver.signIn(target, { tls, user });
  await driver.run(`SELECT ${folder}`);
  return driver;
}

export function percentile(values: readonly number[], of: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * of) / 100))] ?? 0;
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

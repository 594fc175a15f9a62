import { TimeSpan } from '@relais/management-contract';
import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

/** `[System.Diagnostics.Stopwatch]`, whose properties go on while it runs. */
export class Stopwatch extends ShellObject {
  private readonly now: () => number;
  private before = 0;
  private startedAt: number | null = null;
  constructor(now: () => number) {
    super('System.Diagnostics.Stopwatch');
    this.now = now;
    for (const name of ['IsRunning', 'Elapsed', 'ElapsedMilliseconds', 'ElapsedTicks']) super.set(name, null);
  }

  start(): void {
    this.startedAt ??= this.now();
  }

  stop(): void {
    this.before = this.milliseconds;
    this.startedAt = null;
  }

  reset(): void {
    this.before = 0;
    this.startedAt = null;
  }

  override get(name: string): Value | undefined {
    switch (name.toLowerCase()) {
      case 'isrunning':
        return this.startedAt !== null;
      case 'elapsed':
        return new TimeSpan(this.milliseconds);
      case 'elapsedmilliseconds':
        return Math.floor(this.milliseconds);
      case 'elapsedticks':
        return Math.floor(this.milliseconds * 10_000);
      default:
        return super.get(name);
    }
  }

  override entries(): [string, Value][] {
    return this.names().map((name) => [name, this.get(name) ?? null]);
  }

  private get milliseconds(): number {
    return this.before + (this.startedAt === null ? 0 : this.now() - this.startedAt);
  }
}

export const stopwatchMethods: Readonly<Record<string, (watch: Stopwatch) => Value>> = {
  Start: (watch) => {
    watch.start();
    return null;
  },
  Stop: (watch) => {
    watch.stop();
    return null;
  },
  Reset: (watch) => {
    watch.reset();
    return null;
  },
  Restart: (watch) => {
    watch.reset();
    watch.start();
    return null;
  },
};

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** When a number of messages had come. */
export interface Reached {
  /** Of the monotonic clock, as the player's `began`. */
  readonly at: number;
  /** Of the sink itself since it was asked. */
  readonly processorSeconds: number;
}

/** `sink.c`, running: an SMTP server that takes everything, keeps nothing and counts. */
export class Sink {
  readonly port: number;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: Interface;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, lines: Interface, port: number) {
    this.child = child;
    this.lines = lines;
    this.port = port;
  }

  static async listen(program: string): Promise<Sink> {
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    return new Sink(child, lines, Number(line.split(' ')[1]));
  }

  /** Begins to count; what it resolves with tells when so many messages have come. */
  async await(count: number): Promise<{ readonly reached: Promise<Reached> }> {
    const waiting = once(this.lines, 'line');
    this.child.stdin.write(`await ${count}\n`);
    await waiting;
    const reached = once(this.lines, 'line').then(([line]: string[]) => {
      const [, at, processorSeconds] = (line as string).split(' ').map(Number) as [number, number, number];
      return { at, processorSeconds };
    });
    return { reached };
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.stdin.end();
    await exited;
  }
}

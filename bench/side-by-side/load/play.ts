import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Plan } from './plan.ts';

/** What the player says of a plan that went as it was expected to. */
export interface Played {
  /** Of the monotonic clock, at the start. */
  readonly began: number;
  readonly seconds: number;
  /** Of the player itself, user and system, meanwhile. */
  readonly processorSeconds: number;
  /** That came, in all. */
  readonly bytes: number;
  /** Commands of IMAP that were answered, in all. */
  readonly replies: number;
}

/** @throws Error with the reply that was not what was expected. */
export async function play(player: string, plan: Plan): Promise<Played> {
  const bytes = plan.toBuffer();
  const child = spawn(player, { stdio: ['pipe', 'pipe', 'pipe'] });
  // One that ends before it has read all says why itself.
  child.stdin.on('error', () => undefined);
  child.stdin.end(bytes);
  const [figures, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`the player ended with ${code}: ${complaint.trim()}`);
  return JSON.parse(figures) as Played;
}

import { memoryUsage } from 'node:process';
import { getHeapSpaceStatistics } from 'node:v8';
import { collectInSteps, youngCollector } from './collect-in-steps.ts';

// A program of its own: how much of the machine's memory a process has is told only of all of it.
const collectYoung = youngCollector();
const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;

/** A heap of the size that a server's has: in a small one V8 does not mark in steps. */
const lasting: unknown[] = Array.from({ length: 300_000 }, (_, i) => ({ i, also: [i, i] }));
/** So many objects live at a time that V8 makes room for all of them. */
for (let round = 0; round < 1_000 && youngBytes() < 60 * 1024 * 1024; round++) {
  const kept: unknown[] = [];
  for (let i = 0; i < 60_000; i++) kept.push({ i, also: [i] });
}
const before = memoryUsage.rss();
// As a server's listeners do: V8 marks in steps as long as there is something to wait for.
const isWaiting = setInterval(() => {}, 1_000);
while (!(await collectInSteps(collectYoung)));
clearInterval(isWaiting);
process.stdout.write(JSON.stringify({ before, after: memoryUsage.rss(), lasting: lasting.length }));

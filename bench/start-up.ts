import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';
import { median, megabytes } from './statistics.ts';

/** Start to the ready line and memory at rest, on a data directory that exists already; 5 starts. */
export async function startUp(): Promise<readonly Figure[]> {
  const data = await mkdtemp(join(tmpdir(), 'relais-bench-'));
  await (await startBenchServer(data)).stop();
  const times: number[] = [];
  const rss: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const server = await startBenchServer(data);
    times.push(server.msToReady);
    rss.push((await server.memory()).rss);
    await server.stop();
  }
  await rm(data, { recursive: true });
  return [
    { what: 'start to `relais: ready`, median of 5', value: `${Math.round(median(times))} ms` },
    { what: 'resident memory at rest, median of 5', value: megabytes(median(rss)) },
  ];
}

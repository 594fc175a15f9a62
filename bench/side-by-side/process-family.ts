import { readdir, readFile } from 'node:fs/promises';

/**
 * Processor time of a process and all it started, in seconds, with that of children that have ended. What lives is read
 * from the scheduler, to the nanosecond; what has ended from the kernel's clock of 10 ms.
 */
export async function processorSecondsOf(root: number): Promise<number> {
  return sum(await Promise.all((await family(root)).map(secondsOfOne)));
}

/** Proportional set size of a process and all it started, in bytes. */
export async function memoryOf(root: number): Promise<number> {
  return sum(await Promise.all((await family(root)).map(memoryOfOne)));
}

async function family(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = [root];
  for (const parent of found) for (const [pid, of] of parents) if (of === parent) found.push(pid);
  return found;
}

async function secondsOfOne(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const living = await Promise.all(
    threads.map(async (thread) => {
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0');
      return Number(text.split(' ')[0]) / 1e9;
    }),
  );
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sum(living) + (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100;
}

async function memoryOfOne(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

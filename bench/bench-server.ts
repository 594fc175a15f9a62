import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverProgram } from '../tools/server-bundle.mjs';
import { endChild } from './end-child.ts';
import { processorSecondsOf } from './side-by-side/process-family.ts';
import { freePortOffset, type Ports, portsAt } from '../test/support/ports.ts';

/** A server in its own process on its own data, as an operator starts it. */
export interface BenchServer {
  readonly ports: Ports;
  readonly dataDirectory: string;
  readonly password: string;
  readonly msToReady: number;
  readonly pid: number;
  /** Resident and proportional memory in bytes, from the kernel. */
  memory(): Promise<{ readonly rss: number; readonly pss: number }>;
  /** User and system time so far, in seconds. */
  processorSeconds(): Promise<number>;
  shell(text: string): Promise<string>;
  /** The same server anew, on the same data and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const program = serverProgram({ mayBuild: true });

export async function startBenchServer(dataDirectory?: string): Promise<BenchServer> {
  const data = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'relais-bench-')));
  const offset = await freePortOffset();
  const password = 'bench-password-1';
  const args = [
    // Such as --cpu-prof --cpu-prof-dir=DIR, to see where the time goes.
    ...(process.env.RELAIS_BENCH_NODE_OPTIONS?.split(' ') ?? []),
    program,
    'serve',
    '--data',
    data,
    '--server-name',
    'CAS01',
    '--port-offset',
    String(offset),
    '--host',
    '127.0.0.1',
  ];
  const start = async (): Promise<ChildProcess> => {
    const starting = spawn(process.execPath, args, {
      env: { ...process.env, RELAIS_ADMIN_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(starting);
    return starting;
  };
  const started = performance.now();
  let child = await start();
  const msToReady = performance.now() - started;
  return {
    ports: portsAt(offset),
    dataDirectory: data,
    password,
    msToReady,
    get pid() {
      return child.pid as number;
    },
    async memory() {
      const rollup = await readFile(`/proc/${child.pid}/smaps_rollup`, 'utf8');
      const field = (name: string): number =>
        Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) * 1024;
      return { rss: field('Rss'), pss: field('Pss') };
    },
    processorSeconds: () => processorSecondsOf(child.pid as number),
    shell: (text) => run(['shell', '--data', data, '-Command', text]),
    async restart() {
      await endChild(child);
      child = await start();
    },
    async stop() {
      await endChild(child);
      if (dataDirectory === undefined) await rm(data, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('relais: ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready:\n${said}`)));
  });
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
    child.once('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(`relais ${args.join(' ')}: ${err}`))));
  });
}

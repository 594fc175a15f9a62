// Builds the two browser applications when their sources changed since the last build (`--force`: always).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectEnvironment, requireNode, root } from './runtime.mjs';

const applications = ['admin-center', 'webmail'];
const alsoRead = ['browser-frame', 'management-contract', 'mime'];

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === 'test') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

function fingerprint(application) {
  const hash = createHash('sha256');
  for (const name of [application, ...alsoRead]) {
    for (const file of filesIn(join(root, 'packages', name)))
      hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

/** Both at a time. Ends the process when one cannot be built. */
export async function buildWeb({ force = false } = {}) {
  await Promise.all(applications.map((application) => build(application, force)));
}

async function build(application, force) {
  const folder = join(root, 'packages', application);
  if (!existsSync(join(folder, 'vite.config.ts'))) return;
  const stamp = join(folder, 'dist', '.built-from');
  const wanted = fingerprint(application);
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`relais: building ${application} …`);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(requireNode(), [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: projectEnvironment(),
  });
  const [status] = await once(child, 'close');
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}

if (process.argv[1] === import.meta.filename) await buildWeb({ force: process.argv.includes('--force') });

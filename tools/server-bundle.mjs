// Which file is the server's program: its bundle while nothing has changed since it was made, else its sources. The bundle costs less
// than half of a start (docs/decisions/0194). Plain JavaScript for Node 20: `relais.mjs` asks it before Node 24 is at hand.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectEnvironment, requireNode, root } from './runtime.mjs';

export const sourceProgram = join(root, 'server', 'src', 'main', 'bin.ts');

/** Each bundle is a folder of this one; `current.json` names the one in use and what it was made from. */
export const bundlesFolder = join(root, 'server', 'dist');
const current = join(bundlesFolder, 'current.json');

/**
 * The path of what Node 24 is to run. With `mayBuild` a bundle that is missing, damaged or older than its sources is made anew;
 * where that cannot be, a line on standard error says why, and it is the sources.
 */
export function serverProgram({ mayBuild }) {
  const found = freshBundle();
  if (found !== null) return found;
  return mayBuild ? (buildServer() ?? sourceProgram) : sourceProgram;
}

/** Makes the bundle unless it is there. @returns its program, or null where it cannot be made; a line has said why. */
export function buildServer() {
  const found = freshBundle();
  if (found !== null) return found;
  const { status, signal, stdout } = spawnSync(requireNode(), [join(root, 'tools', 'build-server.mjs'), '--made'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 2],
    encoding: 'utf8',
    env: projectEnvironment(),
  });
  if (status === 0) return stdout.trim();
  if (signal !== null) console.error(fallbackSentence(`its making was ended by ${signal}`));
  return null;
}

export const fallbackSentence = (why) =>
  `relais: the server's bundle could not be made (${why}); it runs from its sources, and starts slower.`;

/** The program of the bundle in use, or null when it is not what the sources and libraries of now would give. */
export function freshBundle() {
  let bundle;
  try {
    bundle = JSON.parse(readFileSync(current, 'utf8'));
    let isTouched = false;
    for (const file of bundle.files) {
      const path = resolve(root, file[0]);
      const { size, mtimeMs, ctimeMs } = statSync(path);
      if (size !== file[1]) return null;
      if (mtimeMs === file[2] && ctimeMs === file[3]) continue;
      // A copy of the whole tree has other times and the same contents.
      if (hashOf(readFileSync(path)) !== file[4]) return null;
      file.splice(2, 2, mtimeMs, ctimeMs);
      isTouched = true;
    }
    if (isTouched) remember(bundle);
    return join(bundlesFolder, bundle.folder, 'bin.js');
  } catch {
    return null;
  }
}

/** Who may not write here reads the contents at each start. */
function remember(bundle) {
  try {
    writeCurrent(bundle);
  } catch {}
}

/**
 * `folder`: the bundle's name in `bundlesFolder`. `files`: each that it was made from or consists of, as a path from the root, its
 * size in bytes, when it was changed and when its inode was, in ms, and the hash of its contents.
 */
export function writeCurrent({ folder, files }) {
  const made = `${current}.${process.pid}`;
  try {
    writeFileSync(made, JSON.stringify({ folder, files }));
    renameSync(made, current);
  } catch (cause) {
    rmSync(made, { force: true });
    throw cause;
  }
}

export const hashOf = (contents) => createHash('sha256').update(contents).digest('base64url');

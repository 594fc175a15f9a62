// Installs the project's packages when they are missing or the lock file has changed since.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findNode, projectEnvironment, root, runOrExit } from './runtime.mjs';

const stamp = join(root, 'node_modules', '.relais-installed');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

/** The accounts that services run as often have no home directory: npm then keeps its cache beside the temporary files. */
function cacheWithoutHome() {
  const setting = process.env.npm_config_cache;
  try {
    mkdirSync(setting ?? join(homedir(), '.npm'), { recursive: true });
    return {};
  } catch {
    return { npm_config_cache: join(tmpdir(), `relais-npm-${userInfo().username}`) };
  }
}

/** Whether `npm ci` put everything there without us: npm keeps a lock file of what it has installed, written last. */
function isInstalledByNpm() {
  const kept = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(kept)) return false;
  const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const installed = packagesOf(kept);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, { version, link, optional }]) => {
    // Optional ones are those of other platforms.
    if (path === '' || link || (optional && !(path in installed))) return true;
    return installed[path]?.version === version;
  });
}

function ensureInstalled() {
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (findNode() !== null) {
    if (installed === wanted) return;
    if (installed === '' && isInstalledByNpm()) return writeFileSync(stamp, wanted);
  }
  console.error('relais: installing packages (once; about a minute) …');
  runOrExit(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    env: projectEnvironment(cacheWithoutHome()),
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}

ensureInstalled();

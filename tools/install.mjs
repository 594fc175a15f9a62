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

function ensureInstalled() {
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === wanted && findNode() !== null) return;
  console.error('relais: installing packages (once; about a minute) …');
  runOrExit(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    env: projectEnvironment(cacheWithoutHome()),
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}

ensureInstalled();

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Chromium without a window around its pages: they are the same for a third less of a processor (docs/decisions/0225). */
const shells = ['chromium-headless-shell', 'chrome-headless-shell'];
const names = [...shells, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const elsewhere = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The program that shows pages to tests: the one that `RELAIS_BROWSER` names, else one of this machine, a headless shell before a
 * whole browser; else Debian's package, which is installed where this process may.
 * @throws Error with one line that says what to install.
 */
export async function browserProgram(): Promise<string> {
  return findBrowser() ?? (await installBrowser()) ?? refuse();
}

/**
 * The same, before many tests: where this process may install it, a headless shell comes beside a whole browser as well. Once a run,
 * for where it cannot come (no network, a system without it) each try takes time.
 * @throws Error with one line that says what to install.
 */
export async function browserProgramForMany(): Promise<string> {
  const found = findBrowser();
  const isAsWanted = found !== null && (process.env.RELAIS_BROWSER === found || shells.includes(basename(found)));
  return isAsWanted ? found : ((await installBrowser()) ?? found ?? refuse());
}

/** The first of the names in any of the folders, for a name before another is the better one. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment.RELAIS_BROWSER;
  if (named !== undefined && named !== '') return named;
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere];
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function installBrowser(): Promise<string | null> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  // Without a network it says so soon; what is installed is never taken away for it.
  const limits = ['DPkg::Lock::Timeout=300', 'Acquire::Retries=0', 'Acquire::http::Timeout=20'];
  const aptGet = async (...words: string[]): Promise<boolean> =>
    await run('apt-get', [...limits.flatMap((limit) => ['-o', limit]), ...words], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 * 1024 * 1024,
    }).then(
      () => true,
      () => false,
    );
  const install = (name: string): Promise<boolean> =>
    aptGet('install', '-y', '--no-remove', '--no-install-recommends', name);
  const shell = 'chromium-headless-shell';
  const isThere = (await install(shell)) || ((await aptGet('update')) && (await install(shell)));
  if (!isThere && findBrowser() === null) await install('chromium');
  return findBrowser();
}

function refuse(): never {
  throw new Error(
    'the browser tests need Chromium or Chrome: install it (Debian: apt-get install chromium-headless-shell; ' +
      'Ubuntu: apt-get install chromium) or name its program in RELAIS_BROWSER',
  );
}

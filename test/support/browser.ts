import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { launchWithSteps } from './browser-steps.ts';
import type { Ending } from './server.ts';

const run = promisify(execFile);
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const elsewhere = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Where screenshots of the tests are kept; git ignores it. */
export const artifactsFolder = fileURLToPath(new URL('../../artifacts/', import.meta.url));

const switches = [
  // Chromium's own sandbox refuses root; what runs here is our own pages.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The certificate is the server's own. In a context that is told to take it Chromium begins each request that meets it anew, and
  // sometimes gives one up (ERR_TOO_MANY_RETRIES): pages came without their style sheet. What a context asks for itself
  // (`context.request`) is Node's, and is told so there.
  '--ignore-certificate-errors',
] as const;

/**
 * A headless Chromium or Chrome, closed when the test is over: the one of this machine (`RELAIS_BROWSER` names another),
 * else Debian's package, which is installed when this process may.
 * @throws Error with one line that says what to install.
 */
export async function openBrowser(ending: Ending): Promise<Browser> {
  const executablePath = await ensureBrowser();
  const browser = await launchWithSteps(() => chromium.launch({ executablePath, args: [...switches] }));
  ending.after(() => browser.close());
  return browser;
}

/** The browser's program, installed when missing. `npm test` calls it once before test files run side by side. */
export async function ensureBrowser(): Promise<string> {
  return findBrowser() ?? (await installBrowser());
}

function findBrowser(): string | null {
  const named = process.env.RELAIS_BROWSER;
  if (named !== undefined && named !== '') return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere];
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

async function installBrowser(): Promise<string> {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = (): Promise<unknown> =>
      run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', 'chromium'], {
        env,
        maxBuffer: 64 * 1024 * 1024,
      });
    await install().catch(async () => {
      await run('apt-get', ['update'], { env, maxBuffer: 64 * 1024 * 1024 }).catch(() => undefined);
      await install().catch(() => undefined);
    });
    const found = findBrowser();
    if (found !== null) return found;
  }
  throw new Error(
    'the browser tests need Chromium or Chrome: install it (Debian and Ubuntu: apt-get install chromium) or name its program in RELAIS_BROWSER',
  );
}

/** A browser profile of its own that takes the server's self-signed certificate and fails the test on page errors. */
export async function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext & { readonly faults: readonly string[] }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: 'reduce', ...options });
  // What is waited for surely comes, on a machine that is five times as busy as it can be as well.
  context.setDefaultTimeout(60_000);
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => {
    // What the policy refused is a fault of ours, never noise.
    if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  // A page whose style sheet did not come works and looks wrong: what fails later would not say why.
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (
      /^(?:stylesheet|script)$/.test(request.resourceType()) &&
      !/ERR_ABORTED|ERR_INTERNET_DISCONNECTED|csp/.test(why)
    )
      console.error(`relais: the browser did not get ${request.url()}: ${why}`);
  });
  return Object.assign(context, { faults });
}

/** Pictures are for people to look at. Nothing compares them, so they are taken where somebody means to look (docs/decisions/0196). */
export const takesPictures = process.env.RELAIS_PICTURES === '1';

/** A picture of the page under `artifacts/pictures`, with `RELAIS_PICTURES=1`. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!takesPictures) return;
  const path = join(artifactsFolder, 'pictures', `${name}.png`);
  await mkdir(join(path, '..'), { recursive: true });
  await page.screenshot({ path });
}

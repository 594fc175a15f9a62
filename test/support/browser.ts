import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { browserProgram } from './browser-program.ts';
import { launchWithSteps } from './browser-steps.ts';
import type { Ending } from './server.ts';

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
 * A headless Chromium or Chrome (`browserProgram`), closed when the test is over.
 * @throws Error with one line that says what to install.
 */
export async function openBrowser(ending: Ending): Promise<Browser> {
  const executablePath = await browserProgram();
  const browser = await launchWithSteps(() => chromium.launch({ executablePath, args: [...switches] }));
  ending.after(() => browser.close());
  return browser;
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

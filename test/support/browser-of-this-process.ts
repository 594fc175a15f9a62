import { after } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import type { Ending } from './server.ts';

const endings: (() => Promise<void>)[] = [];
let browser: Browser | undefined;

/**
 * The browser that all tests of a process share, closed after the last of them. What is opened in it from now on is closed when the test
 * or file is over: a context is a browser profile of its own, so nothing is remembered from one to the next. Whoever ends browsers
 * opens his own (`openBrowser`).
 */
export async function browserOfThisProcess(ending: Ending): Promise<Browser> {
  if (browser?.isConnected() !== true) browser = await openBrowser({ after: (work) => void endings.push(work) });
  const own = browser;
  const others = new Set(own.contexts());
  ending.after(async () => {
    if (!own.isConnected()) return;
    for (const context of own.contexts()) if (!others.has(context)) await context.close();
  });
  return own;
}

after(async () => {
  for (const end of endings) await end();
});

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openBrowser, openContext } from '../support/browser.ts';
import { limitSteps } from '../support/browser-steps.ts';

const told: string[] = [];
const usual = { toldAfterMs: 30_000, endedAfterMs: 75_000, tell: (line: string) => void told.push(line) };

/** A page whose steps have the usual limits until it is told otherwise. */
async function openPage(t: TestContext) {
  limitSteps(usual);
  told.length = 0;
  const browser = await openBrowser(t);
  const page = await (await openContext(browser)).newPage();
  return { browser, page };
}

const messageOf = (step: Promise<unknown>): Promise<string> =>
  step.then(
    () => 'no error',
    (error: Error) => error.message,
  );

test('a step that has no answer is told with its place and the state of the page, and fails', async (t) => {
  const { page } = await openPage(t);
  limitSteps({ toldAfterMs: 200, endedAfterMs: 1_500, probedForMs: 60_000 });
  const message = await messageOf(page.evaluate('new Promise(() => {})'));
  assert.match(message, /^page\.evaluate has had no answer for \d+ s, called at \S*standing-steps\.test\.ts:\d+/);
  assert.match(message, /about:blank runs and draws/);
  assert.ok(
    told.some((line) => line.startsWith('relais: page.evaluate has had no answer')),
    told.join(),
  );
  assert.ok(
    told.some((line) => line.startsWith('relais: the browser is ended: page.evaluate')),
    told.join(),
  );
});

test('a page whose script never yields is told to be at fault, whatever is asked of it', async (t) => {
  const { browser, page } = await openPage(t);
  // By the step itself: a timer of the page may come after it.
  await page.evaluate("addEventListener('keydown', () => { for (;;); })");
  limitSteps({ toldAfterMs: 200, endedAfterMs: 1_500, probedForMs: 1_000 });
  assert.match(await messageOf(page.keyboard.press('a')), /^keyboard\.press .* about:blank does not run its script/);
  limitSteps(usual);
  // It was ended from outside.
  await browser.close();
  assert.match(await messageOf(page.title()), /closed/);
});

test('a page that dies, and a browser that dies, end what waits for them at once', async (t) => {
  const { browser, page } = await openPage(t);
  const devtools = await page.context().newCDPSession(page);
  const waits = messageOf(page.evaluate('new Promise(() => {})'));
  void devtools.send('Page.crash').catch(() => undefined);
  assert.match(await waits, /crash/);
  const other = await (await openContext(browser)).newPage();
  const waitsToo = messageOf(other.evaluate('new Promise(() => {})'));
  const root = await browser.newBrowserCDPSession();
  const { processInfo } = (await root.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  const program = processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
  assert.ok(program > 0);
  process.kill(program, 'SIGKILL');
  assert.match(await waitsToo, /closed/);
  assert.deepEqual(told, []);
});

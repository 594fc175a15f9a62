import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { person } from '../recipients/people.ts';
import { openBrowser, openContext } from '../support/browser.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { places } from './admin-places.ts';

/** Every page and dialog that has an address; a new one is among them by itself. */
const addresses = Object.values(places).flatMap((place) => (typeof place === 'string' ? [place] : []));
/** Pages stand at area/tab; what is longer is a dialog. */
const pages = addresses.filter((address) => address.split('/').length === 2);
/** Edit is not among them: it opens properties for whoever may look at them. */
const saving = /^(?:OK|Save|Apply|Add|New|Delete|Enable|Disable|Import)$/;

test('no page or dialog asks for what the one who opens it may not run, whatever his role group; who may only look finds nothing to save', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await openBrowser(t);
  const { stdout } = await server.shell('Get-RoleGroup | ForEach-Object { $_.Name }');
  const groups = stdout.split(/\r?\n/).filter((name) => name !== '');
  assert.ok(groups.length >= 6, stdout);
  for (const [index, group] of groups.entries()) {
    const user = await person(server, `holder${index}`);
    const added = await server.shell(`Add-RoleGroupMember "${group}" -Member holder${index}`);
    assert.equal(added.exitCode, 0, added.stderr);
    assert.deepEqual(await faultsOf(browser, server, user, group), [], group);
  }
});

async function faultsOf(
  browser: Browser,
  server: TestServer,
  user: TestUser,
  group: string,
): Promise<readonly string[]> {
  const mayOnlyLook = group.startsWith('View-Only');
  const isNarrow = group === 'Help Desk';
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  const found: string[] = [];
  const answers: Promise<unknown>[] = [];
  let address = '';
  page.on('response', (response) => {
    if (!response.url().endsWith('/InvokeCommand')) return;
    const at = address;
    const look = async (): Promise<void> => {
      // What was given up with its page has no body any more.
      const text = await response.text().catch(() => '');
      if (response.status() === 403 || /"id":"(?:CommandNotFoundException|NamedParameterNotFound)"/.test(text))
        found.push(`${at}: ${response.request().postData() ?? ''} ${text.slice(0, 300)}`);
    };
    answers.push(look());
  });
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/`);
  await page.locator('input[name="username"]').fill(user.address);
  await page.locator('input[name="password"]').fill(user.password);
  await page.keyboard.press('Enter');
  await page.locator('main').waitFor();
  // Dialogs for those whose pages differ most from what a whole administrator sees.
  for (address of mayOnlyLook || isNarrow ? addresses : pages) {
    await open(page, address);
    if (!mayOnlyLook) continue;
    for (const name of await page.locator('button:enabled').allInnerTexts())
      if (saving.test(name)) found.push(`${address}: the button ${name}`);
  }
  await Promise.all(answers);
  await context.close();
  return [...found, ...context.faults];
}

/** Without a reload; open it is when nothing is being loaded any more. */
async function open(page: Page, address: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/ecp/${address}'); dispatchEvent(new PopStateEvent('popstate'))`);
  await page.evaluate(`new Promise((isOpen) => {
    const isLoading = () =>
      document.querySelector('[role="progressbar"]') !== null || !document.querySelector('main')?.hasChildNodes();
    const look = () => (isLoading() ? requestAnimationFrame(look) : requestAnimationFrame(isOpen));
    requestAnimationFrame(look);
  })`);
}

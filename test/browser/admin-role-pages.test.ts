import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { areas, visibleAreas } from '../../packages/admin-center/src/frame/navigation.ts';
import { pathOf } from '../../packages/admin-center/src/frame/path.ts';
import { cmdlets } from '../../server/src/management/cmdlets/index.ts';
import { roleGroups } from '../../server/src/management/engine/roles.ts';
import { person } from '../recipients/people.ts';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { places } from './admin-places.ts';

/** Pages and dialogs that have an address of their own. */
const addresses = Object.values(places).flatMap((place) => (typeof place === 'string' ? [place] : []));
/** Pages stand at area/tab; what is longer is a dialog. */
const pages = addresses.filter((address) => address.split('/').length === 2);
/** Edit is not among them: it opens properties for whoever may look at them. */
const saving = /^(?:OK|Save|Apply|Add|New|Delete|Enable|Disable|Import)$/;

test('every page of the navigation is among those that are looked at', () => {
  const all = areas.flatMap(({ id, tabs }) => tabs.map((tab) => `${id}/${tab.id}`));
  const looked = new Set(addresses.map((address) => address.split('/').slice(0, 2).join('/')));
  assert.deepEqual(
    all.filter((page) => !looked.has(page)),
    [],
  );
});

test('who holds a role group sees its pages and no others, and no page or dialog asks for what the one who opens it may not run, whatever his role group; who may only look finds nothing to save', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  for (const [index, { name: group, roles }] of roleGroups.entries()) {
    const held = roles === 'every' ? cmdlets : cmdlets.filter((one) => one.roles.some((role) => roles.includes(role)));
    const user = await person(server, `holder${index}`);
    const added = await server.shell(`Add-RoleGroupMember "${group}" -Member holder${index}`);
    assert.equal(added.exitCode, 0, added.stderr);
    assert.deepEqual(await faultsOf(browser, server, user, group, new Set(held.map(({ name }) => name))), [], group);
  }
});

async function faultsOf(
  browser: Browser,
  server: TestServer,
  user: TestUser,
  group: string,
  held: ReadonlySet<string>,
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
  const seen = visibleAreas((cmdlet) => held.has(cmdlet));
  const features = page.getByRole('navigation', { name: 'Features' }).getByRole('link');
  await features.first().waitFor();
  assert.deepEqual(
    await hrefs(features),
    seen.map(({ id, tabs }) => pathOf({ area: id, tab: tabs[0]?.id ?? '' })),
    `features of ${group}`,
  );
  const tabsAt = new Map(
    seen.map(({ id, tabs }) => {
      const paths = tabs.map((tab) => pathOf({ area: id, tab: tab.id }));
      return [(paths[0] ?? '').replace(/^\/ecp\//, ''), { id, paths }];
    }),
  );
  // Dialogs for those whose pages differ most from what a whole administrator sees.
  for (address of new Set([...tabsAt.keys(), ...(mayOnlyLook || isNarrow ? addresses : pages)])) {
    await open(page, address);
    const area = tabsAt.get(address);
    if (area !== undefined) {
      await page.locator(`#content nav a[href="/ecp/${address}"][aria-current="page"]`).waitFor();
      const links = page.getByRole('navigation', { name: /^Tabs of/ }).getByRole('link');
      assert.deepEqual(await hrefs(links), area.paths, `tabs of ${area.id} for ${group}`);
    }
    if (!mayOnlyLook) continue;
    for (const name of await page.locator('button:enabled').allInnerTexts())
      if (saving.test(name)) found.push(`${address}: the button ${name}`);
  }
  await Promise.all(answers);
  await context.close();
  return [...found, ...context.faults];
}

const hrefs = (links: Locator): Promise<readonly (string | null)[]> =>
  links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));

/** Without a reload; open it is when nothing is being loaded any more. */
async function open(page: Page, address: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', '/ecp/${address}'); dispatchEvent(new HashChangeEvent('hashchange'))`,
  );
  await page.evaluate(`new Promise((isOpen) => {
    const isLoading = () =>
      document.querySelector('[role="progressbar"]') !== null || !document.querySelector('main')?.hasChildNodes();
    const look = () => (isLoading() ? requestAnimationFrame(look) : requestAnimationFrame(isOpen));
    requestAnimationFrame(look);
  })`);
}

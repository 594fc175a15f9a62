import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openContext } from '../support/browser.ts';
import { signInToAdminCenter } from './admin.ts';
import { signInToWebmail, webmailAddress } from './webmail.ts';
import { webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

/** Whether the keyboard is at the title of the page. */
async function isAtTitle(page: Page, title: string): Promise<void> {
  await page.waitForFunction(
    (words) => document.activeElement?.tagName === 'H1' && document.activeElement.textContent === words,
    title,
  );
}

/** Holds every answer to requests for `path` back; the function that it gives lets them come. How many came is in `asked`. */
async function holdBack(
  page: Page,
  path: string,
): Promise<{ readonly asked: () => number; readonly letGo: () => void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  await page.route(`**${path}*`, async (route) => {
    if (route.request().method() === 'POST') asked += 1;
    await promise;
    await route.continue();
  });
  return { asked: () => asked, letGo: () => resolve() };
}

test('after signing in the keyboard begins at the title of the page, in webmail and in the admin center', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const webmail = await signInToWebmail(context, server, server.users.bob);
  await isAtTitle(webmail, 'Inbox');
  await webmail.keyboard.press('Tab');
  assert.equal(await webmail.evaluate(() => document.activeElement?.textContent), 'Filter');
  const other = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => other.close());
  const admin = await other.newPage();
  await signInToAdminCenter(admin, server, 'recipients/mailboxes');
  await admin.waitForFunction(() => document.activeElement?.tagName === 'H1');
});

test('a server that takes its time: a folder says that it loads, and what is pressed twice is done once', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.bob);
  await page.getByRole('option').first().waitFor();
  const lists = await holdBack(page, '/jmap/');
  await page.getByRole('link', { name: /^Archive/ }).click();
  await page.locator('section[aria-label="Archive"]').getByText('Loading…').waitFor();
  lists.letGo();
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();

  await page.goto(webmailAddress(server, '/owa/options/automatic-replies'));
  await page.getByRole('radio', { name: 'Send automatic replies', exact: true }).check();
  const saving = await holdBack(page, '/api/automatic-replies');
  await page.getByRole('button', { name: 'Save' }).dblclick();
  const waits = page.getByRole('button', { name: 'Saving…' });
  await waits.waitFor();
  await page.keyboard.press('Enter');
  saving.letGo();
  await page.getByText('The automatic replies are saved.').waitFor();
  assert.equal(saving.asked(), 1);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Save');
});

test('a quick task of the admin center that is pressed twice runs once, and says that it runs', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/mailboxes');
  await page.getByRole('row', { name: /Bob/ }).click();
  const disable = page.getByRole('button', { name: 'Disable POP3' });
  await disable.waitFor();
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  await page.route('**/InvokeCommand*', async (route) => {
    if (route.request().postData()?.includes('Set-CASMailbox') === true) {
      asked += 1;
      await promise;
    }
    await route.continue();
  });
  await disable.dblclick();
  await page.getByRole('progressbar', { name: 'Loading…' }).waitFor({ state: 'attached' });
  resolve();
  await page.getByRole('button', { name: 'Enable POP3' }).waitFor();
  assert.equal(asked, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { holdNotice, signInToWebmail } from './webmail.ts';

const count = 3000;

test('a large folder shows what stands far down, by mouse and by keyboard', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  await fill(server);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  const page = await signInToWebmail(context, server, server.users.alice);
  await page.getByRole('option').first().waitFor();
  await moreThanTwentyThousand(page);
  const list = page.getByRole('listbox', { name: 'Messages of Large' });
  await list.getByRole('option', { name: /message 2999/ }).waitFor();
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  await list.getByRole('option', { name: /message 1499/ }).waitFor();
  await list.focus();
  await page.keyboard.press('End');
  await list.getByRole('option', { name: /message 0\b/ }).waitFor();
  // Another folder is opened before the server has said what all of it is: nothing is selected there.
  const early = await holdBack(page);
  await list.focus();
  await page.keyboard.press('Control+a');
  await page.getByText('Selecting 3,000 messages…').first().waitFor();
  await page.getByRole('link', { name: /^Archive/ }).click();
  await early.letGo();
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  assert.deepEqual(await page.getByText(/messages selected/).allInnerTexts(), []);
  await page.getByRole('link', { name: /^Large/ }).click();
  await list.getByRole('option', { name: /message 2999/ }).waitFor();
  await inSteps(page);
  // All of it, not only what is in sight, also when what is to be done is asked for before it is known.
  const late = await holdBack(page);
  await list.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await late.letGo();
  await page.getByText('3,000 messages deleted', { exact: true }).waitFor({ timeout: 300_000 });
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  assert.deepEqual(context.faults, []);
});

/** All is all, however many the server says there are; what it then finds is what is said to be selected. */
async function moreThanTwentyThousand(page: Page): Promise<void> {
  const list = page.getByRole('listbox', { name: 'Messages of Large' });
  const tell = async (route: Route): Promise<void> => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('"total":3000', '"total":25000') });
  };
  await page.route('**/jmap/api', tell);
  await page.getByRole('link', { name: /^Large/ }).click();
  await list.locator('[role=option][aria-setsize="25000"]').first().waitFor();
  await page.unroute('**/jmap/api', tell);
  const early = await holdBack(page);
  await list.focus();
  await page.keyboard.press('Control+a');
  await page.getByText('Selecting 25,000 messages…').first().waitFor();
  await early.letGo();
  await page.getByText('3,000 messages selected').first().waitFor();
  await page.reload();
  await list.locator('[role=option][aria-setsize="3000"]').first().waitFor();
}

/** Deleting all of it says how far it is, waits for a connection that was lost, can be stopped, and what was done is taken back. */
async function inSteps(page: Page): Promise<void> {
  const list = page.getByRole('listbox', { name: 'Messages of Large' });
  const dialog = page.getByRole('alertdialog', { name: 'Delete' });
  const { promise: stopped, resolve: letGo } = Promise.withResolvers<void>();
  let sets = 0;
  const road = async (route: Route): Promise<void> => {
    if (route.request().postData()?.includes('"Email/set"') !== true) return route.continue();
    sets += 1;
    if (sets === 2) return route.abort('internetdisconnected');
    if (sets === 4) await stopped;
    await route.continue();
  };
  await page.route('**/jmap/api', road);
  await list.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await dialog.getByText('500 of 3,000 messages', { exact: true }).waitFor();
  await dialog.getByRole('status').getByText('The server does not answer. This goes on as soon as it does.').waitFor();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await dialog.getByText('1,000 of 3,000 messages', { exact: true }).waitFor();
  const stop = dialog.getByRole('button', { name: 'Stop' });
  assert.equal(await stop.evaluate((button) => button === document.activeElement), true);
  await page.keyboard.press('Enter');
  await dialog.getByText('Stopping after the messages that are on their way…').waitFor();
  letGo();
  await dialog.waitFor({ state: 'detached' });
  const notice = await holdNotice(page, '1,500 messages deleted, of 3,000');
  await list.getByRole('option', { name: /message 1499/ }).waitFor();
  await page.unroute('**/jmap/api', road);
  await notice.getByText('Undo').click();
  await list.getByRole('option', { name: /message 2999/ }).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('alertdialog', { name: 'Undo' }).waitFor({ state: 'detached' });
  await list.locator('[role=option][aria-setsize="3000"]').first().waitFor();
}

/** Holds every answer back until it is let go. */
async function holdBack(page: Page): Promise<{ readonly letGo: () => Promise<void> }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hold = async (route: Route): Promise<void> => {
    await promise;
    // What was given up meanwhile has nobody who waits for it.
    await route.continue().catch(() => undefined);
  };
  await page.route('**/jmap/**', hold);
  return {
    async letGo() {
      resolve();
      await page.unroute('**/jmap/**', hold);
    },
  };
}

async function fill(server: TestServer): Promise<void> {
  const mailbox = server.running.directory.findLogin(server.users.alice.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const large = await account.createFolder('Large');
  const messages = [];
  for (let at = 0; at < count; at++) {
    const incoming = await account.beginMessage();
    await incoming.write(
      Buffer.from(`From: s${at}@example.test\r\nMessage-ID: <${at}@x>\r\nSubject: message ${at}\r\n\r\nBody ${at}\r\n`),
    );
    messages.push({
      message: await incoming.finish(),
      flags: { bits: 1, keywords: [] },
      internalDate: Date.UTC(2026, 0, 1) + at * 60_000,
    });
  }
  await account.append(large.folderId, messages);
}

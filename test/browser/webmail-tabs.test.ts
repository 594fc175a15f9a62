import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from '@relais/mime';
import { ImapFlow } from 'imapflow';
import type { Page } from 'playwright-core';
import { openContext } from '../support/browser.ts';
import { signInToWebmail, webmailAddress } from './webmail.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

test('ten tabs of one browser all show what comes, also when the one that listened is closed', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('ten-tabs');
  const context = await openContext(browser);
  t.after(() => context.close());
  const tabs: Page[] = [await signInToWebmail(context, server, reader)];
  while (tabs.length < 10) {
    const tab = await context.newPage();
    await tab.goto(webmailAddress(server));
    tabs.push(tab);
    await tab.getByRole('option').first().waitFor();
  }
  const arrive = async (subject: string) => {
    await putIntoInbox(server, reader.address, message(reader.address, subject));
    await Promise.all(tabs.map((tab) => tab.getByRole('option', { name: new RegExp(subject) }).waitFor()));
  };
  await arrive('Told to ten');
  // The last that was looked at listens for all; one that is looked at again takes over.
  await tabs.pop()?.close();
  await arrive('Told to nine');
  await tabs[2]?.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await arrive('Told by another');
  await tabs[2]?.close();
  tabs.splice(2, 1);
  await arrive('Told to eight');
  assert.deepEqual(context.faults, []);
});

test('what another tab files away goes from this one, and the next is opened', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('two-tabs');
  for (const subject of ['Gamma', 'Beta', 'Alpha'])
    await putIntoInbox(server, reader.address, message(reader.address, subject));
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  t.after(() => context.close());
  const here = await signInToWebmail(context, server, reader);
  await here.getByRole('option', { name: /Alpha/ }).click();
  await here.getByRole('article', { name: 'Alpha' }).waitFor();
  await here.getByRole('option', { name: /Unread.*Alpha/ }).waitFor({ state: 'detached' });
  const there = await context.newPage();
  await there.goto(here.url());
  await there.getByRole('article', { name: 'Alpha' }).waitFor();

  await there.keyboard.press('Delete');
  await here.getByText('The message that was open here was deleted.').first().waitFor();
  await here.getByRole('article', { name: 'Beta' }).waitFor();
  // There it was opened by a hand, and is read by it; here nobody was, when the next one goes.
  await there.getByRole('option', { name: /Unread.*Beta/ }).waitFor({ state: 'detached' });
  await there.keyboard.press('e');
  await here.getByText('The message that was open here was moved to Archive.').first().waitFor();
  await here.getByRole('article', { name: 'Gamma' }).waitFor();
  await there.getByRole('option', { name: /Unread.*Gamma/ }).waitFor({ state: 'detached' });

  await here.getByRole('link', { name: /^Archive/ }).click();
  await here.getByRole('option', { name: /Beta/ }).click();
  await here.getByRole('article', { name: 'Beta' }).waitFor();
  await there.keyboard.press('Control+z');
  await here.getByText('The message that was open here was moved to Inbox.').first().waitFor();
  await here.getByText('Choose a message to read it here').waitFor();
  assert.deepEqual(context.faults, []);
});

test('a message that takes the place of another is read when somebody is there', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('by-itself');
  for (const subject of ['Second', 'First'])
    await putIntoInbox(server, reader.address, message(reader.address, subject));
  const context = await openContext(browser, { locale: 'fr', viewport: { width: 1360, height: 860 } });
  t.after(() => context.close());
  await context.clock.install();
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option', { name: /First/ }).click();
  await page.getByRole('option', { name: /Non lu.*First/ }).waitFor({ state: 'detached' });
  const device = new ImapFlow({
    host: '127.0.0.1',
    port: server.ports.imaps,
    secure: true,
    auth: { user: reader.address, pass: reader.password },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await device.connect();
  await device.mailboxOpen('INBOX');
  await device.messageDelete({ subject: 'First' });
  await page.getByText('Le message ouvert ici n’est plus dans cette boîte aux lettres.').first().waitFor();
  await page.getByRole('article', { name: 'Second' }).waitFor();
  const unread = page.getByRole('option', { name: /Non lu.*Second/ });
  await page.clock.fastForward(5000);
  await unread.waitFor();
  await page.mouse.move(600, 300);
  await page.mouse.move(620, 320);
  await page.clock.fastForward(5000);
  await unread.waitFor({ state: 'detached' });
  await device.logout();
});

function message(to: string, subject: string): Uint8Array {
  return composeMessage({
    from: { name: 'Somebody', address: 'somebody@example.test' },
    to: [{ address: to }],
    subject,
    date: new Date(),
    messageId: `${subject.replaceAll(' ', '-')}@example.test`,
    text: 'Words.',
  });
}

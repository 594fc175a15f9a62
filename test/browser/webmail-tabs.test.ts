import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from '@relais/mime';
import type { Page } from 'playwright-core';
import { openContext } from '../support/browser.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';
import { signInToWebmail, webmailAddress } from './webmail.ts';

const place = webmailOfThisFile();

test('ten tabs of one browser all show what comes, also when the one that listened is closed', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = place();
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

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { holdNotice, signInToWebmail, webmailAddress } from './webmail.ts';

test('a whole day: reads, searches, answers with a file, survives a killed tab, undoes, makes a rule that files', {
  timeout: 300_000,
}, async (t) => {
  // Its time stands still: what is sent can be called back until the test says that it cannot.
  const server = await startServer(t, { manualClock: true });
  const { alice, bob } = server.users;
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { viewport: { width: 1360, height: 900 } });
  let page = await signInToWebmail(context, server, alice);

  // Morning: reads by keyboard, and finds something.
  await page.getByRole('option').first().waitFor();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Home');
  await page.getByRole('article', { name: 'Scan from device' }).waitFor();
  await page.keyboard.press('Control+.');
  await page.getByRole('article', { name: /^Été 2026/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('from:bob minutes');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
  await page.locator('mark').first().waitFor();
  await page.getByRole('option', { name: /Re: Minutes of Monday/ }).click();
  await page.getByRole('article').first().waitFor();

  // Answers with a file; the tab dies in the middle of a word.
  await page.getByRole('button', { name: 'Reply', exact: true }).first().click();
  const body = () => page.getByRole('textbox', { name: 'Message' });
  await body().waitFor();
  await page.setInputFiles('input[data-kind=files]', {
    name: 'figures.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('a;b\n'),
  });
  await page.getByText('figures.csv').waitFor();
  await body().press('Control+Home');
  await page.keyboard.type('The figures are in the file, and this wor');
  const killer = await context.newCDPSession(page);
  await Promise.race([killer.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  page = await context.newPage();
  await page.goto(webmailAddress(server));
  await page.getByRole('button', { name: 'Open it' }).click();
  await body().getByText('The figures are in the file, and this wor', { exact: true }).waitFor();
  await page.getByText('figures.csv').waitFor();
  assert.match(await page.getByLabel('To', { exact: true }).inputValue(), /bob@example\.test/);

  // Sends, thinks better of it, sends again.
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  // Until it is sent, the editor has a button of the same name.
  await page.getByText('Sent', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByLabel('Subject').fill('Minutes: the figures');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await body().waitFor({ state: 'detached' });
  server.advance(60_000);
  const bobs = await openContext(browser, { viewport: { width: 1360, height: 900 } });
  const bobsPage = await signInToWebmail(bobs, server, bob);
  await bobsPage.getByRole('option', { name: /Has attachments.*Minutes: the figures/ }).waitFor();
  assert.equal(
    await bobsPage.getByRole('option', { name: /the figures/ }).count(),
    1,
    'what was called back never came',
  );

  // Afternoon: a rule files what Bob writes about invoices as it arrives.
  await page.goto(webmailAddress(server, '/owa/options/organize-email/inbox-rules'));
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByLabel('Name').fill('Invoices');
  await page.getByRole('combobox', { name: 'Add condition' }).selectOption({ label: 'The subject includes' });
  await page.getByRole('textbox', { name: /The subject includes/ }).fill('invoice');
  await page.getByRole('combobox', { name: 'Add action' }).selectOption({ label: 'Move it to the folder' });
  await page.getByRole('combobox', { name: /Move it to the folder/ }).selectOption({ label: 'Archive' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('group', { name: 'Invoices', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Back to mail' }).click();
  await page.getByRole('option').first().waitFor();
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.ports.submission,
    auth: { user: bob.address, pass: bob.password },
    tls: { rejectUnauthorized: false },
  });
  await transport.sendMail({ from: bob.address, to: alice.address, subject: 'An invoice for you', text: '42 €' });
  await transport.sendMail({ from: bob.address, to: alice.address, subject: 'Lunch?', text: 'At noon.' });
  await page.getByRole('option', { name: /Lunch\?/ }).waitFor();
  assert.equal(await page.getByRole('option', { name: /An invoice/ }).count(), 0);
  await page.getByRole('link', { name: /^Archive/ }).click();
  await page.getByRole('option', { name: /An invoice for you/ }).waitFor();

  // Evening: tidies up, one message too many, and takes it back.
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await page.getByRole('option', { name: /Lunch\?/ }).click();
  await page.getByRole('article', { name: 'Lunch?' }).waitFor();
  await page.keyboard.press('Delete');
  // The notice of what was sent may still stand there, with an Undo of its own.
  const deleted = await holdNotice(page, 'Deleted');
  await page.getByRole('option', { name: /Lunch\?/ }).waitFor({ state: 'detached' });
  await deleted.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('option', { name: /Lunch\?/ }).waitFor();
  assert.deepEqual([...context.faults, ...bobs.faults], []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from '@relais/mime';
import { ImapFlow } from 'imapflow';
import type { Page } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { accessibilityFaults, holdNotice, signInToWebmail } from './webmail.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

test('a user’s day: read, search, reply with an attachment, delete and undo', { timeout: 300_000 }, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice);
  const list = page.getByRole('listbox');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 5);
  assert.deepEqual(await accessibilityFaults(page), []);

  await page.getByRole('searchbox').fill('subject:été');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
  await list.getByRole('option').first().click();
  await page.getByRole('article').getByText('Voici le calendrier de l’été.').waitFor();
  await takePicture(page, 'webmail-reading');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('searchbox').fill('');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 5);

  await list.getByRole('option', { name: /Re: Minutes of Monday/ }).click();
  await page.getByRole('article').waitFor();
  await page.getByRole('button', { name: 'Reply', exact: true }).click();
  const body = page.getByRole('textbox', { name: 'Message' });
  await body.waitFor();
  assert.match(await page.getByLabel('To', { exact: true }).inputValue(), /bob@example\.test/);
  assert.match(await page.getByLabel('Subject').inputValue(), /^RE: Minutes of Monday$/);
  await body.press('Home');
  await page.keyboard.type('See the file.');
  await page.setInputFiles('input[data-kind=files]', {
    name: 'procès-verbal.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('1. Budget'),
  });
  await page.getByText('procès-verbal.txt').waitFor();
  await page.getByText(/^Saved in Drafts/).waitFor();
  await takePicture(page, 'webmail-compose');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Sent', { exact: true }).first().waitFor();

  const bob = await openContext(browser, { locale: 'fr', viewport: { width: 1360, height: 860 } });
  t.after(() => bob.close());
  const bobsPage = await signInToWebmail(bob, server, server.users.bob);
  await bobsPage.getByRole('option', { name: /Avec pièces jointes.*RE: Minutes of Monday/ }).click();
  const message = bobsPage.getByRole('article');
  await message
    .getByRole('button', { name: /procès-verbal\.txt/ })
    .first()
    .waitFor();
  await message.frameLocator('iframe').getByText('See the file.').waitFor();
  await bobsPage.getByRole('button', { name: 'Transférer', exact: true }).click();
  await bobsPage.getByRole('textbox', { name: 'Message' }).waitFor();
  assert.equal(await bobsPage.getByLabel('Objet').inputValue(), 'TR: Minutes of Monday');
  assert.deepEqual(bob.faults, []);
  await bob.close();

  await page.getByRole('link', { name: /^Sent Items/ }).click();
  await page.getByRole('option', { name: /RE: Minutes of Monday/ }).waitFor();
  await page.getByRole('link', { name: /^Drafts/ }).click();
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();

  await page.getByRole('link', { name: /^Inbox/ }).click();
  await page.getByRole('option', { name: /Scan from device/ }).click();
  await page.getByRole('article').waitFor();
  await page.keyboard.press('Delete');
  // Another window had the focus: the notice of what was sent may still stand there, with an Undo of its own.
  const deleted = await holdNotice(page, 'Deleted');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 4);
  // What stood below it is read next, and the cursor went along.
  await page.getByRole('article', { name: /^Été 2026/ }).waitFor();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('article', { name: /^Scheduled maintenance/ }).waitFor();
  await deleted.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('option', { name: /Scan from device/ }).waitFor();

  // Archived and taken back by keys; never for ever without a question, whose end gives the keyboard back.
  await page.keyboard.press('e');
  await page.locator('.fui-Toast', { hasText: 'Moved to Archive' }).waitFor();
  await page.getByRole('option', { name: /Scheduled maintenance/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await page.getByRole('option', { name: /Scheduled maintenance/ }).waitFor();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Shift+Delete');
  await page.getByRole('alertdialog', { name: 'Delete for ever' }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'listbox');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.getByRole('heading', { level: 1, name: 'Sent Items' }).waitFor();
  assert.deepEqual(context.faults, []);
});

/** How many drafts with these words the browser keeps; runs in the page. */
async function keptDrafts(words: string): Promise<number> {
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    });
  const database = await answer(indexedDB.open('relais-drafts', 1));
  const drafts = await answer(database.transaction('drafts').objectStore('drafts').getAll());
  database.close();
  return drafts.filter((draft) => JSON.stringify(draft).includes(words)).length;
}

test('a draft survives a killed tab before it was saved, and is in Drafts after', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('carol');
  const context = await openContext(browser);
  t.after(() => context.close());
  let page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  // The server does not hear of it any more, as when the connection is lost.
  await page.route('**/jmap/api', (route) => route.abort());
  await page.getByLabel('Subject').fill('Half a thought');
  await page.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('Before the tab died');
  // waitForFunction takes the promise for the answer; the test's own limit ends this one.
  while ((await page.evaluate(keptDrafts, 'tab died')) === 0);
  await page.close();

  page = await context.newPage();
  await page.goto(`https://localhost:${server.ports.https}/owa/`);
  await page.getByRole('button', { name: 'Open it' }).click();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Half a thought');
  await page.getByRole('textbox', { name: 'Message' }).getByText('Before the tab died').waitFor();
  await page.getByLabel('Subject').fill('A whole thought');
  await page.getByText(/^Saved in Drafts/).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('link', { name: /^Drafts/ }).click();
  await page.getByRole('option', { name: /A whole thought/ }).waitFor();
  // One draft, however often it was saved; and none is left in the browser.
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
  while ((await page.evaluate(keptDrafts, 'thought')) > 0);
});

test('two browsers and an IMAP client see one mailbox, within a second', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('dana');
  const pages: Page[] = [];
  for (const locale of ['en', 'fr']) {
    const context = await openContext(browser, { locale, viewport: { width: 1360, height: 860 } });
    t.after(() => context.close());
    pages.push(await signInToWebmail(context, server, reader));
  }
  for (const page of pages) await page.getByRole('option').first().waitFor();
  const imap = new ImapFlow({
    host: '127.0.0.1',
    port: server.ports.imaps,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: reader.address, pass: reader.password },
    logger: false,
  });
  await imap.connect();
  await imap.append('INBOX', 'From: Zoé <zoe@example.test>\r\nSubject: by IMAP\r\n\r\nhello\r\n');
  for (const page of pages) await page.getByRole('option', { name: /by IMAP/ }).waitFor();

  const [first, second] = pages as [Page, Page];
  await first.getByRole('option', { name: /by IMAP/ }).click();
  await first.getByRole('article').waitFor();
  await first.keyboard.press('Insert');
  await second.getByRole('option', { name: /Suivi.*by IMAP/ }).waitFor();
  const lock = await imap.getMailboxLock('INBOX');
  const flagged = await imap.search({ flagged: true });
  assert.equal(Array.isArray(flagged) ? flagged.length : 0, 1);
  await imap.messageDelete({ flagged: true });
  lock.release();
  for (const page of pages) await page.getByRole('option', { name: /by IMAP/ }).waitFor({ state: 'detached' });
  await imap.logout();
});

test('pictures of other servers show only when asked for', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('erik');
  await putIntoInbox(
    server,
    reader.address,
    composeMessage({
      from: { name: 'News', address: 'news@example.test' },
      to: [{ address: reader.address }],
      subject: 'With a picture',
      date: new Date(),
      messageId: 'picture@example.test',
      html: '<p>Hello <img src="https://pictures.example/one.png" width="40" height="30" alt="remote"></p>',
    }),
  );
  const context = await openContext(browser);
  t.after(() => context.close());
  const asked: string[] = [];
  await context.route('https://pictures.example/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  });
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option', { name: /With a picture/ }).click();
  await page.getByRole('article').frameLocator('iframe').getByText('Hello').waitFor();
  assert.deepEqual(asked, []);
  const answered = page.waitForResponse('https://pictures.example/one.png');
  await page.getByRole('button', { name: 'Show pictures' }).click();
  await answered;
  assert.deepEqual(asked, ['https://pictures.example/one.png']);
});

test('on a phone, one thing at a time, in French and in the dark', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('fanny');
  const context = await openContext(browser, {
    locale: 'fr',
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-phone-list-fr-dark');
  await page.getByRole('option', { name: /Été 2026/ }).tap();
  await page.getByRole('article').getByText('Bonjour').waitFor();
  await page.getByRole('listbox').waitFor({ state: 'hidden' });
  await takePicture(page, 'webmail-phone-reading-fr-dark');
  await page.getByRole('button', { name: 'Retour' }).tap();
  await page.getByRole('listbox').waitFor();
  await page.getByRole('button', { name: 'Afficher les dossiers' }).tap();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /Éléments envoyés/ })
    .tap();
  await page.getByRole('heading', { name: 'Éléments envoyés' }).waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  assert.deepEqual(context.faults, []);
});

test('what is being written stays while another folder is looked at; a folder is made, used and emptied', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('gwen');
  await server.shell('Set-Mailbox gwen -ProhibitSendReceiveQuota 100MB');
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();

  await page.getByRole('button', { name: 'Actions for Inbox' }).click();
  await page.getByRole('menuitem', { name: 'New folder' }).click();
  // What the browser says of an empty field is in the language of the page, not in its own.
  await page.getByRole('button', { name: 'Save' }).click();
  const folderName = page.getByRole('textbox', { name: 'Name' });
  const fault = () => folderName.evaluate((input: HTMLInputElement) => input.validationMessage);
  assert.equal(await fault(), 'This must be filled in.');
  await folderName.fill('Projets été');
  assert.equal(await fault(), '');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Projets été' }).waitFor();
  await page.keyboard.press('Shift+E');
  const dialog = page.getByRole('dialog', { name: 'New folder' });
  for (const [name, problem] of [
    ['a/b', /cannot hold a slash/],
    ['projets ÉTÉ', /There is a folder/],
  ] as const) {
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.keyboard.press('Enter');
    await dialog.getByText(problem).waitFor();
  }
  await dialog.getByRole('combobox', { name: 'Where it stands' }).selectOption({ label: '\u2003Projets été' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('"2026" & <i>');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '"2026" & <i>' }).click();
  await page.getByRole('button', { name: 'Actions for "2026" & <i>' }).click();
  await page.getByRole('menuitem', { name: 'Move "2026" & <i>' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Where it stands' }).selectOption('Beside the Inbox');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^Inbox/ }).click();

  await page.getByRole('option', { name: /Scan from device/ }).click();
  await page.getByRole('article').waitFor();
  await page.getByRole('button', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: 'Projets été' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 4);

  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'To' }).pressSequentially('bo');
  await page.getByRole('option', { name: 'Bob Durand bob@example.test' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('combobox', { name: 'To' }).inputValue(), 'Bob Durand <bob@example.test>, ');
  await page.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('While I look elsewhere');
  await page.getByRole('link', { name: 'Projets été' }).click();
  await page.getByRole('option', { name: /Scan from device/ }).waitFor();
  await page.getByRole('textbox', { name: 'Message' }).getByText('While I look elsewhere').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await page.getByRole('textbox', { name: 'Message' }).getByText('While I look elsewhere').waitFor();
  await page.getByRole('option', { name: /Scan from device/ }).click();
  await page.getByRole('article').waitFor();
  await page.getByRole('link', { name: /^Drafts/ }).click();
  const draft = page.getByRole('option', { name: /While I look elsewhere/ });
  await draft.waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);

  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await draft.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^Deleted Items/ }).click();
  await draft.waitFor();
  await page.getByRole('button', { name: 'Actions for Deleted Items' }).click();
  await page.getByRole('menuitem', { name: 'Empty Deleted Items' }).click();
  await page
    .getByText('This message is deleted for good. You can recover it from Deleted Items for 14 days.')
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Empty Deleted Items' }).click();
  const emptied = await holdNotice(page, 'Deleted Items is empty');
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(await accessibilityFaults(page), []);

  // What was deleted for good comes back from where it was, until it is purged.
  await emptied.getByRole('button', { name: 'Recover' }).click();
  const kept = page.getByRole('dialog', { name: 'Recover deleted items' });
  const only = kept.getByRole('checkbox', { name: /While I look elsewhere|no subject/ });
  await only.waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-recover-deleted');
  await kept.getByRole('searchbox').fill('no such words');
  await kept.getByText('Nothing that was deleted has these words').waitFor();
  await kept.getByRole('searchbox').fill('');
  await only.check();
  await kept.getByRole('button', { name: 'Recover', exact: true }).click();
  await kept.getByText('One message was recovered into Deleted Items.').waitFor();
  await kept.getByText('Nothing that was deleted for good can be recovered.').waitFor();
  await kept.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  await page.getByRole('button', { name: 'Recover deleted items…' }).click();
  await kept.getByRole('checkbox', { name: 'Select all' }).check();
  await kept.getByRole('button', { name: 'Purge' }).click();
  await page.getByText('You will not be able to recover this message any more.').waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Purge' }).click();
  await kept.getByText('One message was purged.').waitFor();
  await kept.getByRole('button', { name: 'Close' }).click();
  await kept.waitFor({ state: 'detached' });
  assert.deepEqual(context.faults, []);
});

test('the first view of mail needs less than 300 KB of compressed script', { timeout: 300_000 }, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser);
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice);
  await page.getByRole('option').first().waitFor();
  const bytes = await page.evaluate(() => {
    const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(({ name }) =>
      new URL(name).pathname.endsWith('.js'),
    );
    return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
  assert.ok(bytes > 50_000 && bytes < 300_000, `${bytes} bytes`);
});

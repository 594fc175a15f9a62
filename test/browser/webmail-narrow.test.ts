import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext } from '../support/browser.ts';
import { enlargeText, overlappingTexts } from './larger-text.ts';
import { signInToWebmail } from './webmail.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

test('Back leaves what is being written, keeps it in Drafts, and nothing else; of many recipients none is out of sight', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const writer = await newcomer('norbert');
  const wide =
    '<table width="700"><tr><td><table width="640"><tr><td>Wide</td><td>mail</td></tr></table></td></tr></table><img src="https://pictures.example.org/1.png" width="10" height="10">';
  const sender = 'news@a-company-of-a-very-long-name-international.example.org';
  const newsletter = `From: ${sender}\r\nReply-To: news@example.org\r\nSubject: Wide news\r\nContent-Type: text/html\r\n\r\n${wide}\r\n`;
  await putIntoInbox(server, writer.address, Buffer.from(newsletter));
  const context = await openContext(browser, {
    locale: 'en-GB',
    viewport: { width: 390, height: 780 },
    hasTouch: true,
  });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, writer);
  await page.getByRole('option', { name: /Wide news/ }).tap();
  // What was made for a wide window fits into this one.
  const frame = page.frameLocator('article iframe');
  await frame.getByText('Wide').waitFor();
  assert.equal(await frame.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth), true);
  const article = page.getByRole('article');
  // A button is not a column of words beside a longer one.
  const buttons = ['Show pictures', `Always for ${sender}`].map((name) => article.getByRole('button', { name }));
  const [show, always] = await Promise.all(buttons.map((button) => button.boundingBox()));
  assert.ok(show != null && always != null && show.y + show.height <= always.y, 'below one another');
  await article.getByRole('button', { name: 'Reply', exact: true }).tap();
  const text = page.locator('[contenteditable=true]');
  await text.click();
  await page.keyboard.type('Half a thought');
  const to = page.getByRole('combobox', { name: 'To' });
  await to.fill('news@example.org, bob@example.test, somebody.else@example.org');
  await page.getByLabel('Subject').click();
  const people = page.getByRole('list', { name: 'To: 3 recipients' });
  for (const address of ['news@example.org', 'bob@example.test', 'somebody.else@example.org'])
    await people.getByText(address).waitFor();
  assert.equal(await to.inputValue(), '');
  await page.getByRole('button', { name: 'Remove somebody.else@example.org' }).tap();
  await page.getByRole('button', { name: 'Remove bob@example.test' }).tap();
  assert.equal(await to.inputValue(), 'news@example.org');
  await page.goBack();
  await article.waitFor();
  await text.waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByRole('listbox', { name: 'Messages of Inbox' }).waitFor();
  await page.getByRole('button', { name: 'Show folders' }).tap();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /^Drafts/ })
    .tap();
  await page.getByRole('option', { name: /Half a thought/ }).tap();
  // Closed by its own button, it leaves no step behind.
  await page.getByRole('article').getByRole('button', { name: 'Edit' }).tap();
  await text.waitFor();
  await page.getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('listbox', { name: 'Messages of Drafts' }).waitFor();
  await page.waitForFunction(() => (history.state as { isStep?: boolean } | null)?.isStep !== true);
  // Who reads nothing smaller than 26 pixels reads it without lines that lie over one another.
  await enlargeText(page);
  await page.getByRole('button', { name: 'Show folders' }).tap();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /^Inbox/ })
    .tap();
  await page.getByRole('option', { name: /Wide news/ }).waitFor();
  assert.deepEqual(await overlappingTexts(page), []);
  assert.deepEqual(context.faults, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';

test('an address without a page says so in the reader’s language and leads on, on the server and in both applications', async (t) => {
  const server = await startServer(t);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'fr-FR', colorScheme: 'dark' });
  const page = await context.newPage();
  const answer = await page.goto(webmailAddress(server, '/nulle-part'));
  assert.equal(answer?.status(), 404);
  await page.getByRole('heading', { name: 'Il n’y a pas de page à cette adresse' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  assert.equal(
    await page.locator('header').evaluate((bar) => getComputedStyle(bar).backgroundColor),
    'rgb(11, 106, 116)',
    'its style sheet is let in',
  );
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'no-such-page');
  await page.getByRole('link', { name: 'Ouvrir le Centre d’administration' }).click();
  await page.locator('input[name="username"]').waitFor();

  const admin = await context.newPage();
  await signInToAdminCenter(admin, server, 'servers/nonsense');
  await admin.getByRole('heading', { name: 'Il n’y a pas de page à cette adresse' }).waitFor();
  assert.deepEqual(await accessibilityFaults(admin), []);
  await admin.getByRole('button', { name: 'Ouvrir la première page' }).click();
  await admin.getByRole('region', { name: 'Services' }).waitFor();
  await context.close();

  const english = await openContext(browser, { locale: 'en-GB' });
  const mail = await signInToWebmail(english, server, server.users.alice, '/owa/nonsense/here');
  await mail.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
  await mail.getByText('/owa/nonsense/here').waitFor();
  assert.deepEqual(await accessibilityFaults(mail), []);
  await mail.getByRole('button', { name: 'Open the inbox' }).click();
  await mail.getByRole('option').first().waitFor();
  assert.deepEqual([...context.faults, ...english.faults], []);
});

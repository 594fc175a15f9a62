import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';

const myAccount = '/owa/options/account/my-account';

test('language, time zone and formats are kept on the mailbox: webmail and the cmdlets see one another’s changes', {
  timeout: 300_000,
}, async (t) => {
  const server = await startServer(t);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { viewport: { width: 1280, height: 900 } });
  const page = await signInToWebmail(context, server, server.users.alice, myAccount);
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
  await page.getByText('Saved.').waitFor();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('fr-CA');
  await page.getByRole('heading', { name: 'Langue et fuseau horaire' }).waitFor();
  // Of the language, so that the next one is of the hours.
  await page.getByText('Enregistré.').waitFor();
  await page.getByRole('combobox', { name: 'Heures' }).selectOption('h:mm tt');
  await page.getByText('Enregistré.').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-regional');
  const { stdout: shown } = await server.shell(
    `Get-MailboxRegionalConfiguration ${server.users.alice.address} | Format-List Language,TimeZone,DateFormat,TimeFormat`,
  );
  assert.match(shown, /Language +: fr-CA/);
  assert.match(shown, /TimeZone +: Asia\/Tokyo/);
  assert.match(shown, /DateFormat +: yyyy-MM-dd/);
  assert.match(shown, /TimeFormat +: h:mm tt/);

  await server.shell(
    `Set-MailboxRegionalConfiguration ${server.users.alice.address} -Language en-US -TimeZone "Romance Standard Time"`,
  );
  await page.goto(webmailAddress(server, myAccount));
  await page.getByRole('heading', { name: 'Language and time zone' }).waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Time zone' }).inputValue(), 'Europe/Paris');
  assert.equal(await page.getByRole('combobox', { name: 'Times' }).inputValue(), 'h:mm tt');
  // Chosen in the menu of settings, it is the mailbox's as well.
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Langue et fuseau horaire' }).waitFor();
  await page.waitForFunction(() => document.querySelector('select')?.value === 'fr-FR');
  assert.match(
    (await server.shell(`(Get-MailboxRegionalConfiguration ${server.users.alice.address}).Language`)).stdout,
    /fr-FR/,
  );
  assert.deepEqual(context.faults, []);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

const hostile = '<img src=x onerror=alert(1)>';

test('the audit log is searched by day, person and cmdlet, checked, and exported; what it holds is text', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const changed = await server.shell(
    `Set-Mailbox alice -DisplayName '${hostile}'; New-MailContact 'Out' -ExternalEmailAddress out@elsewhere.test`,
  );
  assert.equal(changed.exitCode, 0, changed.stderr);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('what was logged ran as script'));
  await signInToAdminCenter(page, server, 'compliance-management/auditing');
  const changes = page.getByRole('row', { name: /Set-Mailbox/ });
  const contacts = page.getByRole('row', { name: /New-MailContact/ });
  await changes.waitFor();
  await contacts.waitFor();
  const cut = (list: Page): Promise<readonly string[]> =>
    list
      .getByRole('gridcell')
      .filter({ hasText: /New-|Set-|administrator|@/ })
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
      );
  assert.deepEqual(await cut(page), [], 'who did what is read whole at 1280 pixels');

  await page.getByRole('textbox', { name: 'Cmdlet', exact: true }).fill('New-MailUser, set-mailbox');
  await page.keyboard.press('Enter');
  await contacts.waitFor({ state: 'detached' });
  await changes.click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByText(hostile).first().waitFor();
  await takePicture(page, 'admin-auditing-search');

  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const csv = readFileSync(await (await saving).path(), 'utf8');
  assert.match(csv, /^\ufeffDate,Administrator,Cmdlet,Object changed,Result,Parameters,Changed properties,Error\r\n/);
  assert.ok(csv.includes(hostile) && csv.includes('Set-Mailbox') && !csv.includes('New-MailContact'), csv);

  await page.getByRole('textbox', { name: 'Administrator', exact: true }).fill('nobody@example.test');
  await page.keyboard.press('Enter');
  await page.getByText('No entry fits.').waitFor();
  await page.getByRole('textbox', { name: 'Administrator', exact: true }).fill('');
  await page.getByRole('textbox', { name: 'Cmdlet', exact: true }).fill('');
  await page.getByLabel('Up to and including').fill('2001-01-01');
  await page.getByLabel('From', { exact: true }).fill('2001-01-02');
  await page.getByText('The last day is before the first.').waitFor();
  await page.getByLabel('From', { exact: true }).fill('2000-12-31');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('No entry fits.').waitFor();
  await page.getByLabel('Up to and including').fill('');
  await page.getByRole('button', { name: 'Find' }).click();
  await contacts.waitFor();

  await page.getByRole('button', { name: 'Check the chain' }).click();
  await page.getByText(/^The log is whole: \d+ entries/).waitFor();
  // The button's tip stands over the tabs as long as the mouse is on it.
  await page.mouse.move(0, 0);
  await page.getByRole('link', { name: 'Sign-ins' }).click();
  await page.getByRole('row', { name: /administrator@example\.test/ }).waitFor();
  assert.deepEqual(await cut(page), [], 'who signed in is read whole at 1280 pixels');
  assert.deepEqual(context.faults, []);

  const narrow = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 800 } });
  const phone = await narrow.newPage();
  await signInToAdminCenter(phone, server, 'compliance-management/auditing');
  await phone.getByRole('row', { name: /Set-Mailbox/ }).waitFor();
  await phone.getByLabel('Du', { exact: true }).waitFor();
  await takePicture(phone, 'admin-auditing-search-phone');
  assert.deepEqual(narrow.faults, []);
});

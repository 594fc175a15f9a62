import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

let server: TestServer;
let browser: Browser;

const begin = placeOfThisFile(async (ending) => {
  server = await startServer(ending, { serverName: 'CAS01' });
  browser = await browserOfThisProcess(ending);
  const made = await server.shell(
    [
      ...['élan', 'Eva', 'étage', 'Zoé'].map((name, index) => `New-Mailbox -Shared -Name ${name} -Alias team${index}`),
      ...['one.test', 'two.test'].map((name) => `New-AcceptedDomain -Name ${name} -DomainName ${name}`),
    ].join('; '),
  );
  assert.equal(made.exitCode, 0, made.stderr);
});

test('several at once: one that is refused keeps no other from being done, and a report says which and why', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'mail-flow/accepted-domains');
  await page.getByRole('row', { name: /two\.test/ }).click();
  await page.keyboard.press('Control+a');
  await page.getByText('3 éléments sélectionnés').waitFor();
  await page.getByText('3 sélectionnés sur 3 affichés, 3 au total', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Modifier', exact: true }).click();
  await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Supprimer', exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog
    .getByText(/example\.test.*one\.test.*two\.test/)
    .first()
    .waitFor();
  await dialog.getByRole('button', { name: 'Supprimer', exact: true }).click();
  // The default domain stays.
  await dialog.getByText('2 sur 3 terminés. Refusés').waitFor();
  await dialog.getByRole('cell', { name: 'example.test', exact: true }).waitFor();
  await takePicture(page, 'admin-several-refused-fr');
  await dialog.getByRole('button', { name: 'Enregistrer le rapport dans un fichier CSV' }).waitFor();
  await dialog.getByRole('button', { name: 'Fermer', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const left = (await server.shell('Get-AcceptedDomain | Select-Object -ExpandProperty Name')).stdout.trim();
  assert.equal(left, 'example.test');
  assert.deepEqual(context.faults, []);
  await context.close();
});

test('a list stands in the order of the language, finds without accents, and says when the server is gone', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/shared');
  const names = page.locator('[role="row"][data-index] > :first-child');
  await names.nth(3).waitFor();
  assert.deepEqual(await names.allInnerTexts(), ['élan', 'étage', 'Eva', 'Zoé']);
  await page.getByRole('button', { name: 'Rechercher', exact: true }).click();
  await page.getByRole('searchbox').fill('ZOE');
  await names.filter({ hasText: 'Zoé' }).waitFor();
  await page.getByText('1 sélectionné sur 1 affiché, 4 au total', { exact: true }).waitFor();
  await page.getByRole('searchbox').fill('');
  await names.nth(3).waitFor();

  // What the browser has when nobody listens: the connection fails.
  await page.route('**/InvokeCommand*', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Actualiser', exact: true }).click();
  await page.getByText('Le serveur ne répond pas. Il redémarre peut-être. Ce que montre la liste').waitFor();
  assert.equal(await names.count(), 4, 'what was read before stays');
  await takePicture(page, 'admin-list-server-gone-fr');
  await page.unroute('**/InvokeCommand*');
  await page.getByRole('button', { name: 'Réessayer', exact: true }).click();
  await page.getByText('Le serveur ne répond pas').waitFor({ state: 'detached' });
  assert.deepEqual(context.faults, []);
  await context.close();
});

test('Back asks before what was typed is gone, high contrast shows what is chosen, and paper has every row', async () => {
  await begin();
  const made = await server.shell(
    '1..40 | ForEach-Object { New-MailContact -Name "Contact $_" -ExternalEmailAddress "contact$_@example.net" }',
  );
  assert.equal(made.exitCode, 0, made.stderr);
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 500 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/contacts');
  const row = page.getByRole('row', { name: 'Contact 1 contact1@example.net' });
  await row.click();
  await page.emulateMedia({ forcedColors: 'active' });
  const outline = (of: typeof row): Promise<string> => of.evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.deepEqual([await outline(row), await outline(page.locator('[data-index="2"]'))], ['dashed', 'none']);
  await page.emulateMedia({ forcedColors: 'none' });

  const rows = page.locator('[role="row"][data-index]');
  assert.ok((await rows.count()) < 40, 'only what is in sight exists');
  // Dark letters on white paper, also where pages are dark.
  const letters = (): Promise<string> => row.evaluate((element) => getComputedStyle(element).color);
  const onLight = await letters();
  await page.emulateMedia({ colorScheme: 'dark' });
  const onDark = await letters();
  assert.notEqual(onDark, onLight);
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  assert.equal(await rows.count(), 40);
  assert.equal(await letters(), onLight);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  assert.equal(await letters(), onDark);

  await row.dblclick();
  const dialog = page.getByRole('dialog');
  const name = dialog.getByRole('textbox', { name: 'Display name' });
  await name.fill('Another name');
  await page.goBack();
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  assert.equal(await name.inputValue(), 'Another name');
  await page.goBack();
  await dialog.getByRole('button', { name: 'Discard them' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.waitForURL('**/recipients/contacts');
  assert.deepEqual(context.faults, []);
  await context.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';

test('inbox rules are made, changed, ordered, switched off and deleted', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1360, height: 1000 } });
  const page = await signInToWebmail(context, server, server.users.alice, '/owa/options');
  const kept = async () => (await (await context.request.get(webmailAddress(server, '/api/inbox-rules'))).json()).value;
  const line = (name: string) => page.getByRole('group', { name, exact: true });
  const sections = page.getByRole('navigation', { name: 'Sections of the options' });
  for (const link of await sections.getByRole('link').all()) {
    const { display, flexDirection } = await link.evaluate((element) => getComputedStyle(element));
    assert.deepEqual(
      [display, flexDirection],
      ['flex', 'row'],
      `the icon of "${await link.textContent()}" stands beside it`,
    );
  }
  await sections.getByRole('link', { name: 'Inbox rules' }).click();

  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Give the rule a name.').waitFor();
  await page.getByRole('combobox', { name: 'Add condition' }).selectOption({ label: 'It is from' });
  await page.getByLabel('Name').fill('Invoices');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('“It is from” has no value.').waitFor();
  await page.getByRole('button', { name: 'Without “It is from”' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await line('Invoices').waitFor();
  await line('Invoices').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('combobox', { name: 'Add condition' }).selectOption({ label: 'The subject includes' });
  await page.getByRole('textbox', { name: /The subject includes/ }).fill('invoice; facture');
  await page.getByRole('combobox', { name: 'Add condition' }).selectOption({ label: 'It is from' });
  await page.getByRole('textbox', { name: /It is from/ }).fill(server.users.bob.address);
  await page.getByRole('combobox', { name: 'Add action' }).selectOption({ label: 'Move it to the folder' });
  await page.getByRole('combobox', { name: /Move it to the folder/ }).selectOption({ label: 'Archive' });
  await page.getByRole('combobox', { name: 'Add exception' }).selectOption({ label: 'It is marked with importance' });
  await takePicture(page, 'webmail-inbox-rule');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Save' }).click();
  await line('Invoices').waitFor();
  // What it does can be read without opening it.
  await line('Invoices')
    .getByText(`The subject includes invoice, facture; It is from ${server.users.bob.address}`)
    .waitFor();
  await line('Invoices').getByText('Move it to the folder Archive').waitFor();
  const [invoices] = await kept();
  assert.deepEqual(invoices.conditions, {
    subjectContainsWords: ['invoice', 'facture'],
    from: [server.users.bob.address],
  });
  assert.deepEqual([invoices.exceptions, invoices.actions.moveToFolder], [{ withImportance: 'Low' }, 'Archive']);

  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByLabel('Name').fill('invoices');
  await page.getByRole('combobox', { name: 'Add action' }).selectOption({ label: 'Mark it as read' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The mailbox already has an inbox rule named "invoices".').waitFor();
  await page.getByLabel('Name').fill('Read');
  await page.getByRole('button', { name: 'Save' }).click();
  await line('Read').getByRole('button', { name: 'Move up' }).click();
  await line('Read').getByRole('button', { name: 'Move up', disabled: true }).waitFor();
  assert.deepEqual(
    (await kept()).map(({ name }: { name: string }) => name),
    ['Read', 'Invoices'],
  );
  await line('Read').getByRole('switch').click();
  await line('Read').getByRole('switch', { checked: false }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-inbox-rules');
  page.once('dialog', (dialog) => void dialog.accept());
  await line('Invoices').getByRole('button', { name: 'Delete' }).click();
  await line('Invoices').waitFor({ state: 'detached' });
  const left = await kept();
  assert.deepEqual([left.length, left[0].name, left[0].enabled], [1, 'Read', false]);
  await page.reload();
  await line('Read').waitFor();

  const other = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 844 } });
  const bob = await signInToWebmail(other, server, server.users.bob, '/owa/options/organize-email/inbox-rules');
  await bob.getByText('Aucune règle pour le moment.').waitFor();
  await takePicture(bob, 'webmail-inbox-rules-phone-fr');
  // On a phone every page is a way on, and the first one the way back.
  await bob.getByRole('link', { name: 'Réponses automatiques' }).click();
  await bob.getByRole('heading', { name: 'Réponses automatiques', level: 1 }).waitFor();
  await bob.getByRole('link', { name: 'Réglages' }).click();
  await bob.getByRole('heading', { name: 'Réglages', level: 1 }).waitFor();
  await bob.getByRole('button', { name: 'Paramètres' }).click();
  await bob.getByRole('menuitem', { name: 'Options' }).click();
  await bob.getByRole('heading', { name: 'Options', level: 1 }).waitFor();
  await bob.getByRole('link', { name: 'Retour au courrier' }).click();
  await bob.getByRole('heading', { name: 'Boîte de réception', level: 1 }).waitFor();
  const session = await (await other.request.get(webmailAddress(server, '/api/session'))).json();
  const headers = { 'x-csrf-token': String(session.csrfToken) };
  const address = webmailAddress(server, `/api/inbox-rules/${left[0].guid}`);
  assert.equal((await other.request.delete(address, { headers })).status(), 404, 'another’s rule is as none');
  assert.equal((await other.request.post(address, { headers, data: { enabled: true } })).status(), 404);
  const mine = webmailAddress(server, '/api/inbox-rules');
  const filed = { name: 'Filed', actions: { applyCategory: ['Red one'] } };
  const made = await other.request.post(mine, { headers, data: filed });
  assert.deepEqual([made.status(), (await made.json()).actions.applyCategory], [201, ['Red_one']]);
  for (const data of [{}, { name: 'x', actions: { explode: true } }, { name: 'x', actions: { forwardTo: ['nobody'] } }])
    assert.equal((await other.request.post(mine, { headers, data })).status(), 400);
});

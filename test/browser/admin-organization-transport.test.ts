import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

test('the transport settings of the organisation, from the receive connectors: sizes, lists and choices are saved', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'mail-flow/receive-connectors');
  await page.getByRole('button', { name: 'Organization transport settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Maximum receive message size').fill('36MB');
  await dialog.getByLabel('Maximum number of recipients').fill('500');
  await takePicture(page, 'admin-organization-transport');
  await dialog.getByRole('tab', { name: 'Checks of senders' }).click();
  await dialog.getByLabel('When DMARC asks to reject').selectOption('File as junk');
  await dialog.getByRole('textbox', { name: 'Internal SMTP servers' }).fill('192.0.2.0/24');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Time for checking a sender (seconds)').fill('500');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog
    .getByText(/1 .*120/)
    .first()
    .waitFor();
  assert.match((await server.shell('Get-TransportConfig | Format-List')).stdout, /DmarcRejectAction\s*: Reject/);
  await dialog.getByLabel('Time for checking a sender (seconds)').fill('20');
  await takePicture(page, 'admin-organization-transport-senders');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  const { stdout } = await server.shell('Get-TransportConfig | Format-List');
  assert.match(stdout, /MaxReceiveSize\s*: 36 MB/);
  assert.match(stdout, /MaxSendSize\s*: Unlimited/);
  assert.match(stdout, /MaxRecipientEnvelopeLimit\s*: 500/);
  assert.match(stdout, /DmarcRejectAction\s*: Quarantine/);
  assert.match(stdout, /InternalSMTPServers\s*: .*192\.0\.2\.0\/24/);
  assert.match(stdout, /SenderAuthenticationTimeout\s*: 00:00:20/);

  await dialog.getByRole('tab', { name: 'Spam and virus filters' }).click();
  const filters = dialog.getByRole('textbox', { name: 'Content filters (milters)' });
  await filters.fill('rspamd');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('"rspamd" is not the address of a content filter').first().waitFor();
  await takePicture(page, 'admin-organization-transport-filters');
  await dialog.getByRole('button', { name: 'Remove rspamd' }).click();
  await filters.fill('inet:127.0.0.1:11332');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('They see').selectOption('All mail');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  const filtering = await server.shell('Get-TransportConfig | Format-List ContentFilter*');
  assert.match(filtering.stdout, /ContentFilters\s*: \{inet:127\.0\.0\.1:11332\}\s+ContentFilterScope\s*: All/);
  assert.deepEqual(context.faults, []);

  const narrow = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 800 } });
  const phone = await narrow.newPage();
  await signInToAdminCenter(phone, server, 'mail-flow/receive-connectors');
  await phone.getByRole('button', { name: 'Paramètres de transport de l’organisation' }).click();
  await phone.getByLabel('Taille maximale des messages reçus').waitFor();
  assert.match(phone.url(), /receive-connectors\/~organization/);
  await takePicture(phone, 'admin-organization-transport-phone');
  assert.deepEqual(narrow.faults, []);
});

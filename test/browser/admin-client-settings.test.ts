import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';

test('client settings by the admin center: set, advertised, pending until W3SVC restarts, then shown to users', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  const base = `https://127.0.0.1:${server.ports.https}`;
  const { administrator } = server.users;

  // A deep link opens after signing in.
  await page.goto(`${base}/ecp/servers/servers/CAS01/imap4-more`);
  await page.locator('input[name="username"]').fill(administrator.address);
  await page.locator('input[name="password"]').fill(administrator.password);
  await page.keyboard.press('Enter');
  const external = page.getByRole('group', { name: 'External connection settings' });
  await external.getByRole('textbox').fill('mail.contoso.com');
  await external.getByRole('button', { name: 'Add to External connection settings' }).click();
  await external.getByText('Write host:port:SSL or host:port:TLS').waitFor();
  await external.getByRole('textbox').fill('mail.contoso.com:993:SSL');
  await external.getByRole('button', { name: 'Add to External connection settings' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.goto(`${base}/ecp/mail-flow/receive-connectors/Client%20Frontend%20CAS01/scoping`);
  await page.getByLabel('FQDN').fill('smtp.contoso.com');
  await page.getByRole('tab', { name: 'General' }).click();
  await page.getByLabel('Show these settings to users as their SMTP settings').check();
  await page.getByRole('row', { name: 'Server name smtp.contoso.com' }).waitFor();
  await takePicture(page, 'admin-connector-preview');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  // Nothing is shown to users before the restart (the second document's iisreset).
  const shown = async (): Promise<string> =>
    (await server.shell('Get-CASMailbox alice -ProtocolSettings | Format-List External*Settings')).stdout;
  assert.doesNotMatch(await shown(), /contoso/);
  await page.goto(`${base}/ecp/client-access/settings`);
  await page.getByText('Changes wait for a restart of World Wide Web Publishing Service.').waitFor();
  await page.getByRole('row', { name: /mail\.contoso\.com:993:SSL/ }).waitFor();
  await takePicture(page, 'admin-client-access-pending');

  // The restart is asked for over a connection of the very service that restarts, and is answered on it.
  await page.getByRole('button', { name: 'Restart now' }).click();
  await page.getByText('Changes wait for a restart').waitFor({ state: 'detached' });
  assert.match(await shown(), /mail\.contoso\.com/);
  assert.match(await shown(), /smtp\.contoso\.com/);
  const imap = page.getByRole('region', { name: 'IMAP setting' });
  await imap.getByRole('row', { name: 'Server name mail.contoso.com' }).waitFor();
  await page
    .getByRole('region', { name: 'SMTP setting' })
    .getByRole('row', { name: 'Server name smtp.contoso.com' })
    .first()
    .waitFor();
  await takePicture(page, 'admin-client-access');

  // The lines that did it stand in the notification viewer, to copy into a script.
  await page.getByRole('button', { name: 'Notifications' }).click();
  await page.getByText('Restart-Service -Name W3SVC').waitFor();
  assert.deepEqual(context.faults, []);
});

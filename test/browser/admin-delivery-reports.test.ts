import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

const hostile = '<img src=x onerror=alert(1)>';

test('a delivery report says for each recipient what became of a message; its subject is only text', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const { alice, bob } = server.users;
  // Nobody answers at port 1: what is for elsewhere waits.
  await server.shell('New-SendConnector Nowhere -AddressSpaces "SMTP:*;1" -SmartHosts 127.0.0.1 -Port 1');
  const mail = createTransport({
    host: '127.0.0.1',
    port: server.ports.smtps,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: alice.address, pass: alice.password },
  });
  await mail.sendMail({
    from: alice.address,
    to: [bob.address, 'friend@elsewhere.test'],
    subject: `Budget ${hostile}`,
    text: 'Hello',
  });
  mail.close();
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1360, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('a hostile subject ran as script'));
  await signInToAdminCenter(page, server, 'mail-flow/delivery-reports');

  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('Enter the address of the mailbox.').waitFor();
  await page.getByLabel('Mailbox to search').fill(bob.address);
  await page.getByLabel('Search for messages').selectOption('received');
  await page.getByLabel('Subject', { exact: true }).fill('Budget');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: new RegExp(alice.address) }).click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByText(`The message was delivered to the mailbox of ${bob.address}.`).waitFor();
  await takePicture(page, 'admin-delivery-reports');

  // What he sent went to two: one got it, the other still waits.
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('Mailbox to search').fill(alice.address);
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /Pending/ }).dblclick();
  const report = page.getByRole('dialog');
  await report.getByRole('heading', { name: `Budget ${hostile}` }).waitFor();
  await report.getByRole('region', { name: 'friend@elsewhere.test' }).getByText('Pending', { exact: true }).waitFor();
  await report.getByRole('region', { name: bob.address }).getByText('Delivered', { exact: true }).waitFor();
  await report.getByRole('button', { name: 'Show the command' }).click();
  await report.getByText(/^Get-MessageTrackingLog -MessageId /).waitFor();
  await takePicture(page, 'admin-delivery-report');
  const address = page.url();
  await report.getByRole('button', { name: 'Close' }).first().click();
  await report.waitFor({ state: 'detached' });
  await page.goto(address);
  await page.getByRole('dialog').getByText('Summary to date').waitFor();
  assert.deepEqual(context.faults, []);
});

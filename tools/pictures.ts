// `npm run pictures`: the pictures of the README, from a server and a browser of their own.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import type { Page } from 'playwright-core';
import { openBrowser } from '../test/support/browser.ts';
import { LineClient } from '../test/support/line-client.ts';
import { startServer, type TestServer } from '../test/support/server.ts';

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });
const endings: (() => Promise<void>)[] = [];
const ending = { after: (work: () => Promise<void>) => void endings.push(work) };

try {
  const server = await startServer(ending, { serverName: 'CAS01' });
  await server.shell(
    [
      'Set-ImapSettings -ExternalConnectionSettings {mail.example.test:993:SSL}',
      'Set-PopSettings -ExternalConnectionSettings {mail.example.test:995:SSL}',
      'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn mail.example.test -AdvertiseClientSettings $true',
      'iisreset',
      'New-SendConnector Partner -AddressSpaces "SMTP:fabrikam.example;1" -SmartHosts 127.0.0.1 -Port 1',
    ].join('; '),
  );
  await someLife(server);
  const base = `https://127.0.0.1:${server.ports.https}`;
  const browser = await openBrowser(ending);
  const { alice, administrator } = server.users;

  const inFrench = await open('fr-FR', 'light', 1280, `${base}/ecp/`, administrator);
  await inFrench.goto(`${base}/ecp/servers/servers/CAS01/imap4`);
  await inFrench.getByText('Plus d’options').click();
  await inFrench.getByLabel('Délai d’accès non authentifié (secondes)').scrollIntoViewIfNeeded();
  await keep(inFrench, 'admin-center-time-outs-fr');

  const administrators = await open('en-US', 'dark', 1280, `${base}/ecp/`, administrator);
  await administrators.goto(`${base}/ecp/client-access/settings`);
  await administrators.getByText('Name resolves').first().waitFor();
  await keep(administrators, 'admin-center-client-access-en');

  const overview = await open('en-US', 'light', 1280, `${base}/ecp/`, administrator);
  await overview.goto(`${base}/ecp/dashboard/overview`);
  await overview.getByText('Free storage').first().waitFor();
  await keep(overview, 'admin-center-dashboard-en');

  const inEnglish = await open('en-US', 'light', 1280, `${base}/owa/`, alice);
  await inEnglish.getByText('Re: Minutes of Monday').click();
  await inEnglish.getByRole('button', { name: 'Reply', exact: true }).waitFor();
  await keep(inEnglish, 'webmail-en');
  await inEnglish.goto(`${base}/owa/options/account/my-account/pop-imap`);
  await inEnglish.getByText('IMAP setting').waitFor();
  await keep(inEnglish, 'webmail-client-settings-en');

  const onPhone = await open('fr-FR', 'dark', 390, `${base}/owa/`, alice);
  await onPhone.goto(`${base}/owa/options/account/my-account/pop-imap`);
  await onPhone.getByText('Paramètre IMAP').waitFor();
  await keep(onPhone, 'webmail-client-settings-phone-fr');

  async function open(
    locale: string,
    colorScheme: 'light' | 'dark',
    width: number,
    address: string,
    user: { readonly address: string; readonly password: string },
  ): Promise<Page> {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      locale,
      colorScheme,
      viewport: { width, height: 800 },
    });
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('input').first().fill(user.address);
    await page.locator('input[type=password]').fill(user.password);
    await page.keyboard.press('Enter');
    await page.locator('input[type=password]').waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    return page;
  }
  /** Mail that was delivered and mail that waits, and people who are connected: what the dashboard is about. */
  async function someLife({ ports, users }: TestServer): Promise<void> {
    const mail = createTransport({
      host: '127.0.0.1',
      port: ports.smtps,
      secure: true,
      tls: { rejectUnauthorized: false },
      auth: { user: users.alice.address, pass: users.alice.password },
    });
    for (const [index, subject] of ['Minutes', 'Budget', 'Offer', 'Travel'].entries()) {
      const to =
        index % 2 === 0 ? [users.administrator.address, 'sales@fabrikam.example'] : [users.administrator.address];
      await mail.sendMail({ from: users.alice.address, to, subject, text: subject });
    }
    mail.close();
    for (const user of [users.alice, users.bob, users.administrator]) {
      const client = await LineClient.connect(ports.imaps, { tls: true });
      endings.push(async () => client.close());
      client.send(`a LOGIN ${user.address} ${user.password}\r\nb SELECT INBOX\r\nc IDLE\r\n`);
      while (!((await client.line()) ?? '+ ended').startsWith('+ '));
    }
  }
} finally {
  for (const end of endings.toReversed()) await end();
}

async function keep(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
  console.error(`relais: docs/pictures/${name}.png`);
}

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';

// The second document: "Allow end users to view their POP3, IMAP4 and SMTP server settings in Outlook Web App".
const words = {
  en: {
    settings: 'Settings',
    options: 'Options',
    path: ['Account', 'My account', /^Settings for POP or IMAP access/],
    title: 'Settings for POP or IMAP access',
    blocks: ['POP setting', 'IMAP setting', 'SMTP setting'],
    lines: ['Server name:', 'Port:', 'Encryption method:'],
    notAvailable: 'Not available',
  },
  fr: {
    settings: 'Paramètres',
    options: 'Options',
    path: ['Compte', 'Mon compte', /^Paramètres pour accès POP ou IMAP/],
    title: 'Paramètres pour accès POP ou IMAP',
    blocks: ['Paramètre POP', 'Paramètre IMAP', 'Paramètre SMTP'],
    lines: ['Nom du serveur\u00a0:', 'Port\u00a0:', 'Méthode de chiffrement\u00a0:'],
    notAvailable: 'Non disponible',
  },
} as const;

type Language = keyof typeof words;
type Shown = readonly string[] | null;

const popPath = '/owa/options/account/my-account/pop-imap';

describe('webmail shows the settings of the second document', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let browser: Browser;
  before(async () => {
    server = await startServer(ending);
    browser = await browserOfThisProcess(ending);
  });

  async function said(commandLine: string): Promise<void> {
    const { exitCode, stderr } = await server.shell(commandLine);
    assert.equal(exitCode, 0, `${commandLine}: ${stderr}`);
  }

  test('set by shell, seen after iisreset and not before, in both languages', async () => {
    const pages = new Map<Language, Page>();
    const contexts = [];
    for (const language of ['en', 'fr'] as const) {
      const context = await openContext(browser, { locale: language, viewport: { width: 1280, height: 1000 } });
      contexts.push(context);
      const page = await signInToWebmail(context, server, server.users.alice);
      await walkToSettings(page, language);
      pages.set(language, page);
    }
    const shownTo = async (language: Language): Promise<readonly Shown[]> => {
      const page = pages.get(language) as Page;
      await page.reload();
      return blocksOf(page, language);
    };

    assert.deepEqual(await shownTo('en'), [null, null, null], 'nothing is shown after a default install');

    await said('Set-PopSettings -ExternalConnectionSettings {Dublin01.Contoso.com:995:SSL}');
    await said('Set-ImapSettings -ExternalConnectionSettings {Dublin01.Contoso.com:993:SSL}');
    await said(
      'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn Server.Contoso.com -AdvertiseClientSettings $true',
    );
    for (const language of ['en', 'fr'] as const) {
      assert.deepEqual(await shownTo(language), [null, null, null], `nothing before iisreset (${language})`);
    }

    await said('iisreset');
    const submission = String(server.ports.submission);
    for (const language of ['en', 'fr'] as const) {
      assert.deepEqual(await shownTo(language), [
        ['Dublin01.Contoso.com', '995', 'SSL'],
        ['Dublin01.Contoso.com', '993', 'SSL'],
        ['Server.Contoso.com', submission, 'TLS'],
      ]);
      const page = pages.get(language) as Page;
      assert.deepEqual(await accessibilityFaults(page), []);
      await takePicture(page, `webmail-client-settings-${language}`);
    }
    for (const context of contexts) {
      assert.deepEqual(context.faults, []);
      await context.close();
    }
  });

  test('a protocol that is disabled for a user is not shown to him, and the others stay', async () => {
    await said('Set-CASMailbox bob -PopEnabled $false');
    const context = await openContext(browser);
    const page = await signInToWebmail(context, server, server.users.bob, popPath);
    await page.getByRole('heading', { name: words.en.blocks[1], exact: true }).waitFor();
    assert.equal(await page.getByRole('heading', { name: words.en.blocks[0], exact: true }).count(), 0);
    await context.close();
  });

  test('Thunderbird, Outlook and Apple get what the page shows', async () => {
    const context = await openContext(browser);
    const page = await signInToWebmail(context, server, server.users.alice, popPath);
    const autoconfig = await context.request.get(
      webmailAddress(server, '/mail/config-v1.1.xml?emailaddress=alice@example.test'),
    );
    assert.match(await autoconfig.text(), /<hostname>Dublin01\.Contoso\.com<\/hostname>\s*<port>993<\/port>/);
    const wellKnown = await context.request.get(
      `http://localhost:${server.ports.http}/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=nobody@example.test`,
    );
    assert.equal(wellKnown.status(), 200, 'plain HTTP too, and no matter who it is about');
    const autodiscover = await context.request.post(webmailAddress(server, '/autodiscover/autodiscover.xml'), {
      headers: { 'Content-Type': 'text/xml' },
      data: '<Autodiscover><Request><EMailAddress>alice@example.test</EMailAddress></Request></Autodiscover>',
    });
    assert.match(await autodiscover.text(), /<Type>SMTP<\/Type>\s*<Server>Server\.Contoso\.com<\/Server>/);
    const profile = await page.evaluate(async () => (await fetch('/api/client-settings/apple.mobileconfig')).text());
    assert.match(profile, /<key>IncomingMailServerHostName<\/key>\s*<string>Dublin01\.Contoso\.com<\/string>/);
    await context.close();
  });

  test('the test says in plain words that a name does not resolve', async () => {
    const context = await openContext(browser, { locale: 'fr' });
    const page = await signInToWebmail(context, server, server.users.alice, popPath);
    await page.getByRole('button', { name: 'Tester', exact: true }).click();
    await page.getByText(/étapes? ne fonctionne/).waitFor();
    const resolve = page.locator('[data-step=resolve][data-outcome=bad]').first();
    assert.match(await resolve.innerText(), /Dublin01\.Contoso\.com est inconnu du service de noms/);
    await context.close();
  });

  test('the test connects, signs in, fetches, is pushed to, and sends', async () => {
    const { pop3, imaps } = server.ports;
    await said(`Set-PopSettings -ExternalConnectionSettings {localhost:${pop3}:TLS}`);
    await said(`Set-ImapSettings -ExternalConnectionSettings {localhost:${imaps}:SSL}`);
    await said('Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn localhost');
    await said('iisreset');
    await said('Set-MailboxRegionalConfiguration alice -DateFormat yyyy/MM/dd');
    const context = await openContext(browser, { viewport: { width: 1280, height: 1300 } });
    const page = await signInToWebmail(context, server, server.users.alice, popPath);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Everything works.').waitFor();
    const outcomes = await page
      .locator('[data-step]')
      .evaluateAll((lines) =>
        lines.map((line) => `${line.getAttribute('data-step')} ${line.getAttribute('data-outcome')}`),
      );
    for (const step of ['sign-in good', 'fetch good', 'push good', 'send good', 'arrive good']) {
      assert.ok(outcomes.includes(step), `${step} in ${outcomes.join(', ')}`);
    }
    assert.equal(outcomes.filter((outcome) => outcome === 'sign-in good').length, 3);
    assert.ok(outcomes.includes('certificate warning'), 'a self-signed certificate is said to be one');
    assert.match(
      await page.locator('[data-step=certificate]').first().innerText(),
      /Valid until \d{4}\/\d{2}\/\d{2}, but it is self-signed: mail programs will warn\./,
      'the day as its reader writes days',
    );
    const account = await server.running.mail.account(server.running.directory.findLogin('alice')?.guid ?? '');
    const { status } = await account.folder('INBOX');
    assert.equal(status.messages, 5, 'the messages of the test are taken away again');
    const listed = await page.evaluate(async () => (await fetch('/api/connections')).json());
    assert.deepEqual(listed, { live: [], ended: [] }, 'the test’s own connections are no connections of a user');
    const install = page.getByRole('region', { name: 'Set up a device' });
    await install.getByText(`_imaps._tcp.example.test. SRV 0 1 ${imaps} localhost.`).waitFor();
    await install.getByRole('link', { name: 'What PACC says' }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await takePicture(page, 'webmail-connection-test');
    assert.deepEqual(context.faults, []);
    await context.close();
  });

  test('why a mail program was disconnected is told in words, with the setting behind it', async () => {
    const client = await LineClient.connect(server.ports.imaps, { tls: true });
    await client.line();
    client.send(`a LOGIN ${server.users.alice.address} ${server.users.alice.password}\r\n`);
    while (!(await client.line())?.startsWith('a OK'));
    const context = await openContext(browser);
    const page = await signInToWebmail(context, server, server.users.alice, '/owa/options/account/connections');
    await page.getByRole('region', { name: 'Mail programs connected now' }).getByText('IMAP4 · 127.0.0.1').waitFor();
    await said('Restart-Service MSExchangeImap4');
    while ((await client.line()) !== null);
    await page.reload();
    const why = page.getByRole('region', { name: 'Why was I disconnected?' });
    await why
      .locator('[data-reason=service-stopped]')
      .getByText('The service was restarted or stopped.')
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Browsers signed in' }).getByText('This browser').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(context.faults, []);
    await context.close();
  });

  test('on a phone, in the dark', async () => {
    const context = await openContext(browser, {
      locale: 'fr',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    });
    const page = await signInToWebmail(context, server, server.users.alice, popPath);
    await page.locator('dl').first().waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
    assert.deepEqual(await accessibilityFaults(page), []);
    await takePicture(page, 'webmail-client-settings-phone-dark-fr');
    await context.close();
  });
});

/** Settings (the gear) > Options > Account > My account > the page. */
async function walkToSettings(page: Page, language: Language): Promise<void> {
  const { settings, options, path, title } = words[language];
  await page.getByRole('banner').getByRole('button', { name: settings, exact: true }).click();
  await page.getByRole('menuitem', { name: options }).click();
  const [account, myAccount, last] = path;
  await page.getByRole('link', { name: account, exact: true }).click();
  await page.getByRole('link', { name: myAccount, exact: true }).click();
  await page.getByRole('link', { name: last }).first().click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** The three blocks: their values, or `null` for the one line that there is nothing. */
async function blocksOf(page: Page, language: Language): Promise<readonly Shown[]> {
  const { blocks, lines, notAvailable } = words[language];
  const shown: Shown[] = [];
  for (const name of blocks) {
    const block = page.getByRole('region', { name, exact: true });
    await block.waitFor();
    if ((await block.getByText(notAvailable, { exact: true }).count()) > 0) {
      assert.equal(await block.locator('dd').count(), 0);
      shown.push(null);
      continue;
    }
    assert.deepEqual(await block.locator('dt').allInnerTexts(), lines);
    shown.push(await block.locator('dd > span:first-child').allInnerTexts());
  }
  return shown;
}

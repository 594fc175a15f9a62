import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer, type TestServer } from '../support/server.ts';

// "Définir les limites de délai d’expiration de connexion pour IMAP4", by the Exchange admin center, word for word, in
// the language of the page and in English.
const words = {
  fr: {
    locale: 'fr-FR',
    features: 'Fonctionnalités',
    signIn: 'Se connecter',
    servers: 'Serveurs',
    edit: 'Modifier',
    moreOptions: 'Plus d’options',
    timeouts: 'Paramètres de délai d’attente',
    authenticated: 'Délai d’attente authentifié (secondes)',
    unauthenticated: 'Délai d’accès non authentifié (secondes)',
    standard: /^1\s800$/,
    outOfRange: /compris entre 30 et 86\s400/,
    outOfRangeUnauthenticated: /compris entre 30 et 3\s600/,
    proxyPort: 'Port cible du proxy',
    apply: 'Appliquer',
    ok: 'OK',
    save: 'Enregistrer',
    pending: 'Des modifications attendent un redémarrage de Microsoft Exchange IMAP4.',
    restartNow: 'Redémarrer maintenant',
    showCommand: 'Afficher la commande',
  },
  en: {
    locale: 'en-US',
    features: 'Features',
    signIn: 'Sign in',
    servers: 'Servers',
    edit: 'Edit',
    moreOptions: 'More options',
    timeouts: 'Time-out settings',
    authenticated: 'Authenticated time-out (seconds)',
    unauthenticated: 'Unauthenticated time-out (seconds)',
    standard: /^1,800$/,
    outOfRange: /from 30 to 86,400/,
    outOfRangeUnauthenticated: /from 30 to 3,600/,
    proxyPort: 'Proxy target port',
    apply: 'Apply',
    ok: 'OK',
    save: 'Save',
    pending: 'Changes wait for a restart of Microsoft Exchange IMAP4.',
    restartNow: 'Restart now',
    showCommand: 'Show the command',
  },
} as const;

type Language = keyof typeof words;

for (const language of ['fr', 'en'] as const) {
  test(`the document’s procedure in the admin center, click by click (${language})`, async (t) => {
    const say = words[language];
    const server = await startServer(t, { serverName: 'CAS01', manualClock: true });
    const browser = await browserOfThisProcess(t);
    const context = await openContext(browser, { locale: say.locale, viewport: { width: 1280, height: 860 } });
    const page = await context.newPage();
    await signInAsAdministrator(page, server, language);

    await openTimeouts(page, language);
    const authenticated = page.getByLabel(say.authenticated, { exact: true });
    const unauthenticated = page.getByLabel(say.unauthenticated, { exact: true });
    // A port is a name made of digits.
    assert.equal(await page.getByLabel(say.proxyPort, { exact: true }).inputValue(), '1993');
    assert.match(await authenticated.inputValue(), say.standard);
    assert.equal(await unauthenticated.inputValue(), '60');

    await authenticated.fill('29');
    await unauthenticated.fill('3601');
    await page.getByText(say.outOfRange).first().waitFor();
    await page.getByText(say.outOfRangeUnauthenticated).first().waitFor();
    await takePicture(page, `admin-timeouts-out-of-range-${language}`);

    await authenticated.fill('300');
    await unauthenticated.fill('45');
    await page.getByRole('button', { name: say.showCommand }).click();
    await page
      .getByText(
        'Set-ImapSettings -Server CAS01 -AuthenticatedConnectionTimeout 00:05:00 -PreAuthenticatedConnectionTimeout 00:00:45',
      )
      .waitFor();
    // The French page says Apply, then OK; the other pages say Save.
    if (language === 'fr') {
      await page.getByRole('button', { name: say.apply, exact: true }).click();
      await page.getByRole('button', { name: say.ok, exact: true }).click();
    } else {
      await page.getByRole('button', { name: say.save, exact: true }).click();
    }
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    // Configured, not yet in effect: the banner says so, and a session idle for longer than the new limit stays.
    await page.getByText(say.pending).waitFor();
    await page.getByRole('row', { name: /00:30:00\s+00:05:00/ }).waitFor();
    await page.getByRole('row', { name: /00:01:00\s+00:00:45/ }).waitFor();
    await takePicture(page, `admin-timeouts-pending-${language}`);
    const before = await signInByImap(server);
    server.advance(301_000);
    assert.match((await before.command('b', 'NOOP')).at(-1) ?? '', /^b OK/);

    await page.getByRole('button', { name: say.restartNow }).click();
    await page.getByText(say.pending).waitFor({ state: 'detached' });
    assert.match((await before.until(/BYE/)).at(-1) ?? '', /^\* BYE /);

    // In effect: one second before the limit the session lives, after it it is closed with a word.
    const after = await signInByImap(server);
    server.advance(299_000);
    assert.match((await after.command('c', 'NOOP')).at(-1) ?? '', /^c OK/);
    server.advance(301_000);
    assert.match((await after.until(/BYE/)).at(-1) ?? '', /^\* BYE /);
    assert.equal(await after.line(), null);

    // "How do you know this worked?"
    await openTimeouts(page, language);
    assert.equal(await page.getByLabel(say.authenticated, { exact: true }).inputValue(), '300');
    assert.equal(await page.getByLabel(say.unauthenticated, { exact: true }).inputValue(), '45');
    assert.match(
      (await server.shell('Get-ImapSettings | format-list')).stdout,
      /^AuthenticatedConnectionTimeout\s+: 00:05:00$/m,
    );
    await takePicture(page, `admin-timeouts-verified-${language}`);
    assert.deepEqual(context.faults, []);
  });
}

test('the same by keyboard alone (reference §4.2)', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  const page = await (await openContext(browser, { locale: 'en-US' })).newPage();
  await signInAsAdministrator(page, server, 'en');
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/servers/servers`);
  await page.getByRole('row', { name: /CAS01/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'General' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'More options' }).focus();
  await page.keyboard.press('Space');
  const field = page.getByLabel('Authenticated time-out (seconds)', { exact: true });
  await field.focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('900');
  await page.keyboard.press('Enter');
  await page.getByText('The changes were saved.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.match(
    (await server.shell('Get-ImapSettings | format-list')).stdout,
    /^AuthenticatedConnectionTimeout\s+: 00:15:00$/m,
  );
});

async function signInAsAdministrator(page: Page, server: TestServer, language: Language): Promise<void> {
  const { administrator } = server.users;
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/`);
  await page.locator('input[name="username"]').fill(administrator.address);
  await page.locator('input[name="password"]').fill(administrator.password);
  await page.getByRole('button', { name: words[language].signIn, exact: true }).click();
  await page.getByRole('navigation', { name: words[language].features }).waitFor();
}

/** Steps 1 to 5 of the document. */
async function openTimeouts(page: Page, language: Language): Promise<void> {
  const say = words[language];
  await page.getByRole('navigation', { name: say.features }).getByRole('link', { name: say.servers }).click();
  await page.getByRole('main').getByRole('link', { name: say.servers, exact: true }).click();
  await page.getByRole('row', { name: /CAS01/ }).click();
  await page.getByRole('button', { name: say.edit, exact: true }).click();
  await page.getByRole('tab', { name: 'IMAP4', exact: true }).click();
  await page.getByRole('button', { name: say.moreOptions, exact: true }).click();
  await page.getByRole('heading', { name: say.timeouts, exact: true }).scrollIntoViewIfNeeded();
}

async function signInByImap(server: TestServer): Promise<LineClient> {
  const { alice } = server.users;
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  assert.match((await client.command('a', `LOGIN ${alice.address} ${alice.password}`)).at(-1) ?? '', /^a OK/);
  return client;
}

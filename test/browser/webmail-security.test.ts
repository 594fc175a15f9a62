import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOTP } from 'otpauth';
import type { Browser, BrowserContext } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { LineClient } from '../support/line-client.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';

let server: TestServer;
let browser: Browser;

const begin = placeOfThisFile(async (ending) => {
  server = await startServer(ending);
  browser = await browserOfThisProcess(ending);
});

const account = '/owa/options/account/my-account';
const context = (locale: string, phone = false): Promise<BrowserContext> =>
  openContext(browser, {
    locale,
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    permissions: ['clipboard-write'],
  });

async function imapSignIn(user: string, password: string): Promise<string> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  const lines = await client.command('a', `LOGIN ${user} ${password}`);
  client.close();
  return lines.at(-1) ?? '';
}

test('an app password: made in webmail, used by a mail program, revoked', async () => {
  await begin();
  const { alice } = server.users;
  const tab = await context('en-GB');
  const page = await signInToWebmail(tab, server, alice, `${account}/app-passwords`);
  await page.locator('input[name=device]').fill('Phone');
  // A label ticks its own box, which has its name.
  const opens = async () =>
    Promise.all(['IMAP', 'POP', 'SMTP'].map((one) => page.getByRole('checkbox', { name: one }).isChecked()));
  await page.getByText('Sending (SMTP)', { exact: true }).click();
  assert.deepEqual(await opens(), [true, false, false]);
  await page.getByRole('button', { name: 'Make the password' }).click();
  const password = (await page.getByTestId('app-password').textContent()) ?? '';
  assert.match(password, /^[a-z2-9-]{23}$/);
  assert.match(await imapSignIn(alice.address, password), /^a OK/);
  await page.reload();
  await page.getByText('Last used').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-app-passwords-en');
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Revoked.').waitFor();
  assert.match(await imapSignIn(alice.address, password), /^a NO/);
  await tab.close();
});

test('an authenticator app on a phone, in French: enrolled, asked for, with a recovery code as the way back', async () => {
  await begin();
  const { bob } = server.users;
  const tab = await context('fr-FR', true);
  const page = await signInToWebmail(tab, server, bob, `${account}/security`);
  await page.getByRole('button', { name: 'Ajouter une application d’authentification' }).click();
  const secret = ((await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? '').replaceAll(' ', '');
  await takePicture(page, 'webmail-enrol-authenticator-phone-fr');
  await page.locator('input[name=one-time-code]').fill(new TOTP({ secret }).generate());
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByText('Gardez ces codes').waitFor();
  const codes = page.getByText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  await codes.first().waitFor();
  const [recoveryCode = ''] = await codes.allTextContents();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-security-phone-fr');
  await tab.close();

  const other = await context('fr-FR', true);
  const next = await other.newPage();
  await next.goto(webmailAddress(server));
  await next.locator('input[name=username]').fill(bob.address);
  await next.locator('input[name=password]').fill(bob.password);
  await next.locator('button[type=submit]').click();
  await next.getByRole('heading', { name: 'Encore une étape' }).waitFor();
  await next.locator('input[name=one-time-code]').fill('000000');
  await next.locator('button[type=submit]').click();
  await next.getByText('Ce n’est pas correct').waitFor();
  assert.deepEqual(await accessibilityFaults(next), []);
  await takePicture(next, 'webmail-second-step-phone-fr');
  await next.getByRole('button', { name: 'Utiliser un code de récupération' }).click();
  await next.locator('input[name=one-time-code]').fill(recoveryCode);
  await next.locator('button[type=submit]').click();
  await next.locator('header').waitFor();
  await other.close();
  assert.match(await imapSignIn(bob.address, bob.password), /^a NO \[CONTACTADMIN\].*app password/);
});

test('a passkey of the browser: enrolled, then a sign-in without a password', async () => {
  await begin();
  const { alice } = server.users;
  const tab = await context('en-GB');
  const page = await tab.newPage();
  const devtools = await tab.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(webmailAddress(server, `${account}/security`));
  await page.locator('input[name=username]').fill(alice.address);
  await page.locator('input[name=password]').fill(alice.password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('Keep these codes').waitFor();
  await takePicture(page, 'webmail-security-en');
  assert.deepEqual(await accessibilityFaults(page), []);
  await tab.clearCookies();
  await page.goto(webmailAddress(server));
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.locator('header').waitFor();
  await tab.close();
});

test('administrators who need a second factor add one in webmail and come back', async () => {
  await begin();
  const said = await server.shell('Set-SignInSettings -SecondFactorRequiredFor Administrators');
  assert.equal(said.exitCode, 0, said.stderr);
  const { administrator } = server.users;
  const tab = await context('en-GB');
  const page = await tab.newPage();
  await page.goto(webmailAddress(server, '/ecp/'));
  await page.locator('input[name=username]').fill(administrator.address);
  await page.locator('input[name=password]').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Add a second factor' }).click();
  await page.getByRole('button', { name: 'Add an authenticator app' }).click();
  const secret = ((await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? '').replaceAll(' ', '');
  await takePicture(page, 'webmail-must-enrol-en');
  await page.locator('input[name=one-time-code]').fill(new TOTP({ secret }).generate());
  await page.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.getByText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  await codes.first().waitFor();
  const [recoveryCode = ''] = await codes.allTextContents();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('header').waitFor();
  await page.goto(webmailAddress(server, '/ecp/'));
  await page.locator('header').waitFor();
  await tab.clearCookies();
  await page.goto(webmailAddress(server, '/ecp/'));
  await page.locator('input[name=username]').fill(administrator.address);
  await page.locator('input[name=password]').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-admin-second-step-en');
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.locator('input[name=one-time-code]').fill(recoveryCode);
  await page.locator('button[type=submit]').click();
  await page.locator('header').waitFor();
  await tab.close();
});

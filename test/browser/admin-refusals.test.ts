import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { makeSelfSigned } from '../../server/src/platform/tls/self-signed.ts';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import { startServer } from '../support/server.ts';
import { goTo, signInToAdminCenter } from './admin.ts';

const place = placeOfThisFile(async (ending) => {
  const server = await startServer(ending, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(ending);
  return { server, browser };
});

/** Whether the keyboard is in a field that says this of itself. */
async function isAtRefusedField(page: Page, why: string): Promise<void> {
  await page.waitForFunction((words) => {
    const field = document.activeElement?.closest('[aria-invalid="true"]')?.closest('.fui-Field');
    return field?.textContent.includes(words) === true;
  }, why);
}

test('what the server refuses opens the section of its field, with the keyboard in it', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/mailboxes/alice@example.test/general');
  const dialog = page.getByRole('dialog');
  const turnTo = (name: string) => dialog.getByRole('tab', { name, exact: true }).click();
  const isOpen = (name: string) => dialog.getByRole('tab', { name, exact: true, selected: true }).waitFor();
  const apply = () => dialog.getByRole('button', { name: 'Apply', exact: true }).click();

  // A parameter of the dialog's own cmdlet.
  await dialog.getByLabel('Alias').fill('bob');
  await turnTo('Mailbox usage');
  await apply();
  await isOpen('General');
  await isAtRefusedField(page, 'already in use');
  await dialog.getByLabel('Alias').fill('alice');

  // A list that other cmdlets fill, whose refusal names no parameter.
  await turnTo('Mailbox delegation');
  await dialog
    .getByRole('group', { name: 'Full Access' })
    .getByRole('combobox', { name: 'Add' })
    .fill('nobody@example.test');
  await turnTo('General');
  await apply();
  await isOpen('Mailbox delegation');
  await isAtRefusedField(page, 'nobody@example.test');
  await dialog.getByRole('button', { name: 'Remove nobody@example.test' }).click();

  // Behind "More options".
  await turnTo('Organization');
  await turnTo('Contact information');
  await dialog.getByRole('button', { name: 'More options', exact: true }).click();
  await dialog.getByLabel('Web page').fill('x'.repeat(5_000));
  await turnTo('General');
  await apply();
  await isOpen('Contact information');
  await isAtRefusedField(page, 'Web page');
  // What is wrong with the value, not with a command line that nobody wrote.
  await dialog.getByText(/^Web page: /).waitFor();
  assert.doesNotMatch(await dialog.innerText(), /argument|System\.String/);
  assert.deepEqual(context.faults, []);
});

test('what is written in another section and not right is shown by Save', { timeout: 300_000 }, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'servers/servers/CAS01/imap4-more');
  const dialog = page.getByRole('dialog');
  const wrong = dialog.getByRole('textbox', { name: /^Délai d’attente authentifié/ });
  await wrong.fill('1');
  await dialog.getByRole('tab', { name: 'Général', exact: true }).click();
  await wrong.waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Appliquer', exact: true }).click();
  await dialog.getByRole('tab', { name: 'IMAP4', exact: true, selected: true }).waitFor();
  // What must be filled in says so, also in a section that is not the one that is open.
  await goTo(page, 'recipients/groups/~new');
  await dialog.getByRole('textbox', { name: 'Alias' }).fill('equipe');
  await dialog.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await isAtRefusedField(page, 'Ce champ doit être rempli.');
  assert.equal(await dialog.getByRole('textbox', { name: 'Alias' }).inputValue(), 'equipe');
  await dialog.getByRole('textbox', { name: 'Alias' }).press('Escape');
  await page.getByRole('button', { name: 'Les abandonner', exact: true }).click();

  // Amounts are refused as the field writes them.
  await goTo(page, 'recipients/mailboxes/alice@example.test/usage');
  const quota = dialog.getByRole('textbox', { name: /^Émettre un avertissement/ });
  await quota.fill('beaucoup');
  await dialog.getByRole('button', { name: 'Appliquer', exact: true }).click();
  await isAtRefusedField(page, 'Ko, Mo, Go ou To');
  assert.match(await dialog.innerText(), /par exemple 2\sMo .*ou illimité/);
  await quota.fill('1 Go');

  // Who saves while the server is gone hears it at once: lists that ask again and again are not waited for.
  const asked = new Set<string>();
  await page.route('**/InvokeCommand*', async (route) => {
    const body = route.request().postData() ?? '';
    if (asked.has(body)) return;
    asked.add(body);
    await route.abort('connectionrefused');
  });
  await dialog.getByRole('button', { name: 'Appliquer', exact: true }).click();
  await dialog.getByText('Le serveur ne répond pas').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  assert.equal(await quota.inputValue(), '1 Go');
  await quota.press('Escape');
  await page.getByRole('button', { name: 'Les abandonner', exact: true }).click();

  // Buttons of one name are told apart by what they are about.
  await goTo(page, 'servers/services');
  await page
    .getByRole('row', { name: /^Microsoft Exchange POP3 / })
    .first()
    .click();
  for (const verb of ['Arrêter', 'Redémarrer']) {
    await page.getByRole('button', { name: `${verb}\u00a0: Microsoft Exchange POP3`, exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: verb, exact: true }).count(), 1);
  }
  assert.deepEqual(context.faults, []);
});

test('what somebody else does to permissions of folders meanwhile is told before it is written over', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  const rights = async (folder: string) =>
    (
      await server.shell(`Get-MailboxFolderPermission alice:\\${folder} | % { "$($_.User)=$($_.AccessRights)" }`)
    ).stdout.trim();
  assert.equal(
    (await server.shell('Add-MailboxFolderPermission alice:\\Inbox -User bob -AccessRights Reviewer')).exitCode,
    0,
  );
  await signInToAdminCenter(page, server, 'recipients/mailboxes/alice@example.test/folders');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Permission of Bob Durand').selectOption('Owner');
  // Of a folder that is out of sight as well: there somebody else adds the same person.
  await dialog.getByRole('combobox', { name: 'Folder', exact: true }).selectOption('Archive');
  await dialog.getByLabel('Add a person or group').fill('bob@example.test');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const others = [
    'Set-MailboxFolderPermission alice:\\Inbox -User bob -AccessRights Editor',
    'Set-MailboxFolderPermission alice:\\Archive -User Default -AccessRights Reviewer',
  ];
  assert.equal((await server.shell(others.join('; '))).exitCode, 0);
  const apply = () => dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await apply();
  await dialog.getByText('Bob Durand in Inbox: it was “Reviewer” and is now “Editor”.').waitFor();
  assert.match(await rights('Inbox'), /Bob Durand=Editor/);
  await apply();
  await dialog.getByText('The changes were saved.').waitFor();
  assert.match(await rights('Inbox'), /Bob Durand=Owner/);
  assert.match(await rights('Archive'), /Default=Reviewer[^]*Bob Durand=Reviewer/);
  assert.deepEqual(context.faults, []);
});

test('in a list of more than a thousand, what somebody else changed meanwhile is told before it is written over', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  const made = await server.shell(
    '1..1001 | ForEach-Object { New-MailContact "Far $_" -ExternalEmailAddress "far$_@example.net" } | Out-Null',
  );
  assert.equal(made.exitCode, 0, made.stderr);
  await signInToAdminCenter(page, server, 'recipients/contacts');
  await page.getByText(/1,001 in total/).waitFor();
  await goTo(page, `recipients/contacts/${encodeURIComponent('example.test/Users/Far 7')}/general`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Display name' }).fill('Mine');
  // The long list takes its time; the answer about this contact does not.
  const { promise, resolve } = Promise.withResolvers<void>();
  t.after(() => resolve());
  await page.route('**/InvokeCommand*', async (route) => {
    const asked = route.request().postData() ?? '';
    if (asked.includes('"Get-MailContact"') && !asked.includes('Identity')) await promise;
    await route.continue().catch(() => undefined);
  });
  assert.equal((await server.shell("Set-MailContact far7@example.net -DisplayName 'Theirs'")).exitCode, 0);
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('Display name: it was “Far 7” and is now “Theirs”.').waitFor();
  resolve();
  assert.deepEqual(context.faults, []);
});

test('what is typed into a list and is not right holds Save up, stays in its section, and is asked about', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  const made = await server.shell(
    "New-ReceiveConnector Typed -TransportRole FrontendTransport -Usage Custom -Bindings 127.0.0.1:4025 -RemoteIPRanges 192.0.2.1; New-SendConnector Typed -AddressSpaces '*' -DNSRoutingEnabled $true",
  );
  assert.equal(made.exitCode, 0, made.stderr);
  await signInToAdminCenter(page, server, 'mail-flow/receive-connectors/Typed/scoping');
  const dialog = page.getByRole('dialog');
  const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click();
  const typed = dialog.getByRole('textbox', { name: 'Add an IP address or range' });
  const wrong = 'Write an address (192.0.2.1)';
  await typed.fill('192.0.2.x');
  await press('OK');
  await isAtRefusedField(page, wrong);
  await dialog.getByRole('tab', { name: 'General', exact: true }).click();
  await typed.waitFor({ state: 'detached' });
  await dialog.getByLabel('Comment').fill('typed');
  await press('Apply');
  await dialog.getByRole('tab', { name: 'Scoping', exact: true, selected: true }).waitFor();
  await isAtRefusedField(page, wrong);
  assert.equal(await typed.inputValue(), '192.0.2.x');
  assert.doesNotMatch((await server.shell('(Get-ReceiveConnector *Typed).Comment')).stdout, /typed/);
  await typed.fill('192.0.2.9');
  await press('Apply');
  await dialog.getByText('The changes were saved.').waitFor();
  assert.match((await server.shell('(Get-ReceiveConnector *Typed).RemoteIPRanges')).stdout, /192\.0\.2\.9/);
  await typed.fill('no');
  await press('Cancel');
  await dialog.getByRole('button', { name: 'Keep editing', exact: true }).click();
  assert.equal(await typed.inputValue(), 'no');

  // A file is a field as well, and what was said of the sign-in is not said again once somebody has signed in.
  await typed.fill('');
  await press('OK');
  await dialog.waitFor({ state: 'detached' });
  await goTo(page, 'servers/certificates/~import');
  const { key, certificate } = await makeSelfSigned(['mail.contoso.test'], Date.now());
  const locked = createPrivateKey(key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'right',
  });
  const file = dialog.locator('input[type="file"]');
  const take = (text: string) =>
    file.setInputFiles({ name: 'c.pem', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await take('none');
  await press('Save');
  await dialog.getByRole('button', { name: /^File/ }).and(page.locator(':focus')).waitFor();
  await take(`${String(locked)}${certificate}`);
  await dialog.getByLabel('Password').fill('wrong');
  await context.clearCookies();
  await press('Save');
  await page.locator('input[name="password"]').fill(server.users.administrator.password);
  await page.keyboard.press('Enter');
  await page.locator('input[name="username"]').waitFor({ state: 'detached' });
  assert.equal(await dialog.getByText('Nobody is signed in').count(), 0);
  await press('Save');
  await isAtRefusedField(page, 'is the password right?');
  await dialog.getByLabel('Password').fill('right');
  await press('Save');
  await dialog.waitFor({ state: 'detached' });

  // What a smart host asks for is changed on the page, and what is missing is said in its words.
  await goTo(page, 'mail-flow/send-connectors/Typed/delivery');
  await dialog.getByLabel('TLS domain').fill('far.example');
  await press('Apply');
  await isAtRefusedField(page, '“TLS domain” needs “TLS certificate check”');
  await dialog.getByLabel('TLS domain').fill('');
  await dialog.getByRole('textbox', { name: 'Smart hosts' }).fill('127.0.0.1');
  await dialog.getByLabel('MX record associated with the recipient domain').click();
  await dialog.getByLabel('Smart host authentication').selectOption('BasicAuthRequireTLS');
  await press('Apply');
  await isAtRefusedField(
    page,
    '“Smart host authentication” “Basic authentication after TLS” needs “User name at the smart host”.',
  );
  await dialog.getByLabel('User name at the smart host').fill('relay');
  await press('Apply');
  await isAtRefusedField(page, 'This must be filled in.');
  await dialog.getByLabel('Password').fill('first of two');
  await press('Apply');
  await dialog.getByText('The changes were saved.').waitFor();
  assert.equal((await server.shell('(Get-SendConnector Typed).AuthenticationCredential')).stdout.trim(), 'relay');
  await dialog.getByLabel('Password').fill('Later-9');
  await press('Show the command');
  assert.doesNotMatch(await dialog.innerText(), /Later-9/);
  await press('Apply');
  await dialog.getByText('The changes were saved.').waitFor();
  assert.equal(await dialog.getByLabel('Password').inputValue(), '');
  // How many were refused stands on the button that tells them, not beside it.
  await press('OK');
  await dialog.waitFor({ state: 'detached' });
  const button = page.getByRole('button', { name: 'Notifications', exact: true });
  const [around, badge] = await Promise.all([button.boundingBox(), button.locator('.fui-CounterBadge').boundingBox()]);
  assert.ok(around !== null && badge !== null && badge.x + badge.width <= around.x + around.width);
  assert.deepEqual(context.faults, []);
});

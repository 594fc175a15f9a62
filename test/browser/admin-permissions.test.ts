import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { HttpCmdletHost } from '@relais/shell';
import { startAuthority } from '../../server/src/platform/acme/acme-authority.fixture.ts';
import { startServer } from '../support/server.ts';
import { goTo, signInToAdminCenter } from './admin.ts';
import { deleteForGood } from './server-with-everything.ts';

test('a role group is made, filled and explained; who is in it sees its pages and no others', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'permissions/admin-roles');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Helpers');
  await dialog.getByRole('combobox', { name: 'Add a member' }).fill('alice');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Message Tracking', { exact: true }).check();
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByText(/^New-RoleGroup -Name Helpers -Roles "Message Tracking" -Members alice$/).waitFor();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/permissions/effective/alice`);
  await page.getByRole('row', { name: /Get-MessageTrackingLog\s+Helpers/ }).click();
  await page.getByRole('region', { name: 'Details' }).getByText('Message Tracking', { exact: true }).waitFor();
  await takePicture(page, 'admin-effective-permissions');

  const hers = await (await openContext(browser, { locale: 'en-US' })).newPage();
  await signInToAdminCenter(hers, server, '', server.users.alice);
  await hers.getByRole('link', { name: 'Message trace' }).waitFor();
  assert.equal(await hers.getByRole('link', { name: 'Servers' }).count(), 0);

  // For whom she may do it: only in a scope, which the shell has made.
  const made = await server.shell(`New-ManagementScope Paris -RecipientRestrictionFilter "City -eq 'Paris'"`);
  assert.equal(made.exitCode, 0, made.stderr);
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/permissions/admin-roles/Helpers`);
  await dialog.getByLabel('Mail Recipients', { exact: true }).check();
  await dialog.getByLabel('Write scope').selectOption('Paris');
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog
    .getByText(/New-ManagementRoleAssignment -Role "Mail Recipients".* -CustomRecipientWriteScope Paris/)
    .waitFor();
  await dialog
    .getByText(/Set-ManagementRoleAssignment .*"Message Tracking-Helpers".* -CustomRecipientWriteScope Paris/)
    .waitFor();
  await takePicture(page, 'admin-role-group-scope');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/permissions/admin-roles/Helpers`);
  const chosen = dialog.getByLabel('Write scope').locator('option:checked', { hasText: 'Paris' });
  await chosen.waitFor({ state: 'attached' });
  const given = await server.shell('Get-ManagementRoleAssignment -CustomRecipientWriteScope Paris | % Name');
  assert.deepEqual(given.stdout.trim().split(/\s*\n/), ['Mail Recipients-Helpers', 'Message Tracking-Helpers']);

  await deleteForGood(server, server.users.bob, 'Of Lyon');
  // Within it she finds what she may change, beyond it what she may look at, with the reason.
  for (const line of [
    'Set-User alice -City Paris',
    'New-DistributionGroup Sales -Members bob',
    "New-ManagementRoleAssignment -Role 'Distribution Groups' -SecurityGroup Helpers -CustomRecipientWriteScope Paris",
    "New-ManagementRoleAssignment -Role 'Mail Recipient Creation' -SecurityGroup Helpers -CustomRecipientWriteScope Paris",
  ])
    assert.equal((await server.shell(line)).exitCode, 0, line);
  const at = (path: string) => hers.goto(`https://127.0.0.1:${server.ports.https}/ecp/recipients/${path}`);
  await at('mailboxes');
  await hers.getByRole('row', { name: /Alice/ }).click();
  await hers.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  const remove = hers.getByRole('button', { name: 'Delete', exact: true });
  assert.equal(await remove.isEnabled(), true);
  const details = hers.getByRole('region', { name: 'Details' });
  await details.getByRole('button', { name: 'Disable IMAP4' }).waitFor();
  await hers.getByRole('row', { name: /Bob/ }).click();
  const view = hers.getByRole('button', { name: 'View details' });
  await view.waitFor();
  await details.getByText('This isn’t within your current write scopes.').waitFor();
  assert.equal(await details.getByRole('button', { name: 'Disable IMAP4' }).count(), 0);
  assert.equal(await remove.getAttribute('aria-disabled'), 'true');
  await remove.hover();
  await hers.getByRole('tooltip').getByText('This isn’t within your current write scopes.').waitFor();
  await takePicture(hers, 'admin-outside-write-scope');
  await remove.press('Enter');
  await view.click();
  const hers1 = hers.getByRole('dialog');
  await hers1.getByText('Not all of this is within your current write scopes (Paris).').waitFor();
  assert.equal(await hers1.getByLabel('Display name').isEditable(), false);
  await takePicture(hers, 'admin-outside-write-scope-dialog');
  // A group of hers he may be in: that is a change of the group.
  await hers1.getByRole('tab', { name: 'Member of' }).click();
  assert.equal(await hers1.getByLabel('Add to a group').isEnabled(), true);
  // What he deleted she sees, and restores nothing of it.
  await hers1.getByRole('tab', { name: 'Recover deleted items' }).click();
  await hers1.getByText('Of Lyon', { exact: true }).waitFor();
  assert.equal(await hers1.getByRole('button', { name: 'Restore' }).count(), 0);

  // Nothing is half done: what is refused last is refused before the first is done.
  await at('mailboxes/alice@example.test/member-of');
  await hers1.getByRole('combobox', { name: 'Add to a group' }).fill('sales@example.test');
  await hers.keyboard.press('Enter');
  await hers1.getByRole('tab', { name: 'General' }).click();
  await hers1.getByLabel('Display name').fill('Alice Half');
  await hers1.getByRole('button', { name: 'Save', exact: true }).click();
  await hers1
    .getByText("'example.test/Users/Sales' isn't within your current write scopes. Can't perform save operation.")
    .waitFor();
  const left = await server.shell('(Get-Mailbox alice).DisplayName; (Get-DistributionGroupMember Sales).Name');
  assert.doesNotMatch(left.stdout, /Half/);
  assert.equal(left.stdout.trim().split('\n').length, 2);
  // What may come true by what comes before it is tried, and what was done and what was not is said.
  await server.shell('Remove-DistributionGroup Sales -Confirm:$false');
  await hers1.getByRole('button', { name: 'Save', exact: true }).click();
  await hers1
    .getByText(/This was done: Set-Mailbox .*"Alice Half"\. This was not done: Add-DistributionGroupMember .*sales@/)
    .waitFor();
  assert.match((await server.shell('(Get-Mailbox alice).DisplayName')).stdout, /Alice Half/);

  assert.deepEqual(context.faults, []);
});

test('a certificate is made, assigned, and its key is never in the command that is shown', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'servers/certificates/~new');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Names' }).fill('mail.contoso.com');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /mail\.contoso\.com/ }).click();
  await page.getByRole('button', { name: 'Assign to services' }).click();
  await dialog.getByLabel('IMAP', { exact: true }).check();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /mail\.contoso\.com.*IMAP/ }).waitFor();
  await takePicture(page, 'admin-certificates');

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog
    .locator('input[type="file"]')
    .setInputFiles({ name: 'mail.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from('no certificate') });
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByText('ReadAllBytes').waitFor();
  assert.equal(await page.getByText(Buffer.from('no certificate').toString('base64')).count(), 0);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog
    .getByRole('status')
    .getByText(/PEM|PFX|read/)
    .waitFor();

  // A request: made, shown to hand over, and answered by an authority of the test's own.
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/servers/certificates/~new`);
  await dialog.getByRole('radio', { name: /certification authority/ }).check();
  await dialog.getByRole('textbox', { name: 'Names' }).fill('imap.contoso.com');
  await page.keyboard.press('Enter');
  await dialog.getByRole('textbox', { name: 'Organization name' }).fill('Contoso, Ltd.');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByRole('heading', { name: 'CN=imap.contoso.com, O=Contoso\\, Ltd.' }).waitFor();
  await takePicture(page, 'admin-certificate-request');
  const request = await dialog.getByRole('textbox', { name: 'Certificate request' }).inputValue();
  const answer = await signRequest(t, request);
  await dialog
    .locator('input[type="file"]')
    .setInputFiles({ name: 'mail.crt', mimeType: 'application/x-x509-ca-cert', buffer: answer });
  await dialog.getByLabel('POP', { exact: true }).check();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /imap\.contoso\.com.*Valid.*POP/ }).waitFor();
  assert.equal(await page.getByText('Pending request').count(), 0);
  assert.deepEqual(context.faults, []);
});

test('a certificate comes by itself once its names and the terms are given; what goes wrong stands above the list and on the dashboard', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const authority = await startAuthority(Date.now);
  t.after(() => authority.stop());
  const host = new HttpCmdletHost({ socketPath: server.running.socketPath });
  const AuthorityCertificate = Buffer.from(authority.authority).toString('base64');
  const call = { cmdlet: 'Set-AcmeCertificate', parameters: { DirectoryUrl: authority.url, AuthorityCertificate } };
  for await (const record of host.invoke(call, AbortSignal.timeout(60_000))) assert.notEqual(record.kind, 'error');
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'servers/certificates');
  await page.getByRole('button', { name: 'Automatic certificate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('switch', { name: 'Obtain the certificate and renew it' }).check();
  await dialog.getByRole('textbox', { name: 'Host names' }).fill('mail.contoso.com');
  await page.keyboard.press('Enter');
  const save = dialog.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  await dialog
    .getByText(/https:\/\/authority\.test\/terms/)
    .first()
    .waitFor();
  await dialog.getByRole('switch', { name: /I have read the terms/ }).check();
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/The certificate for mail\.contoso\.com is renewed by itself, next on/).waitFor();
  await page.getByRole('row', { name: /^mail\.contoso\.com.*Valid/ }).waitFor();
  const advice = await server.shell(
    "Get-DnsRecordAdvice | Where-Object { $_.Purpose -eq 'CAA' } | ForEach-Object { $_.Value }",
  );
  assert.equal(advice.stdout.trim(), '0 issue "authority.test"');
  const problem = { type: 'urn:ietf:params:acme:error:unauthorized', detail: 'not <b>today</b>' };
  authority.instead('/new-order', { status: 403, body: problem });
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await dialog.getByRole('button', { name: 'Renew now' }).click();
  await dialog.getByText('The certificate authority says: not <b>today</b> (unauthorized)').first().waitFor();
  await dialog.getByText('Could not be renewed').waitFor();
  await takePicture(page, 'admin-acme-failed');
  await dialog.getByRole('button', { name: 'Check now' }).click();
  await dialog.getByRole('list', { name: 'What was found' }).getByText('ACME directory').waitFor();
  await goTo(page, 'dashboard/overview');
  await page.getByRole('region', { name: 'What expires' }).getByText('Could not be renewed').waitFor();
  await goTo(page, 'servers/certificates');
  await page
    .getByRole('alert')
    .or(page.getByText(/could not be obtained or renewed/))
    .first()
    .waitFor();
  assert.deepEqual(context.faults, []);
});

/** What an authority answers: the request signed with its own key. */
async function signRequest(t: TestContext, request: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-authority-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'mail.req'), request);
  const openssl = (line: string): Promise<unknown> =>
    promisify(execFile)('openssl', line.split(' '), { cwd: folder, timeout: 30_000 });
  await openssl('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=Authority');
  await openssl('x509 -req -in mail.req -CA ca.crt -CAkey ca.key -days 90 -copy_extensions copy -out mail.crt');
  return readFile(join(folder, 'mail.crt'));
}

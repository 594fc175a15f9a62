import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

test('a trial of settings from their dialog: a banner with the time left, undone or kept', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const timeout = async (): Promise<string> =>
    /: (.+)$/m.exec(
      (await server.shell('Get-ImapSettings | Format-List AuthenticatedConnectionTimeout')).stdout,
    )?.[1] ?? '';
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'servers/servers/CAS01/imap4-more');
  const dialog = page.getByRole('dialog');
  const tryIt = async (seconds: string, minutes: string): Promise<void> => {
    await dialog.getByLabel('Authenticated time-out (seconds)', { exact: true }).fill(seconds);
    await dialog.getByRole('checkbox', { name: /^Try it/ }).click();
    await dialog.getByLabel('Minutes of the trial, 1 to 1440').fill(minutes);
  };
  await tryIt('1200', '0');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.getByText('Something is not right yet').waitFor();
  await dialog.getByLabel('Minutes of the trial, 1 to 1440').fill('15');
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByText(/^New-SettingsTrial -Minutes 15\nSet-ImapSettings /).waitFor();
  await takePicture(page, 'admin-trial-offered');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const banner = page.locator('main').getByText('These settings are a trial.');
  await banner.waitFor();
  await page
    .getByRole('timer')
    .filter({ hasText: /1[45]\smin/ })
    .waitFor();
  assert.equal(await timeout(), '00:20:00');
  await takePicture(page, 'admin-trial-runs');
  await page.getByRole('button', { name: 'Undo now' }).click();
  await banner.waitFor({ state: 'detached' });
  assert.equal(await timeout(), '00:30:00');

  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/servers/servers/CAS01/imap4-more`);
  await tryIt('900', '15');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await banner.waitFor({ state: 'detached' });
  assert.equal(await timeout(), '00:15:00');
  assert.equal((await server.shell('Get-SettingsTrial')).stdout.trim(), '');
  assert.deepEqual(context.faults, []);
});

test('quotas of several mailboxes at once, with what is ticked alone; permissions of a folder', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/mailboxes');
  await page.getByRole('row', { name: /alice@example\.test/ }).click();
  await page.getByRole('row', { name: /bob@example\.test/ }).click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('button', { name: 'Edit quotas and more…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /^Change: .*warning/i }).click();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByText('Something is not right yet').waitFor();
  await dialog.getByPlaceholder('1.9GB').fill('1GB');
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByText(/-IssueWarningQuota 1GB\nSet-Mailbox /).waitFor();
  await takePicture(page, 'admin-bulk-quotas');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const quotas = (await server.shell('Get-Mailbox | Format-Table Alias,IssueWarningQuota')).stdout;
  assert.match(quotas, /^alice\s+1 GB/m);
  assert.match(quotas, /^bob\s+1 GB/m);

  // In French sizes are read and written as the French do; cmdlets get what they take.
  const french = await openContext(browser, { locale: 'fr-FR', viewport: { width: 1280, height: 860 } });
  const inFrench = await french.newPage();
  await signInToAdminCenter(inFrench, server, 'recipients/mailboxes/alice@example.test/usage');
  const warning = inFrench.getByLabel('Émettre un avertissement à');
  await warning.and(inFrench.locator('[value="1\u00a0Go"]')).waitFor();
  await warning.fill('1,5 Go');
  const sending = inFrench.getByLabel('Interdire l’envoi à', { exact: true });
  assert.equal(await sending.inputValue(), 'Illimité');
  await sending.fill('2Go');
  await inFrench.getByRole('button', { name: 'Appliquer' }).click();
  await inFrench.getByText('Les modifications ont été enregistrées.').waitFor();
  await sending.fill('illimite');
  await inFrench.getByRole('button', { name: 'Afficher la commande' }).click();
  await inFrench.getByText(/-ProhibitSendQuota Unlimited$/).waitFor();
  await inFrench.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await inFrench.getByRole('dialog').waitFor({ state: 'detached' });
  assert.match(
    (await server.shell('Get-Mailbox alice | Format-Table IssueWarningQuota,ProhibitSendQuota')).stdout,
    /^1\.5 GB .*Unlimited$/m,
  );
  await french.close();

  const permission = async (): Promise<string> =>
    (await server.shell('Get-MailboxFolderPermission alice | Format-Table User,AccessRights')).stdout;
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/recipients/mailboxes/alice@example.test/folders`);
  await dialog.getByLabel('Add a person or group').fill('bob');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByLabel('Permission of bob').selectOption('Editor');
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByText(/^Add-MailboxFolderPermission .*-User bob -AccessRights Editor$/).waitFor();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  assert.match(await permission(), /\{Editor\}/);
  await takePicture(page, 'admin-folder-permissions');
  await dialog.getByLabel(/^Permission of (?!Everybody)/).selectOption('Reviewer');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  assert.match(await permission(), /\{Reviewer\}/);
  await dialog.getByRole('button', { name: /^Remove (?!.*Default)/ }).click();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.doesNotMatch(await permission(), /\{Reviewer\}/);
  assert.deepEqual(context.faults, []);
});

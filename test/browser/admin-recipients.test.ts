import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';
import { deleteForGood } from './server-with-everything.ts';

let server: TestServer;
let browser: Browser;

const begin = placeOfThisFile(async (ending) => {
  server = await startServer(ending, { serverName: 'CAS01' });
  browser = await browserOfThisProcess(ending);
});

test('a group by the pages: made with members, its members changed, removed', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/groups');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Display name').fill('Sales team');
  await dialog.getByLabel('Alias').fill('sales');
  await dialog.getByLabel('Group type').selectOption('Security');
  await dialog.getByRole('combobox', { name: 'Members' }).fill('alice@example.test');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Remove alice@example.test' }).waitFor();
  await takePicture(page, 'admin-group-new');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.match((await server.shell('Get-DistributionGroup sales | Format-List')).stdout, /Security/);
  assert.deepEqual(await members(server), ['alice@example.test']);

  await page.getByRole('row', { name: /Sales team/ }).dblclick();
  await dialog.getByRole('tab', { name: 'Members' }).click();
  await dialog.getByRole('button', { name: 'Remove alice@example.test' }).click();
  await dialog.getByRole('combobox', { name: 'Add a member' }).fill('bob@example.test');
  await page.keyboard.press('Enter');
  await dialog.getByRole('tab', { name: 'Delivery management' }).click();
  await dialog.getByRole('switch', { name: 'Only people of this organisation may write to it' }).click();
  await takePicture(page, 'admin-group');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(await members(server), ['bob@example.test']);

  await page.getByRole('row', { name: /Sales team/ }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  // The question stands until it is done; a row also goes for a moment when the list is read anew.
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /Sales team/ }).waitFor({ state: 'detached' });
  assert.notEqual((await server.shell('Get-DistributionGroup sales')).exitCode, 0);
  assert.deepEqual(context.faults, []);
});

test('a contact by the pages: made, changed, removed', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/contacts/~new');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nom complet').fill('Zoé Ailleurs');
  await dialog.getByLabel('Alias').fill('zoe');
  await dialog.getByLabel('Adresse de messagerie externe').fill('zoe@elsewhere.test');
  await takePicture(page, 'admin-contact-new');
  await dialog.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /Zoé Ailleurs/ }).dblclick();
  await dialog.getByLabel('Adresse de messagerie externe').fill('zoe@autre.test');
  await dialog.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.match((await server.shell('Get-MailContact zoe | Format-List')).stdout, /zoe@autre\.test/);
  await page.getByRole('row', { name: /Zoé Ailleurs/ }).click();
  await page.getByRole('button', { name: 'Supprimer', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Supprimer' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /Zoé Ailleurs/ }).waitFor({ state: 'detached' });
  assert.notEqual((await server.shell('Get-MailContact zoe')).exitCode, 0);
  assert.deepEqual(context.faults, []);
});

test('delegation of a mailbox by its dialog: full access and send as, given and taken', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/mailboxes/alice@example.test/delegation');
  const dialog = page.getByRole('dialog');
  for (const name of ['Send As', 'Full Access']) {
    await dialog.getByRole('group', { name, exact: true }).getByRole('combobox').fill('bob@example.test');
    await page.keyboard.press('Enter');
  }
  await takePicture(page, 'admin-delegation');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  const access = 'Get-MailboxPermission alice | Format-List User,AccessRights';
  const sendAs = 'Get-RecipientPermission alice | Format-List Trustee,AccessRights';
  assert.match((await server.shell(access)).stdout, /bob/);
  assert.match((await server.shell(sendAs)).stdout, /bob/);

  for (const name of ['Send As', 'Full Access']) {
    await dialog
      .getByRole('group', { name, exact: true })
      .getByRole('button', { name: /^Remove .*bob/ })
      .click();
  }
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.doesNotMatch((await server.shell(access)).stdout, /bob/);
  assert.doesNotMatch((await server.shell(sendAs)).stdout, /bob/);
  assert.deepEqual(context.faults, []);
});

test('deleted items by the mailbox dialog: how long they are kept, a hold, and what was deleted restored', async () => {
  await begin();
  const { alice } = server.users;
  for (const subject of ['Minutes of May', 'Minutes of June', 'Lunch']) await deleteForGood(server, alice, subject);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/mailboxes/alice@example.test/usage');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^3 items, /).waitFor();
  await dialog.getByRole('switch', { name: 'Use the retention of the mailbox database' }).click();
  await dialog.getByLabel('Keep deleted items for (days)').fill('30');
  await dialog.getByRole('switch', { name: 'Single item recovery' }).click();
  await takePicture(page, 'admin-deleted-items-usage');
  await dialog.getByRole('tab', { name: 'Mailbox features' }).click();
  await dialog.getByRole('switch', { name: 'Put this mailbox on litigation hold' }).click();
  await dialog.getByLabel('Litigation hold duration (days)').fill('365');
  await dialog.getByLabel('Note').fill('Case 7');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  await dialog.getByText('Put on hold by').waitFor();
  await takePicture(page, 'admin-litigation-hold');
  const kept = 'Get-Mailbox alice | Format-List RetainDeletedItemsFor,SingleItem*,LitigationHold*,RetentionComment';
  assert.match(
    (await server.shell(kept)).stdout,
    /For\s*: 30\.00[^]*Recovery\w*\s*: True[^]*Enabled\s*: True\s+LitigationHoldDuration\s*: 365\.00[^]*Case 7/,
  );
  await dialog.getByLabel('Litigation hold duration (days)').fill('');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  assert.match((await server.shell(kept)).stdout, /LitigationHoldDuration\s*: Unlimited/);

  await dialog.getByRole('tab', { name: 'Recover deleted items' }).click();
  await dialog.getByRole('checkbox', { name: /^Lunch/ }).waitFor();
  await takePicture(page, 'admin-recover-deleted-items');
  const subject = dialog.getByRole('textbox', { name: 'Subject' });
  await subject.fill('minutes');
  await subject.press('Enter');
  await dialog.getByRole('checkbox', { name: /^Lunch/ }).waitFor({ state: 'detached' });
  await dialog.getByRole('checkbox', { name: 'Select all' }).click();
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  const question = page.getByRole('alertdialog');
  await question.getByText('2 items go back into the mailbox.').waitFor();
  await question.getByLabel('Into the folder').fill('Recovered');
  await takePicture(page, 'admin-restore-deleted-items');
  await question.getByRole('button', { name: 'Restore', exact: true }).click();
  await question.waitFor({ state: 'detached' });
  await dialog.getByText('No deleted item matches.').waitFor();
  const folders = 'Get-MailboxFolderStatistics alice | ? Name -eq Recovered | % ItemsInFolder';
  assert.match((await server.shell(folders)).stdout, /^2/);
  assert.deepEqual(context.faults, []);
});

test('a person by the mailbox dialog: contact information, organization, groups, MailTip and sent copies are kept', async () => {
  await begin();
  const made = await server.shell(
    'New-DistributionGroup Choir -Members bob; New-DistributionGroup "Tea & cake" -Members alice',
  );
  assert.equal(made.exitCode, 0, made.stderr);
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'recipients/mailboxes/alice@example.test/general');
  const dialog = page.getByRole('dialog');
  const turnTo = (name: string): Promise<void> => dialog.getByRole('tab', { name, exact: true }).click();
  await dialog.getByLabel('Prénom', { exact: true }).fill('Alice');
  await turnTo('Informations de contact');
  await dialog.getByLabel('Rue').fill("12, rue de l'Été");
  await dialog.getByLabel('Téléphone professionnel').fill('+33 1 23 45 67 89');
  await dialog.getByRole('button', { name: 'Plus d’options' }).click();
  await dialog.getByLabel('Bureau').fill('B 12');
  await takePicture(page, 'admin-mailbox-contact-information');
  await turnTo('Organisation');
  await dialog.getByLabel('Fonction').fill('Directrice');
  await dialog.getByLabel('Responsable').fill('bob@example.test');
  await turnTo('Membre de');
  await dialog.getByRole('button', { name: /tea/i }).click();
  await dialog.getByRole('combobox', { name: 'Ajouter à un groupe' }).fill('choir@example.test');
  await page.keyboard.press('Enter');
  await turnTo('Infos-courrier');
  await dialog
    .getByRole('textbox', { name: /^Montré à qui/ })
    .fill('Absente jusqu’à lundi <img src=x onerror=alert(1)>');
  await takePicture(page, 'admin-mailbox-mail-tip');
  await turnTo('Délégation de boîte aux lettres');
  await dialog.getByRole('switch', { name: /en tant que cette boîte$/ }).click();
  await dialog.getByRole('button', { name: 'Afficher la commande' }).click();
  await dialog.getByText(/Set-User -Identity alice@example.test .*-Title Directrice/).waitFor();
  await dialog.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });

  const user = (await server.shell('Get-User alice | Format-List')).stdout;
  assert.match(user, /^FirstName +: Alice$/m);
  assert.match(user, /^StreetAddress +: 12, rue de l'Été$/m);
  assert.match(user, /^Office +: B 12$/m);
  assert.match(user, /^Title +: Directrice$/m);
  assert.match(user, /^Manager +: Bob Durand$/m);
  const mailbox = (await server.shell('Get-Mailbox alice | Format-List')).stdout;
  assert.match(mailbox, /^MailTip +: Absente jusqu’à lundi$/m);
  assert.match(mailbox, /^MessageCopyForSentAsEnabled +: True$/m);
  assert.match(mailbox, /^MessageCopyForSendOnBehalfEnabled +: False$/m);
  const groups = `(Get-DistributionGroup -Filter "Members -eq 'alice@example.test'").Name`;
  assert.equal((await server.shell(groups)).stdout.trim(), 'Choir');

  // What was saved stands there again, and whom she reports to knows of it.
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/recipients/mailboxes/bob@example.test/organization`);
  await dialog.getByText('Collaborateurs directs').waitFor();
  await dialog.getByText('Alice Martin', { exact: true }).waitFor();

  // Whoever writes to her in webmail reads the tip.
  await page.goto(`https://127.0.0.1:${server.ports.https}/owa/`);
  await page.getByRole('button', { name: 'Nouveau message' }).click();
  await page.getByRole('combobox', { name: 'À', exact: true }).fill('alice@example.test');
  await page.getByText('Absente jusqu’à lundi').waitFor();
  assert.deepEqual(context.faults, []);
});

async function members(server: TestServer): Promise<readonly string[]> {
  const { stdout } = await server.shell('Get-DistributionGroupMember sales | Format-List PrimarySmtpAddress');
  return [...stdout.matchAll(/PrimarySmtpAddress\s*: (\S+)/g)].map(([, address]) => address ?? '');
}

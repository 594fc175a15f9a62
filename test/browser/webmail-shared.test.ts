import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapFlow } from 'imapflow';
import type { Page } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { accessibilityFaults, holdNotice, signInToWebmail } from './webmail.ts';

const desktop = { viewport: { width: 1360, height: 860 } };

test('a team’s mailbox in two browsers and an IMAP client', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  await shell(server, 'New-Mailbox -Shared -Name "Team Info" -Alias team');
  for (const user of ['alice', 'bob']) {
    await shell(server, `Add-MailboxPermission team -User ${user} -AccessRights FullAccess`);
    await shell(server, `Add-RecipientPermission team -Trustee ${user} -AccessRights SendAs -Confirm:$false`);
  }
  await shell(server, 'New-DistributionGroup -Name Sales -Alias sales | Out-Null');
  await shell(server, 'Set-DistributionGroup sales -GrantSendOnBehalfTo alice');
  const browser = await browserOfThisProcess(t);
  const alices = await openContext(browser, desktop);
  const alice = await signInToWebmail(alices, server, server.users.alice);
  const bobs = await openContext(browser, { ...desktop, locale: 'fr' });
  const bob = await signInToWebmail(bobs, server, server.users.bob);

  // The mailbox stands in the pane by itself, and new mail in it shows as it comes.
  const team = alice.getByRole('region', { name: 'team@example.test' });
  await team.getByRole('link', { name: /^Inbox/ }).waitFor();
  await put(server, 'team', 'Question from outside', 'customer@example.test');
  await team.getByRole('link', { name: /^Inbox 1/ }).waitFor();
  assert.deepEqual(await accessibilityFaults(alice), []);
  await team.getByRole('link', { name: /^Inbox/ }).click();
  await alice.getByRole('option', { name: /Question from outside/ }).click();
  await alice.getByRole('article', { name: 'Question from outside' }).waitFor();
  await takePicture(alice, 'webmail-shared');
  assert.deepEqual(await accessibilityFaults(alice), []);
  // What she reads is read for all.
  const teams = bob.getByRole('region', { name: 'team@example.test' });
  await teams.getByRole('link', { name: 'Boîte de réception', exact: true }).click();
  await bob.getByRole('option', { name: /Question from outside/ }).waitFor();

  const imap = new ImapFlow({
    host: '127.0.0.1',
    port: server.ports.imaps,
    secure: true,
    auth: { user: server.users.bob.address, pass: server.users.bob.password },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await imap.connect();
  t.after(() => imap.close());
  await imap.mailboxOpen('Shared Mailboxes/team@example.test/INBOX');
  const fetched = await imap.fetchOne('1', { flags: true });
  assert.ok(fetched && fetched.flags?.has('\\Seen'));
  await imap.messageFlagsAdd('1', ['\\Flagged']);
  await alice.getByRole('option', { name: /Flagged/ }).waitFor();
  await bob.getByRole('option', { name: /Suivi/ }).waitFor();

  // The answer is the team's; the copy is in the writer's own Sent Items.
  await alice.getByRole('button', { name: 'Reply', exact: true }).click();
  const body = alice.getByRole('textbox', { name: 'Message' });
  await body.waitFor();
  const from = alice.getByRole('combobox', { name: 'From' });
  await from.locator('option:checked', { hasText: /^Team Info <team@example\.test>$/ }).waitFor({ state: 'attached' });
  await alice.getByLabel('To', { exact: true }).fill('bob@example.test');
  await body.press('Home');
  await alice.keyboard.type('Yes, on Monday.');
  assert.deepEqual(await accessibilityFaults(alice), []);
  await alice.getByRole('button', { name: 'Send', exact: true }).click();
  await alice.getByText('Sent', { exact: true }).first().waitFor();
  await bob
    .getByRole('navigation')
    .getByRole('link', { name: /^Boîte de réception/ })
    .first()
    .click();
  await bob.getByRole('option', { name: /Team Info.*RE: Question from outside/ }).waitFor();
  await alice
    .getByRole('link', { name: /^Sent Items/ })
    .first()
    .click();
  await alice.getByRole('option', { name: /RE: Question from outside/ }).waitFor();

  // On behalf of a group: its members' reader sees both names.
  await alice.getByRole('button', { name: 'New mail' }).first().click();
  await alice
    .getByRole('combobox', { name: 'From' })
    .selectOption({ label: 'Sales <sales@example.test> (on behalf of)' });
  await alice.getByLabel('To', { exact: true }).fill('bob@example.test');
  await alice.getByLabel('Subject').fill('An offer');
  await alice.getByRole('button', { name: 'Send', exact: true }).click();
  await bob.getByRole('option', { name: /Sales.*An offer/ }).click();
  await bob.getByRole('article').getByText('envoyé par Alice Martin').waitFor();

  // An invitation of the team's is answered as the team; so is its receipt given, when she says so.
  await put(server, 'team', 'Invitation', 'bob@example.test', 'invitation');
  await team.getByRole('link', { name: /^Inbox/ }).click();
  await alice.getByRole('option', { name: /Invitation/ }).click();
  const question = alice.getByText(/asks team@example\.test to be told that this message was read/);
  await question.waitFor();
  await alice.getByRole('button', { name: 'Send a receipt' }).click();
  await question.waitFor({ state: 'detached' });
  const card = alice.getByRole('region', { name: 'Invitation' });
  await card.getByRole('button', { name: 'Accept' }).click();
  await card.getByText('You accepted; the organiser was told.').waitFor();
  await bob.getByRole('option', { name: /Team Info.*Budget/ }).waitFor();
  assert.deepEqual(await accessibilityFaults(alice), []);
  await alice.getByRole('button', { name: 'Delete', exact: true }).first().click();
  await alice.getByRole('option', { name: /Invitation/ }).waitFor({ state: 'detached' });

  // From the team's mailbox into his own, and back.
  await teams.getByRole('link', { name: /^Boîte de réception/ }).click();
  await bob.getByRole('option', { name: /Question from outside/ }).click();
  await bob.getByRole('button', { name: 'Déplacer vers' }).click();
  await bob.getByRole('menuitem', { name: 'Archives', exact: true }).first().click();
  const moved = await holdNotice(bob, 'Annuler');
  await bob.getByRole('heading', { name: 'Rien ici' }).waitFor();
  await team.getByRole('link', { name: /^Inbox/ }).click();
  await alice.getByRole('heading', { name: 'Nothing here' }).waitFor();
  await moved.getByText('Annuler', { exact: true }).click();
  await alice.getByRole('option', { name: /Question from outside/ }).waitFor();

  // Search looks into the team's mailbox only.
  await alice.getByRole('searchbox').fill('outside');
  await alice.waitForFunction(
    () =>
      document.querySelectorAll('[role=listbox] [role=option]').length === 1 &&
      document.querySelector('[role=option] mark') !== null,
  );

  // What is closed goes from the page.
  await shell(server, 'Remove-MailboxPermission team -User alice -AccessRights FullAccess -Confirm:$false');
  await alice
    .getByRole('link', { name: /^Drafts/ })
    .first()
    .click();
  await team.waitFor({ state: 'detached' });
  assert.deepEqual(
    [...alices.faults, ...bobs.faults].filter((fault) => !/accountNotFound/.test(fault)),
    [],
  );
});

test('a folder is shared from its menu, added by the other, and read on a phone', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  const browser = await browserOfThisProcess(t);
  const alices = await openContext(browser, desktop);
  const alice = await signInToWebmail(alices, server, server.users.alice);
  await alice.getByRole('button', { name: 'Actions for Inbox' }).click();
  await alice.getByRole('menuitem', { name: 'Permissions…' }).click();
  const dialog = alice.getByRole('dialog', { name: 'Permissions: Inbox' });
  await dialog.getByLabel('Person or group').fill('bob');
  await dialog.getByText('Bob Durand').click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('combobox', { name: /Permission level of Bob/ }).waitFor();
  assert.deepEqual(await accessibilityFaults(alice), []);
  await takePicture(alice, 'webmail-permissions');
  const { stdout } = await server.shell('Get-MailboxFolderPermission alice');
  assert.match(stdout, /Bob.*Reviewer/);

  const phone = await openContext(browser, { locale: 'fr', viewport: { width: 390, height: 780 } });
  const bob = await signInToWebmail(phone, server, server.users.bob);
  await showFolders(bob);
  await bob.getByRole('button', { name: 'Ajouter un dossier partagé' }).last().click();
  const choice = bob.getByRole('dialog', { name: 'Ajouter un dossier partagé' });
  await choice.getByRole('checkbox', { name: 'Boîte de réception' }).check();
  assert.deepEqual(await accessibilityFaults(bob), []);
  await choice.getByRole('button', { name: 'Fermer' }).click();
  await choice.waitFor({ state: 'detached' });
  const shared = bob.getByRole('region', { name: 'alice@example.test' }).last();
  await shared.getByRole('link', { name: /^Boîte de réception/ }).click();
  await bob.getByRole('option', { name: /Scan from device/ }).click();
  await bob.getByRole('article').waitFor();
  await takePicture(bob, 'webmail-shared-phone-fr');
  assert.deepEqual(await accessibilityFaults(bob), []);
  const overflow = await bob.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} pixels beyond the phone's width`);
  // What a reader may not do is refused in words.
  await bob.keyboard.press('Insert');
  await bob.getByText('Cela n’a pas fonctionné : vous pouvez lire ici, sans rien modifier.').first().waitFor();
  // A reader's look does not mark it read for its owner.
  await alice.keyboard.press('Escape');
  await dialog.getByRole('combobox', { name: /Permission level of Bob/ }).waitFor({ state: 'detached' });
  // Closed while he looks: he is back in his own inbox, and no message is open there.
  await shell(server, 'Remove-MailboxFolderPermission alice:\\Inbox -User bob -Confirm:$false');
  await bob.getByRole('article').waitFor({ state: 'detached' });
  await bob.getByRole('heading', { name: 'Boîte de réception' }).first().waitFor();
  assert.deepEqual([...alices.faults, ...phone.faults], []);
});

async function showFolders(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Afficher les dossiers' }).click();
}

async function shell(server: TestServer, text: string): Promise<void> {
  const { stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, stderr);
}

const calendar = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:team@example.test',
  'DTSTART:20270112T083000Z',
  'SUMMARY:Budget',
  'ORGANIZER;CN=Bob Durand:mailto:bob@example.test',
  'ATTENDEE;CN=Team Info:mailto:team@example.test',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

async function put(
  server: TestServer,
  alias: string,
  subject: string,
  from: string,
  kind: 'text' | 'invitation' = 'text',
): Promise<void> {
  const [type, body, asks] =
    kind === 'text'
      ? ['text/plain', 'When?\r\n', '']
      : ['text/calendar; method=REQUEST', calendar, `Disposition-Notification-To: ${from}\r\n`];
  const store = await server.running.mail.account(server.running.directory.findMailbox(alias)?.guid ?? '');
  const incoming = await store.beginMessage();
  await incoming.write(
    Buffer.from(
      `From: <${from}>\r\nTo: team@example.test\r\nSubject: ${subject}\r\nMessage-ID: <${kind}@x>\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n${asks}\r\n${body}`,
    ),
  );
  const inbox = await store.folder('INBOX');
  await store.append(inbox.folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
}

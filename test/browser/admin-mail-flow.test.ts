import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { LineClient } from '../support/line-client.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

let server: TestServer;
let browser: Browser;

const begin = placeOfThisFile(async (ending) => {
  server = await startServer(ending, { serverName: 'CAS01' });
  browser = await browserOfThisProcess(ending);
});

test('mail flow by the pages: a send connector by the wizard, then what waits, is held, is taken away and is traced', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('a hostile subject ran as script'));
  await signInToAdminCenter(page, server, 'mail-flow/send-connectors');

  // The wizard: usage, way out, address space; nobody passes what is missing, and the line it will run is shown.
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByText('Enter a name.').waitFor();
  await dialog.getByLabel('Name').fill('To nowhere');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('radio', { name: 'Route mail through smart hosts' }).click();
  await dialog.getByRole('textbox', { name: 'Smart hosts' }).fill('127.0.0.1');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Port').fill('1');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByText(/^New-SendConnector -Name "To nowhere" -Usage Internet -AddressSpaces "SMTP:\*;1"/).waitFor();
  await takePicture(page, 'admin-send-connector-wizard');
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /To nowhere/ }).waitFor();

  // The connector's own test says that nobody answers there, and the words of the network.
  await page.getByRole('row', { name: /To nowhere/ }).dblclick();
  await dialog.getByRole('tab', { name: 'Test', exact: true }).click();
  await dialog.getByRole('button', { name: 'Test the way' }).click();
  await dialog.getByText(/^Nobody answers: .*ECONNREFUSED/).waitFor();
  await dialog.getByText('Does not work').waitFor();
  await takePicture(page, 'admin-send-connector-test');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // Nobody answers there: the message waits. Its subject is somebody else's text.
  await submit(server, 'friend@elsewhere.test', '<img src=x onerror=alert(1)>');
  await page.getByRole('link', { name: 'Queues', exact: true }).click();
  await eventually(page, () => page.getByRole('row', { name: /127\.0\.0\.1/ }).count(), 1);
  await page.getByRole('row', { name: /127\.0\.0\.1/ }).click();
  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('row', { name: /127\.0\.0\.1.*Suspended/ }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('row', { name: /127\.0\.0\.1.*Suspended/ }).waitFor({ state: 'detached' });
  await takePicture(page, 'admin-queues');
  await page.getByRole('button', { name: 'Show messages' }).click();
  await page.getByRole('row', { name: /<img src=x onerror=alert\(1\)>/ }).click();
  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('row', { name: /onerror.*Suspended/ }).waitFor();
  await takePicture(page, 'admin-queued-messages');
  await page.getByRole('button', { name: 'Remove without a report' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No message waits.').waitFor();

  await page.getByRole('link', { name: 'Message trace', exact: true }).click();
  await page.getByLabel('Sender', { exact: true }).fill(server.users.alice.address);
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /<img src=x onerror=alert\(1\)>/ }).click();
  const journey = page.getByRole('region', { name: 'Details' });
  await journey.getByText('Received', { exact: true }).first().waitFor();
  await journey.getByText('friend@elsewhere.test').first().waitFor();
  await takePicture(page, 'admin-message-trace');
  assert.deepEqual(context.faults, []);
});

test('a receive connector by the wizard: it asks what the type leaves open, and no more', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'mail-flow/receive-connectors/~new');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Scanners');
  await dialog.getByRole('radio', { name: /^Client/ }).click();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByText('Step 2 of 2: Remote network settings').waitFor();
  await dialog.getByRole('button', { name: 'Remove 0.0.0.0-255.255.255.255' }).click();
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.getByText('Add the addresses that it takes mail from.').waitFor();
  await dialog.getByRole('textbox').fill('192.0.2.0/24');
  await page.keyboard.press('Enter');
  await takePicture(page, 'admin-receive-connector-wizard');
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /Scanners/ }).waitFor();
  const { stdout } = await server.shell('Get-ReceiveConnector Scanners | Format-List RemoteIPRanges,PermissionGroups');
  assert.match(stdout, /^RemoteIPRanges\s+: \{192\.0\.2\.0\/24\}$/m);
  assert.match(stdout, /^PermissionGroups\s+: ExchangeUsers/m);

  // What would make it an open relay is said before it is so, and read before the dialog goes.
  const opened = await server.shell(
    'Set-ReceiveConnector Scanners -PermissionGroups AnonymousUsers; Add-ADPermission Scanners -User "NT AUTHORITY\\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient',
  );
  assert.equal(opened.exitCode, 0, opened.stderr);
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/mail-flow/receive-connectors/Scanners/scoping`);
  await dialog.getByRole('textbox', { name: 'Add an IP address or range' }).fill('1.0.0.0-223.255.255.255');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Show the command' }).click();
  await dialog.getByRole('button', { name: 'What would happen' }).click();
  await dialog.getByText(/"Scanners" is an open relay: /).waitFor();
  const ranges = 'Get-ReceiveConnector Scanners | Format-List RemoteIPRanges';
  assert.match((await server.shell(ranges)).stdout, /\{192\.0\.2\.0\/24\}/);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  await dialog.getByText(/"Scanners" is an open relay: /).waitFor();
  await takePicture(page, 'admin-open-relay');
  await dialog.getByRole('button', { name: 'OK', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(context.faults, []);
});

test('transport limits and logs of a server, in the units of their labels', async () => {
  await begin();
  const page = await (
    await openContext(browser, { locale: 'fr-FR', viewport: { width: 1280, height: 860 } })
  ).newPage();
  await signInToAdminCenter(page, server, 'servers/servers/CAS01/transport-limits');
  const delay = page.getByLabel('Notifier l’expéditeur si le message est retardé de plus de (heures)', { exact: true });
  assert.equal(await delay.inputValue(), '4');
  await delay.fill('9000');
  await page.getByText(/compris entre 1 et 720/).waitFor();
  await delay.fill('2');
  await page.getByLabel('Durée maximale depuis l’envoi (jours)', { exact: true }).fill('1');
  await page.getByRole('tab', { name: 'Journaux de transport' }).click();
  await page.getByLabel('Consigner les objets').click();
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const { stdout } = await server.shell('Get-TransportService | Format-List *Timeout,*SubjectLogging*');
  assert.match(stdout, /^DelayNotificationTimeout\s+: 02:00:00$/m);
  assert.match(stdout, /^MessageExpirationTimeout\s+: 1\.00:00:00$/m);
  assert.match(stdout, /^MessageTrackingLogSubjectLoggingEnabled\s+: False$/m);
});

test('how much of the event log a server keeps: what the shell prints is shown, and what is saved the shell prints', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'servers/servers/CAS01/event-log');
  const days = page.getByLabel('Âge maximal (jours)', { exact: true });
  const size = page.getByLabel('Taille de tous les fichiers réunis', { exact: true });
  assert.equal(await days.inputValue(), '30');
  assert.match(await size.inputValue(), /^256\sMo$/);
  await days.fill('400');
  await page.getByText(/compris entre 1 et 365/).waitFor();
  await days.fill('90');
  await size.fill('1 Go');
  await takePicture(page, 'admin-event-log-fr');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const { stdout } = await server.shell('Get-EventLog -List | Format-List');
  assert.match(stdout, /^MaximumSize\s+: 1 GB/m);
  assert.match(stdout, /^RetentionDays\s+: 90$/m);
  assert.deepEqual(context.faults, []);
});

test('rules and user limits by their dialogs: every kind of field is kept, and a number can be taken away again', async () => {
  await begin();
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  const dialog = page.getByRole('dialog');
  const turnTo = (name: string): Promise<void> => dialog.getByRole('tab', { name, exact: true }).click();
  const add = async (group: string, entry: string): Promise<void> => {
    await dialog.getByRole('group', { name: group, exact: true }).getByRole('textbox').fill(entry);
    await page.keyboard.press('Enter');
  };
  const save = async (): Promise<void> => {
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await signInToAdminCenter(page, server, 'mail-flow/rules/~new/general');
  await dialog.getByLabel('Name').fill('Invoices & "orders"');
  await dialog.getByLabel('Comment').fill('By the dialog');
  await turnTo('Conditions');
  await dialog.getByLabel('The sender is located').selectOption('NotInOrganization');
  await add('The subject includes', 'invoice, overdue');
  await dialog.getByLabel('A header field').fill('X-Mailer');
  await add('That field includes', 'Bulk');
  await add('The sender’s domain is', 'contoso.com');
  await dialog.getByLabel('The recipient is located').selectOption('InOrganization');
  await add('The subject or body matches', '\\d{4}');
  await add('The file extension of an attachment is', '.EXE');
  await dialog.getByLabel('An attachment has at least this size').fill('2 MB');
  await dialog.getByLabel('The message type is').selectOption({ label: 'Signed' });
  await turnTo('Actions');
  await add('Bcc the message to', 'box@contoso.com');
  await dialog.getByLabel('Prepend the subject of the message with').fill('[EXTERNAL] ');
  await dialog.getByLabel('Remove this header field').fill('X-Mailer');
  await dialog.getByLabel('Apply a disclaimer (HTML)').fill('<p>%%DisplayName%%</p>');
  await dialog.getByLabel('If the disclaimer cannot be inserted').selectOption({ label: 'Reject the message' });
  await dialog.getByLabel('Set the spam confidence level (SCL)').selectOption('-1');
  await dialog.getByLabel('Set a header field').fill('X-Rule');
  await dialog.getByLabel('Its value').fill('invoice');
  await dialog.getByRole('switch', { name: 'Stop processing more rules' }).click();
  await turnTo('Exceptions');
  await add('The subject includes', 'test');
  await dialog.getByLabel('The recipient is located').selectOption('NotInOrganization');
  await save();
  const rule = `Get-TransportRule 'Invoices & "orders"' | Format-List`;
  const made = (await server.shell(rule)).stdout;
  for (const line of [
    /^FromScope +: NotInOrganization$/m,
    /^SubjectContainsWords +: \{invoice, overdue\}$/m,
    /^HeaderContainsMessageHeader +: X-Mailer$/m,
    /^HeaderContainsWords +: \{Bulk\}$/m,
    /^SenderDomainIs +: \{contoso\.com\}$/m,
    /^SentToScope +: InOrganization$/m,
    /^SubjectOrBodyMatchesPatterns +: \{\\d\{4\}\}$/m,
    /^AttachmentExtensionMatchesWords +: \{exe\}$/m,
    /^AttachmentSizeOver +: 2 MB/m,
    /^MessageTypeMatches +: Signed$/m,
    /^ExceptIfSubjectContainsWords +: \{test\}$/m,
    /^ExceptIfSentToScope +: NotInOrganization$/m,
    /^BlindCopyTo +: \{box@contoso\.com\}$/m,
    /^PrependSubject +: \[EXTERNAL\] $/m,
    /^RemoveHeader +: X-Mailer$/m,
    /^ApplyHtmlDisclaimerText +: <p>%%DisplayName%%<\/p>$/m,
    /^ApplyHtmlDisclaimerLocation +: Append$/m,
    /^ApplyHtmlDisclaimerFallbackAction +: Reject$/m,
    /^SetSCL +: -1$/m,
    /^SetHeaderValue +: invoice$/m,
    /^StopRuleProcessing +: True$/m,
    /^Comments +: By the dialog$/m,
  ])
    assert.match(made, line);

  await page.getByRole('row', { name: /Invoices/ }).dblclick();
  await turnTo('Conditions');
  await dialog.getByLabel('The sender is located').selectOption('–');
  await turnTo('Actions');
  assert.equal(await dialog.getByLabel('Set the spam confidence level (SCL)').inputValue(), '-1');
  await dialog.getByLabel('Set the spam confidence level (SCL)').selectOption('–');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await dialog.getByText('The changes were saved.').waitFor();
  const cleared = (await server.shell(rule)).stdout;
  assert.match(cleared, /^SetSCL +: *$/m);
  assert.match(cleared, /^FromScope +: *$/m);
  await dialog.getByLabel('Set the spam confidence level (SCL)').selectOption('7');
  await save();
  assert.match((await server.shell(rule)).stdout, /^SetSCL +: 7$/m);

  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/permissions/user-limits/~new`);
  await dialog.getByLabel('Name').fill('Scanners');
  await dialog.getByLabel('IMAP4 sessions at once').fill('3');
  await dialog.getByLabel('Messages a minute').fill('Unlimited');
  await save();
  const limits = "Get-ThrottlingPolicy 'Scanners' | Format-List ImapMaxConcurrency,MessageRateLimit";
  assert.match((await server.shell(limits)).stdout, /^ImapMaxConcurrency +: 3$/m);
  await page.getByRole('row', { name: /Scanners/ }).dblclick();
  await dialog.getByLabel('Messages a minute').fill('20');
  await save();
  assert.match((await server.shell(limits)).stdout, /^MessageRateLimit +: 20$/m);
  assert.deepEqual(context.faults, []);
});

/** Presses Refresh until the count is there; the limit of the test ends it otherwise. */
async function eventually(page: Page, count: () => Promise<number>, wanted: number): Promise<void> {
  while ((await count()) !== wanted) {
    const answered = page.waitForResponse((response) => response.url().includes('InvokeCommand'));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await answered;
  }
}

async function submit(server: TestServer, recipient: string, subject: string): Promise<void> {
  const { alice } = server.users;
  const client = await LineClient.connect(server.ports.smtps, { tls: true });
  await client.line();
  const say = async (line: string, code: RegExp): Promise<void> => {
    client.send(`${line}\r\n`);
    let reply = await client.line();
    while (reply !== null && /^\d{3}-/.test(reply)) reply = await client.line();
    assert.match(reply ?? '', code);
  };
  await say('EHLO test.example', /^250/);
  await say(`AUTH PLAIN ${Buffer.from(`\0${alice.address}\0${alice.password}`).toString('base64')}`, /^235/);
  await say(`MAIL FROM:<${alice.address}>`, /^250/);
  await say(`RCPT TO:<${recipient}>`, /^250/);
  await say('DATA', /^354/);
  await say(`From: <${alice.address}>\r\nTo: <${recipient}>\r\nSubject: ${subject}\r\n\r\nText.\r\n.`, /^250/);
  client.close();
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

const hostile = '<img src=x onerror=alert(1)>';
/** Ends an attribute, turns the direction of what follows, and is longer than any column. */
const long = `"><svg onload=alert(1)>\u202egnp.exe${'x'.repeat(180)}`;

test('names, notes and what clients say of themselves stand in lists and dialogs as text', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const made = await server.shell(
    [
      `New-DistributionGroup Staff -Alias staff`,
      `Set-DistributionGroup staff -DisplayName '${hostile}group'`,
      `New-MailContact Out -ExternalEmailAddress out@elsewhere.test`,
      `Set-MailContact Out -DisplayName '${hostile}contact'`,
      `Set-ReceiveConnector 'CAS01\\Client Frontend CAS01' -Comment '${hostile}comment'`,
      `New-TransportRule '${hostile}rule' -SetSCL 5 -Comments '${long}'`,
      `New-ThrottlingPolicy '${hostile}limits'`,
      `Set-Mailbox alice -DisplayName '${long}'`,
    ].join('; '),
  );
  assert.equal(made.exitCode, 0, made.stderr);
  const { alice, administrator } = server.users;
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  t.after(() => client.close());
  await client.line();
  for (const command of [`a LOGIN ${alice.address} "${alice.password}"`, `b ID ("name" "${hostile}client")`]) {
    client.send(`${command}\r\n`);
    let line = await client.line();
    while (line !== null && line.startsWith('*')) line = await client.line();
    assert.match(line ?? '', /^[ab] OK/);
  }

  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('a hostile string ran as script'));
  const base = `https://127.0.0.1:${server.ports.https}/ecp`;
  await page.goto(`${base}/recipients/groups`);
  await page.locator('input[name="username"]').fill(administrator.address);
  await page.locator('input[name="password"]').fill(administrator.password);
  await page.keyboard.press('Enter');
  await page.locator('#content').waitFor();
  for (const [path, text] of [
    ['recipients/groups', `${hostile}group`],
    ['recipients/contacts', `${hostile}contact`],
    ['servers/sessions', `${hostile}client`],
    ['mail-flow/rules', `${hostile}rule`],
    ['permissions/user-limits', `${hostile}limits`],
    ['recipients/mailboxes', long],
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByText(text).first().waitFor();
    assert.equal(await page.locator('[onerror], [onload]').count(), 0, path);
  }
  for (const [path, text] of [
    ['recipients/groups', `${hostile}group`],
    ['recipients/contacts', `${hostile}contact`],
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByRole('row').filter({ hasText: text }).dblclick();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(text).first().waitFor();
    assert.equal(await page.locator('[onerror], [onload]').count(), 0, path);
  }
  await page.goto(`${base}/recipients/mailboxes/alice@example.test/organization`);
  await page.getByRole('dialog').getByText(long).first().waitFor();
  assert.equal(await page.locator('[onerror], [onload]').count(), 0);
  await page.goto(`${base}/mail-flow/receive-connectors/Client%20Frontend%20CAS01/general`);
  const comment = page.getByRole('dialog').getByLabel('Comment');
  await comment.waitFor();
  assert.equal(await comment.inputValue(), `${hostile}comment`);
  assert.equal(await page.locator('[onerror]').count(), 0);
  assert.deepEqual(context.faults, []);
});

test('what strangers and administrators leave in logs and queues stands there as text', async (t) => {
  const dns = await startTestDns({ 'example.test': { TXT: [`v=spf1 ${hostile}spf`] } });
  t.after(() => dns.stop());
  const host = createServer((socket) => socket.on('error', () => {}).end(`421 ${hostile}greeting\r\n`));
  await once(host.listen(0, '127.0.0.1'), 'listening');
  t.after(() => host.close());
  const server = await startServer(t, { serverName: 'CAS01' });
  const made = await server.shell(
    [
      `Set-TransportConfig -DnsServers '${dns.address}'`,
      `New-SendConnector '${hostile}way' -AddressSpaces "SMTP:*;1" -SmartHosts 127.0.0.1 -Port ${(host.address() as AddressInfo).port}`,
      `Set-ReceiveConnector 'CAS01\\Default Frontend CAS01' -Name '${hostile}door'`,
      `New-ExchangeCertificate -SubjectName 'CN=${hostile}name' -DomainName mail.example.test -Force | Out-Null`,
      `Set-ReceiveConnector 'CAS01\\Client Frontend CAS01' -Comment '${hostile}comment'`,
    ].join('; '),
  );
  assert.equal(made.exitCode, 0, made.stderr);
  await submit(server, `"${hostile}"@elsewhere.test`, `${hostile}subject`);

  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1360, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('a hostile string ran as script'));
  const base = `https://127.0.0.1:${server.ports.https}/ecp`;
  await page.goto(base);
  await page.locator('input[name="username"]').fill(`${hostile}user`);
  await page.locator('input[name="password"]').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText(/is not right/).waitFor();
  await signInToAdminCenter(page, server, 'compliance-management/sign-ins');
  await page.getByText(`${hostile}user`).first().waitFor();
  for (const [path, row, text] of [
    ['compliance-management/auditing', /Set-ReceiveConnector/, `${hostile}comment`],
    ['mail-flow/queued-messages', /onerror/, `${hostile}subject`],
    ['mail-flow/queued-messages', /onerror/, `"${hostile}"@elsewhere.test`],
    ['mail-flow/message-trace', /onerror/, `"${hostile}"@elsewhere.test`],
    ['mail-flow/queues', /127\.0\.0\.1/, `${hostile}greeting`],
    ['mail-flow/send-connectors', /onerror/, `${hostile}way`],
    ['mail-flow/receive-connectors', /onerror/, `${hostile}door`],
    ['servers/certificates', /onerror/, `${hostile}name`],
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByRole('row', { name: row }).first().click();
    await page.getByRole('region', { name: 'Details' }).getByText(text).first().waitFor();
    assert.equal(await page.locator('[onerror], [onload]').count(), 0, path);
  }
  // What other machines say: an answer of the DNS, and of a host that mail is for.
  await page.goto(`${base}/mail-flow/accepted-domains/example.test/dns-records`);
  await page.getByRole('dialog').getByText(`${hostile}spf`).first().waitFor();
  assert.equal(await page.locator('[onerror], [onload]').count(), 0);
  assert.deepEqual(context.faults, []);
});

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
  await say(`From: <${alice.address}>\r\nSubject: ${subject}\r\n\r\nText.\r\n.`, /^250/);
  client.close();
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, openContext } from '../support/browser.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';

const hostile = '<img src=x onerror=alert(1)>';

test('names, notes and what clients say of themselves stand in lists and dialogs as text', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const made = await server.shell(
    [
      `New-DistributionGroup Staff -Alias staff`,
      `Set-DistributionGroup staff -DisplayName '${hostile}group'`,
      `New-MailContact Out -ExternalEmailAddress out@elsewhere.test`,
      `Set-MailContact Out -DisplayName '${hostile}contact'`,
      `Set-ReceiveConnector 'CAS01\\Client Frontend CAS01' -Comment '${hostile}comment'`,
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

  const browser = await openBrowser(t);
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
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByText(text).first().waitFor();
    assert.equal(await page.locator('[onerror]').count(), 0, path);
  }
  for (const [path, text] of [
    ['recipients/groups', `${hostile}group`],
    ['recipients/contacts', `${hostile}contact`],
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByRole('row').filter({ hasText: text }).dblclick();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(text).first().waitFor();
    assert.equal(await page.locator('[onerror]').count(), 0, path);
  }
  await page.goto(`${base}/mail-flow/receive-connectors/Client%20Frontend%20CAS01/general`);
  const comment = page.getByRole('dialog').getByLabel('Comment');
  await comment.waitFor();
  assert.equal(await comment.inputValue(), `${hostile}comment`);
  assert.equal(await page.locator('[onerror]').count(), 0);
  assert.deepEqual(context.faults, []);
});

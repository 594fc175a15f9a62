import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signInToWebmail } from './webmail.ts';

const count = 3000;

test('a large folder shows what stands far down, by mouse and by keyboard', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  await fill(server);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  const page = await signInToWebmail(context, server, server.users.alice);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('link', { name: /^Large/ }).click();
  const list = page.getByRole('listbox', { name: 'Messages of Large' });
  await list.getByRole('option', { name: /message 2999/ }).waitFor();
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  await list.getByRole('option', { name: /message 1499/ }).waitFor();
  await list.focus();
  await page.keyboard.press('End');
  await list.getByRole('option', { name: /message 0\b/ }).waitFor();
  // All of it, not only what is in sight.
  await list.focus();
  await page.keyboard.press('Control+a');
  await page.getByText('3000 messages selected').first().waitFor();
  await page.keyboard.press('Delete');
  await page.getByText('3000 messages deleted', { exact: true }).waitFor({ timeout: 300_000 });
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  assert.deepEqual(context.faults, []);
});

async function fill(server: TestServer): Promise<void> {
  const mailbox = server.running.directory.findLogin(server.users.alice.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const large = await account.createFolder('Large');
  const messages = [];
  for (let at = 0; at < count; at++) {
    const incoming = await account.beginMessage();
    await incoming.write(
      Buffer.from(`From: s${at}@example.test\r\nMessage-ID: <${at}@x>\r\nSubject: message ${at}\r\n\r\nBody ${at}\r\n`),
    );
    messages.push({
      message: await incoming.finish(),
      flags: { bits: 1, keywords: [] },
      internalDate: Date.UTC(2026, 0, 1) + at * 60_000,
    });
  }
  await account.append(large.folderId, messages);
}

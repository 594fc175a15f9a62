import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { devMessages } from '../../server/src/main/sample-mail.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';

export interface WebmailPlace {
  readonly server: TestServer;
  readonly browser: Browser;
  /** Somebody with a mailbox of his own and the same mail in it as Alice: what one test does is no other's business. */
  newcomer(alias: string): Promise<TestUser>;
}

/** One server for all tests of a file, which is called when it is loaded; the result from inside a test. */
export function webmailOfThisFile(): () => Promise<WebmailPlace> {
  return placeOfThisFile(async (ending) => {
    const server = await startServer(ending);
    const browser = await browserOfThisProcess(ending);
    return { server, browser, newcomer: (alias) => newcomer(server, alias) };
  });
}

async function newcomer(server: TestServer, alias: string): Promise<TestUser> {
  const { password } = server.users.alice;
  const address = `${alias}@${server.running.domain}`;
  const { exitCode, stderr } = await server.shell(
    `New-Mailbox ${alias} -UserPrincipalName ${address} -Password (ConvertTo-SecureString ${password} -AsPlainText -Force)`,
  );
  assert.equal(exitCode, 0, stderr);
  for (const { text, date } of devMessages(address, server.running.domain, Date.now()))
    await putIntoInbox(server, address, Buffer.from(text), date);
  return { address, password };
}

/** A message as it came, in somebody's inbox. */
export async function putIntoInbox(
  server: TestServer,
  address: string,
  bytes: Uint8Array,
  internalDate = Date.now(),
): Promise<void> {
  const mailbox = server.running.directory.findLogin(address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const inbox = await account.folder('INBOX');
  const incoming = await account.beginMessage();
  await incoming.write(bytes);
  await account.append(inbox.folderId, [
    { message: await incoming.finish(), flags: { bits: 0, keywords: [] }, internalDate },
  ]);
}

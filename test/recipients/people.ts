import assert from 'node:assert/strict';
import type { Mailbox } from '../../server/src/domain/directory/directory.ts';
import { LineClient } from '../support/line-client.ts';
import type { TestServer, TestUser } from '../support/server.ts';

export async function reply(client: LineClient): Promise<string> {
  for (;;) {
    const line = await client.line();
    if (line === null || /^\d{3} /.test(line)) return line ?? 'closed';
  }
}

export async function say(client: LineClient, command: string): Promise<string> {
  client.send(`${command}\r\n`);
  return reply(client);
}

/** A conversation on port 25 (`null`: a stranger) or on the submission port as a user. */
export async function converse(server: TestServer, user: TestUser | null): Promise<LineClient> {
  const plain = await LineClient.connect(user === null ? server.ports.smtp : server.ports.submission);
  await reply(plain);
  await say(plain, 'EHLO client.test');
  if (user === null) return plain;
  await say(plain, 'STARTTLS');
  const client = await plain.startTls();
  await say(client, 'EHLO client.test');
  const initial = Buffer.from(`\0${user.address}\0${user.password}`).toString('base64');
  assert.match(await say(client, `AUTH PLAIN ${initial}`), /^235/);
  return client;
}

/** Sends one message and says goodbye; the last reply, or the first refusal. */
export async function send(
  server: TestServer,
  user: TestUser | null,
  from: string,
  to: readonly string[],
  content: string,
): Promise<string> {
  const client = await converse(server, user);
  try {
    const mail = await say(client, `MAIL FROM:<${from}>`);
    if (!mail.startsWith('250')) return mail;
    for (const address of to) {
      const answer = await say(client, `RCPT TO:<${address}>`);
      if (!answer.startsWith('250')) return answer;
    }
    const data = await say(client, 'DATA');
    if (!data.startsWith('354')) return data;
    return await say(client, `${content}\r\n.`);
  } finally {
    client.close();
  }
}

/** A person of the test's own, with the password of the sample users. */
export async function person(server: TestServer, alias: string): Promise<Mailbox & TestUser> {
  const address = `${alias}@example.test`;
  const { directory } = server.running;
  const mailbox = await directory.createMailbox(
    { name: alias, alias, userPrincipalName: address, primarySmtpAddress: address },
    await directory.passwordHash(directory.findMailbox('alice')?.guid ?? ''),
  );
  return { ...mailbox, address, password: server.users.alice.password };
}

/** The messages of a folder as text, oldest first, once there are at least `count`. */
export async function folderOf(
  server: TestServer,
  alias: string,
  folder: string,
  count: number,
): Promise<readonly string[]> {
  const deadline = Date.now() + 60_000;
  const store = await server.running.mail.account(server.running.directory.findMailbox(alias)?.guid ?? '');
  for (;;) {
    const { folderId } = await store.folder(folder);
    const texts: string[] = [];
    const all = [{ first: 1, last: 4_294_967_295 }];
    for await (const rows of store.messages(folderId, all, {})) {
      for (const { contentId } of rows) {
        const pieces: Uint8Array[] = [];
        for await (const piece of store.content(contentId)) pieces.push(piece);
        texts.push(Buffer.concat(pieces).toString('utf8'));
      }
    }
    if (texts.length >= count || Date.now() > deadline) return texts;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until the queue is empty: nothing more is on its way. */
export async function settled(server: TestServer): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { stdout, stderr } = await server.shell('Get-Queue | Format-List MessageCount');
    assert.equal(stderr, '');
    if (!/[1-9]/.test(stdout)) return;
    if (Date.now() > deadline) throw new Error(`mail still waits: ${stdout}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

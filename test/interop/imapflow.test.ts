import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const ending = endingOfThisFile();
before(async () => {
  server = await startServer(ending);
});

const client = (user: { address: string; password: string }): ImapFlow =>
  new ImapFlow({
    host: '127.0.0.1',
    port: server.ports.imaps,
    secure: true,
    auth: { user: user.address, pass: user.password },
    tls: { rejectUnauthorized: false },
    logger: false,
  });

test('nodemailer submits over STARTTLS; imapflow in IDLE hears of it, reads, flags, moves and deletes', async () => {
  const { alice, bob } = server.users;
  const reader = client(bob);
  await reader.connect();
  const lock = await reader.getMailboxLock('INBOX');
  const mailbox = reader.mailbox;
  assert.ok(mailbox);
  const before = mailbox.exists;
  const arrived = new Promise<number>((resolve) =>
    reader.once('exists', (event: { count: number }) => resolve(event.count)),
  );
  const idling = reader.idle();

  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: server.ports.submission,
    secure: false,
    requireTLS: true,
    auth: { user: alice.address, pass: alice.password },
    tls: { rejectUnauthorized: false },
  });
  await transport.sendMail({
    from: alice.address,
    to: bob.address,
    subject: 'Été à Dublin',
    text: 'plain',
    html: '<p>rich</p>',
    attachments: [{ filename: 'données.csv', content: 'a;b\n1;2\n' }],
  });
  assert.equal(await arrived, before + 1);
  await reader.noop();
  await idling;

  const message = await reader.fetchOne('*', {
    uid: true,
    envelope: true,
    bodyStructure: true,
    flags: true,
    source: true,
  });
  assert.ok(message);
  assert.equal(message.envelope?.subject, 'Été à Dublin');
  assert.equal(message.bodyStructure?.type, 'multipart/mixed');
  assert.match(message.source?.toString() ?? '', /^Return-Path: <alice@example\.test>\r\nReceived: from /);
  const uid = String(message.uid);
  await reader.messageFlagsAdd(uid, ['\\Flagged', 'Urgent'], { uid: true });
  const flagged = await reader.fetchOne(uid, { flags: true }, { uid: true });
  assert.ok(flagged && flagged.flags?.has('\\Flagged') && flagged.flags.has('Urgent'));
  const moved = await reader.messageMove(uid, 'Archive', { uid: true });
  assert.ok(moved && moved.uidMap?.size === 1);
  lock.release();

  const archive = await reader.getMailboxLock('Archive');
  const found = await reader.search({ header: { subject: 'Dublin' } }, { uid: true });
  assert.ok(found);
  assert.equal(found.length, 1);
  await reader.messageDelete(found as number[], { uid: true });
  assert.deepEqual(await reader.search({ all: true }), []);
  archive.release();
  await reader.logout();
  transport.close();
});

test('imapflow finds the special folders by their attributes and makes, renames and deletes its own', async () => {
  const reader = client(server.users.alice);
  await reader.connect();
  const uses = new Map((await reader.list()).map((folder) => [folder.path, folder.specialUse]));
  assert.equal(uses.get('Sent Items'), '\\Sent');
  assert.equal(uses.get('Deleted Items'), '\\Trash');
  assert.equal(uses.get('Junk Email'), '\\Junk');
  assert.equal(uses.get('Drafts'), '\\Drafts');
  await reader.mailboxCreate('Projets/Été');
  await reader.mailboxRename('Projets', 'Projects');
  assert.ok((await reader.list()).some((folder) => folder.path === 'Projects/Été'));
  await reader.mailboxDelete('Projects/Été');
  await reader.mailboxDelete('Projects');
  assert.ok(!(await reader.list()).some((folder) => folder.path.startsWith('Projects')));
  await reader.logout();
});

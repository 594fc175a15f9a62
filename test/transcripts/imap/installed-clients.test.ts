import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { missingProgram } from '../../support/debian-program.ts';
import { type ImapServer, password, startImapServer } from './imap-server.ts';

const run = promisify(execFile);

async function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

const withoutMbsync = missingProgram('mbsync', ['isync']);
const withoutPython = (await isInstalled('python3')) ? false : 'python3 is not installed';

async function countIn(server: ImapServer, name: string): Promise<number> {
  const { mailbox } = await server.user(name);
  const store = await server.mailStore.account(mailbox.guid);
  return (await store.folder('INBOX')).status.messages;
}

test('mbsync carries 500 messages there and the changes of both sides back', { skip: withoutMbsync }, async (t) => {
  const server = await startImapServer({ LoginType: 'PlainTextLogin' });
  t.after(() => server.stop());
  await server.user('sync');
  const home = await mkdtemp(join(tmpdir(), 'relais-mbsync-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const inbox = join(home, 'mail', 'INBOX');
  for (const folder of ['cur', 'new', 'tmp']) await mkdir(join(inbox, folder), { recursive: true });
  for (let i = 0; i < 500; i++) {
    await writeFile(
      join(inbox, 'new', `${1_000_000 + i}.x.host`),
      `From: a@b.c\nSubject: local ${i}\nMessage-ID: <${i}@l>\n\nbody ${i}\n`,
    );
  }
  const account = `IMAPAccount r\nHost 127.0.0.1\nPort ${server.ports.plain}\nUser sync\nPass ${password}\nSSLType None\nAuthMechs LOGIN\n`;
  const stores = `IMAPStore remote\nAccount r\n\nMaildirStore local\nPath ${home}/mail/\nInbox ${inbox}\n`;
  const channel = 'Channel c\nFar :remote:\nNear :local:\nPatterns *\nCreate Both\nExpunge Both\nSyncState *\n';
  await writeFile(join(home, 'rc'), `${account}\n${stores}\n${channel}`);
  const sync = (): Promise<unknown> =>
    run('mbsync', ['-c', join(home, 'rc'), '-a'], { env: { ...process.env, HOME: home } });
  await sync();
  assert.equal(await countIn(server, 'sync'), 500);

  const store = await server.mailStore.account((await server.user('sync')).mailbox.guid);
  const { folderId } = await store.folder('INBOX');
  await store.expunge(folderId, [{ first: 1, last: 50 }], { onlyDeleted: false });
  const files = async (): Promise<string[]> =>
    (
      await Promise.all(
        ['cur', 'new'].map(async (f) => (await readdir(join(inbox, f))).map((name) => join(inbox, f, name))),
      )
    ).flat();
  // Those of the maildir that the server still has: mbsync writes U=<uid> into the name.
  const known = (await files()).filter((path) => Number(/,U=(\d+)/.exec(path)?.[1] ?? 0) > 400);
  for (const path of known.slice(0, 30)) await unlink(path);
  await sync();
  assert.equal(await countIn(server, 'sync'), 500 - 50 - Math.min(30, known.length));
  assert.equal((await files()).length, await countIn(server, 'sync'));
});

test("Python's imaplib appends, searches, moves and reads", { skip: withoutPython }, async (t) => {
  const server = await startImapServer({ LoginType: 'PlainTextLogin' });
  t.after(() => server.stop());
  await server.user('py');
  const script = `
import imaplib
m = imaplib.IMAP4('127.0.0.1', ${server.ports.plain})
assert m.login('py', '${password}')[0] == 'OK'
for i in range(20):
    assert m.append('INBOX', '(\\\\Seen)' if i % 2 else None, None, b'Subject: number %d\\r\\n\\r\\nbody' % i)[0] == 'OK'
assert m.select() == ('OK', [b'20'])
assert m.search(None, 'SUBJECT', '"number 7"')[1] == [b'8']
assert m.store('1:5', '+FLAGS', '(\\\\Deleted)')[0] == 'OK'
assert m.expunge()[1] == [b'1'] * 5
assert m.uid('MOVE', '6:8', 'Archive')[0] == 'OK'
assert m.fetch('1', '(RFC822.SIZE BODY[TEXT])')[1][0][1] == b'body'
assert m.uid('SEARCH', 'UNSEEN')[0] == 'OK'
assert m.logout()[0] == 'BYE'
print('done')
`;
  const { stdout } = await run('python3', ['-c', script]);
  assert.equal(stdout.trim(), 'done');
});

test('the script of move-from-exchange.md copies mailboxes, French ones into the folders of the same use', {
  skip: withoutMbsync,
}, async (t) => {
  const page = await readFile(new URL('../../../docs/how-to/move-from-exchange.md', import.meta.url), 'utf8');
  const started = [1, 2].map(() => startImapServer({ LoginType: 'PlainTextLogin' }));
  t.after(async () => {
    for (const server of await Promise.all(started)) await server.stop();
  });
  const [exchange, relais] = (await Promise.all(started)) as [ImapServer, ImapServer];
  const store = async (server: ImapServer, name: string) => {
    const { mailbox: migration } = await server.user('migration');
    const { mailbox } = await server.user(name);
    await server.directory.updateMailbox(mailbox.guid, { fullAccess: [migration.guid] });
    return server.mailStore.account(mailbox.guid);
  };
  const french = [
    'Brouillons',
    'Éléments envoyés',
    'Éléments envoyés/2025',
    'Éléments supprimés',
    'Courrier indésirable',
  ];
  const filled = {
    alice: ['INBOX', ...french, 'Tâches', 'Calendrier', 'Boulot'],
    bob: ['INBOX', 'Sent Items', 'Tasks', 'Work'],
  };
  for (const [name, folders] of Object.entries(filled)) {
    const from = await store(exchange, name);
    for (const folder of folders) {
      const { folderId } = await from.folder(folder).catch(() => from.createFolder(folder));
      const incoming = await from.beginMessage();
      await incoming.write(Buffer.from(`Subject: ${folder}\r\n\r\nbody\r\n`));
      await from.append(folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
    }
    await store(relais, name);
  }

  const home = await mkdtemp(join(tmpdir(), 'relais-move-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const script = (/```sh\n(.*?)```/s.exec(page)?.[1] ?? '')
    .replace('Host exchange.contoso.com', `Host 127.0.0.1\nPort ${exchange.ports.plain}`)
    .replace('Host mail.contoso.com', `Host 127.0.0.1\nPort ${relais.ports.plain}`)
    .replaceAll('SSLType IMAPS', 'SSLType None')
    .replace('migration@contoso.com', 'migration@example.test');
  for (const side of ['old', 'new']) await writeFile(join(home, `${side}-password`), password);
  await writeFile(join(home, 'aliases.txt'), 'alice\nbob\n');
  await writeFile(join(home, 'move'), script);
  const copied = async (name: string): Promise<Readonly<Record<string, number>>> => {
    const folders = await (await store(relais, name)).listFolders();
    return Object.fromEntries(
      folders.flatMap(({ name, status }) => (status.messages > 0 ? [[name, status.messages]] : [])),
    );
  };
  // Nothing comes twice with the second night.
  for (const night of [1, 2]) {
    const { stdout } = await run('sh', ['move'], { cwd: home });
    assert.doesNotMatch(stdout, /not complete/, `night ${night}`);
    assert.deepEqual(await copied('alice'), {
      Boulot: 1,
      'Deleted Items': 1,
      Drafts: 1,
      INBOX: 1,
      'Junk Email': 1,
      'Sent Items': 1,
      'Éléments envoyés/2025': 1,
    });
    assert.deepEqual(await copied('bob'), { INBOX: 1, 'Sent Items': 1, Work: 1 });
  }
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import Pop3Command from 'node-pop3';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

const run = promisify(execFile);
let server: TestServer;
const ending = endingOfThisFile();
before(async () => {
  server = await startServer(ending);
});

test('node-pop3 lists, reads and deletes; UIDL stays the same over sessions', async () => {
  const { alice } = server.users;
  const options = {
    user: alice.address,
    password: alice.password,
    host: '127.0.0.1',
    port: server.ports.pop3s,
    tls: true,
    tlsOptions: { rejectUnauthorized: false },
  };
  const first = new Pop3Command(options);
  const listed = (await first.UIDL()) as string[][];
  assert.ok(listed.length > 0);
  const source = (await first.RETR(1)) as string;
  assert.match(source, /Subject: /);
  await first.QUIT();
  const second = new Pop3Command(options);
  assert.deepEqual(await second.UIDL(), listed);
  await second.command('DELE', '1');
  await second.QUIT();
  const third = new Pop3Command(options);
  assert.deepEqual(
    await third.UIDL(),
    listed.slice(1).map(([, uid], index) => [String(index + 1), uid]),
  );
  await third.QUIT();
});

const script = `
import imaplib, poplib, ssl, sys
host, imaps, pop3s, user, password = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
context = ssl._create_unverified_context()
imap = imaplib.IMAP4_SSL(host, imaps, ssl_context=context)
imap.login(user, password)
status, data = imap.select('INBOX')
print('imap', status, int(data[0]) > 0)
status, data = imap.append('Drafts', '(\\\\Draft)', None, b'Subject: python\\r\\n\\r\\nbody\\r\\n')
print('append', status)
imap.select('Drafts')
print('search', imap.search(None, 'SUBJECT', 'python')[1][0].decode())
imap.logout()
pop = poplib.POP3_SSL(host, pop3s, context=context)
pop.user(user); pop.pass_(password)
print('pop', pop.stat()[0] > 0, b'Subject' in b'\\n'.join(pop.top(1, 0)[1]))
pop.quit()
`;

test('Python’s imaplib and poplib work', async (t) => {
  const python = await run('python3', ['--version']).then(
    () => true,
    () => false,
  );
  if (!python) return t.skip('python3 is not on this machine');
  const { bob } = server.users;
  const { stdout } = await run('python3', [
    '-c',
    script,
    '127.0.0.1',
    String(server.ports.imaps),
    String(server.ports.pop3s),
    bob.address,
    bob.password,
  ]);
  assert.equal(stdout.trim(), 'imap OK True\nappend OK\nsearch 1\npop True True');
});

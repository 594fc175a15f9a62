import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import NodeImap from 'node-imap';
import type { AccountStore } from '../../../server/src/domain/mail/account-store.ts';
import { missingProgram } from '../../support/debian-program.ts';
import { type ImapServer, password, startImapServer } from './imap-server.ts';

const run = promisify(execFile);
const limitMs = 120_000;

async function missing(program: string, packageName: string): Promise<string | false> {
  return run('sh', ['-c', `command -v ${program}`]).then(
    () => false,
    () => `${program} (Debian: ${packageName}) is not installed`,
  );
}

const without = {
  neomutt: await missing('neomutt', 'neomutt'),
  mutt: await missing('mutt', 'mutt'),
  offlineimap: await missing('offlineimap', 'offlineimap3'),
  fetchmail: await missing('fetchmail', 'fetchmail'),
  alpine: missingProgram('alpine'),
};

interface Prepared {
  readonly server: ImapServer;
  readonly store: AccountStore;
  readonly inbox: number;
  readonly home: string;
}

async function prepared(t: TestContext, user: string, messages: number): Promise<Prepared> {
  const server = await startImapServer({ LoginType: 'PlainTextLogin' });
  t.after(() => server.stop());
  const store = await server.mailStore.account((await server.user(user)).mailbox.guid);
  const inbox = (await store.folder('INBOX')).folderId;
  for (let i = 0; i < messages; i++) await put(store, inbox, `number ${i}`);
  const home = await mkdtemp(join(tmpdir(), `relais-${user}-`));
  t.after(() => rm(home, { recursive: true, force: true }));
  return { server, store, inbox, home };
}

async function put(store: AccountStore, folderId: number, subject: string): Promise<void> {
  const incoming = await store.beginMessage();
  await incoming.write(
    Buffer.from(
      `From: a@b.example\r\nTo: c@d.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W/g, '-')}@x>\r\n\r\nbody of ${subject}\r\n`,
    ),
  );
  await store.append(folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
}

async function subjects(store: AccountStore, folderId: number): Promise<string[]> {
  const found: string[] = [];
  for await (const rows of store.messages(folderId, [{ first: 1, last: 0xffff_ffff }], { content: true }))
    for (const row of rows) found.push(/^Subject: (.*)\r$/m.exec(Buffer.from(row.content ?? []).toString())?.[1] ?? '');
  return found;
}

/** Runs a full-screen program without a screen: `script` gives it a terminal. */
async function onTerminal(command: string, home: string): Promise<string> {
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, HOME: home, TERM: 'xterm', LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString('latin1')));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  assert.equal(code, 0, said.slice(-2_000));
  return said;
}

for (const program of ['neomutt', 'mutt'] as const) {
  test(`${program} flags, deletes, moves and copies`, { skip: without[program], timeout: limitMs }, async (t) => {
    const { server, store, inbox, home } = await prepared(t, program, 10);
    const rc = join(home, 'rc');
    const keys = [
      '<limit>all<enter>',
      '<jump>1<enter><flag-message>',
      '<jump>3<enter><delete-message>',
      '<jump>4<enter><save-message>=Archive<enter>',
      '<jump>5<enter><copy-message>=Drafts<enter>',
      '<sync-mailbox><quit>',
    ];
    await writeFile(
      rc,
      [
        `set folder="imap://127.0.0.1:${server.ports.plain}/" spoolfile="imap://127.0.0.1:${server.ports.plain}/INBOX"`,
        `set imap_user="${program}" imap_pass="${password}" ssl_starttls=no ssl_force_tls=no`,
        'set confirmappend=no confirmcreate=no delete=yes move=no quit=yes sort=mailbox-order trash="" resolve=no',
        'set wait_key=no mark_old=no sleep_time=0 record="" use_envelope_from=no header_cache=""',
        `push "${keys.slice(1).join('')}"`,
      ].join('\n'),
    );
    await onTerminal(`${program} -n -F ${rc}`, home);
    const left = await subjects(store, inbox);
    assert.deepEqual(
      left,
      [0, 1, 4, 5, 6, 7, 8, 9].map((i) => `number ${i}`),
    );
    assert.deepEqual(await subjects(store, (await store.folder('Archive')).folderId), ['number 3']);
    assert.deepEqual(await subjects(store, (await store.folder('Drafts')).folderId), ['number 4']);
    const snapshot = await store.openFolder(inbox, { claimRecent: false });
    assert.equal((snapshot.flagBits[0] ?? 0) & 4, 4, 'the first one is flagged');
  });
}

test('offlineimap syncs both ways', { skip: without.offlineimap, timeout: limitMs }, async (t) => {
  const { server, store, inbox, home } = await prepared(t, 'offline', 40);
  const maildir = join(home, 'mail');
  const rc = join(home, 'rc');
  await writeFile(
    rc,
    `[general]\naccounts = a\nmetadata = ${home}/meta\nui = quiet\n[Account a]\nlocalrepository = l\nremoterepository = r\n` +
      `[Repository l]\ntype = Maildir\nlocalfolders = ${maildir}\n` +
      `[Repository r]\ntype = IMAP\nremotehost = 127.0.0.1\nremoteport = ${server.ports.plain}\nssl = no\nstarttls = no\n` +
      `remoteuser = offline\nremotepass = ${password}\nauth_mechanisms = LOGIN\n`,
  );
  const sync = () => run('offlineimap', ['-c', rc, '-o'], { env: { ...process.env, HOME: home }, timeout: limitMs });
  await sync();
  const files = async (): Promise<string[]> =>
    (await Promise.all(['cur', 'new'].map((f) => readdir(join(maildir, 'INBOX', f))))).flat();
  assert.equal((await files()).length, 40);
  await store.expunge(inbox, [{ first: 1, last: 5 }], { onlyDeleted: false });
  await put(store, inbox, 'from the server');
  await writeFile(join(maildir, 'INBOX', 'new', '1.local.host'), 'Subject: from here\n\nlocal\n');
  const gone = (await files()).find((name) => name.includes('U=20,')) ?? '';
  for (const folder of ['cur', 'new']) await rm(join(maildir, 'INBOX', folder, gone), { force: true });
  await sync();
  const there = await subjects(store, inbox);
  assert.equal(there.length, 40 - 5 + 1 + 1 - 1);
  assert.ok(there.includes('from here') && there.includes('from the server') && !there.includes('number 19'));
  assert.equal((await files()).length, there.length);
});

test('fetchmail takes all messages and leaves none', { skip: without.fetchmail, timeout: limitMs }, async (t) => {
  const { server, store, inbox, home } = await prepared(t, 'fetch', 12);
  const rc = join(home, 'fetchmailrc');
  const out = join(home, 'out');
  await writeFile(
    rc,
    `poll 127.0.0.1 service ${server.ports.plain} protocol IMAP auth password user fetch password "${password}" sslproto "" fetchall no keep mda "cat >> ${out}"\n`,
    { mode: 0o600 },
  );
  await run('fetchmail', ['-f', rc, '--pidfile', join(home, 'pid'), '-i', join(home, 'ids')], {
    env: { ...process.env, HOME: home, FETCHMAILHOME: home },
    timeout: limitMs,
  });
  const got = await readFile(out, 'utf8');
  assert.equal(got.match(/^Subject: number/gm)?.length, 12);
  assert.deepEqual(await subjects(store, inbox), []);
});

test('node-imap opens, searches, fetches, stores, moves and hears of new mail', { timeout: limitMs }, async (t) => {
  const { server, store, inbox } = await prepared(t, 'node', 20);
  const client = new NodeImap({ user: 'node', password, host: '127.0.0.1', port: server.ports.plain, tls: false });
  client.connect();
  await once(client, 'ready');
  const call = <T>(work: (done: (error: Error | null, result: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) =>
      work((error, result) => (error === null || error === undefined ? resolve(result) : reject(error))),
    );
  const box = await call<{ messages: { total: number } }>((done) => client.openBox('INBOX', false, done));
  assert.equal(box.messages.total, 20);
  const found = await call<number[]>((done) => client.search([['SUBJECT', 'number 1']], done));
  assert.equal(found.length, 11);
  const fetch = client.fetch(found, { bodies: 'HEADER.FIELDS (SUBJECT)', struct: true });
  let headers = '';
  fetch.on('message', (message: NodeJS.EventEmitter) =>
    message.on('body', (stream: NodeJS.ReadableStream) =>
      stream.on('data', (bytes: Buffer) => (headers += bytes.toString())),
    ),
  );
  await once(fetch, 'end');
  assert.equal(headers.match(/Subject: number 1/g)?.length, 11);
  await call((done) => client.addFlags(found.slice(0, 3), '\\Flagged', done));
  await call((done) => client.move(found.slice(0, 2), 'Archive', done));
  const heard = once(client, 'mail');
  await put(store, inbox, 'new one');
  await heard;
  assert.equal((await subjects(store, inbox)).length, 19);
  client.end();
  await once(client, 'close');
});

test('alpine signs in, reads a message, deletes another and expunges it', {
  skip: without.alpine,
  timeout: limitMs,
}, async (t) => {
  const { server, store, inbox, home } = await prepared(t, 'alpine', 5);
  const rc = join(home, 'pinerc');
  await writeFile(
    rc,
    [
      `inbox-path={127.0.0.1:${server.ports.plain}/notls/user=alpine}INBOX`,
      'feature-list=quit-without-confirm,expunge-without-confirm,expunge-without-confirm-everywhere',
      'user-domain=example.test',
      'last-version-used=99.99',
      'initial-keystroke-list=i',
    ].join('\n'),
  );
  const child = spawn('script', ['-qec', `stty rows 40 cols 120; alpine -p ${rc} -P /dev/null`, '/dev/null'], {
    env: { ...process.env, HOME: home, TERM: 'xterm', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  let screen = '';
  let heardAt = performance.now();
  child.stdout.on('data', (bytes: Buffer) => {
    screen += bytes.toString('latin1').replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
    heardAt = performance.now();
  });
  // What it stands still at is known to nobody yet. The signal is given at the end of every test, also of one that passed.
  let isOver = false;
  t.signal.addEventListener('abort', () => isOver || console.error(`alpine shows: ${JSON.stringify(screen)}`));
  let pressed = '';
  let pressedAt = Number.POSITIVE_INFINITY;
  const press = (keys: string): void => {
    pressed = keys;
    pressedAt = performance.now();
    child.stdin.write(keys);
  };
  // It throws away what was typed before a question stood there whole, and shows nothing then: only in that case the answer is
  // given again. A key that it has taken leads, given twice, to other screens: a password to one for a master password.
  const again = setInterval(() => {
    if (heardAt < pressedAt && performance.now() - pressedAt > 20_000) press(pressed);
  }, 1_000);
  t.after(() => clearInterval(again));
  const isDrawn = async (): Promise<void> => {
    while (performance.now() - heardAt < 300) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  /** What alpine shows is read up to that, and answered with keys once nothing more is drawn. */
  const answer = async (shown: RegExp, keys: string): Promise<void> => {
    for (let found = shown.exec(screen); ; found = shown.exec(screen)) {
      if (found !== null) {
        screen = screen.slice(found.index + found[0].length);
        await isDrawn();
        press(keys);
        return;
      }
      await Promise.race([once(child.stdout, 'data'), exited.then(() => assert.fail(`alpine ended: ${screen}`))]);
    }
  };
  await answer(/ENTER PASSWORD:/, `${password}\r`);
  await answer(/Preserve password on DISK/, 'n');
  await answer(/opened with 5 messages/, '\r');
  await answer(/body of number 0/, '<');
  await answer(/number 4/, 'j');
  await answer(/jump to/i, '3\r');
  await answer(/number 2/, 'd');
  await answer(/Message 3 marked for deletion/, 'x');
  await answer(/1 message expunged/, 'q');
  await exited;
  assert.deepEqual(await subjects(store, inbox), ['number 0', 'number 1', 'number 3', 'number 4']);
  const { status } = await store.folder('INBOX');
  assert.deepEqual([status.messages, status.unseen], [4, 3]);
  isOver = true;
});

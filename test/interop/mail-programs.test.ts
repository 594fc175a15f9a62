import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { type Sink, startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { missingProgram, missingSwaks } from '../support/debian-program.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

const run = promisify(execFile);
const limitMs = 60_000;
let server: TestServer;
let sink: Sink;
let home = '';
const ending = endingOfThisFile();

before(async () => {
  sink = await startSink({
    offers: ['PIPELINING', 'SIZE 50000000', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'DSN'],
    answer: (command) => (command.startsWith('RCPT TO:<nobody@') ? '550 5.1.1 No such user here' : null),
  });
  ending.after(() => sink.close());
  const resolver = resolverOf({
    mx: { 'far.test': [[10, 'mx.far.test']] },
    addresses: { 'mx.far.test': ['127.0.0.1'] },
  });
  server = await startServer(ending, { resolver });
  await server.shell(`New-SendConnector -Name out -AddressSpaces * ; Set-SendConnector out -Port ${sink.port}`);
  home = await mkdtemp(join(tmpdir(), 'relais-programs-'));
  ending.after(() => rm(home, { recursive: true, force: true }));
});

/** Bob's inbox as text, once a message of it matches. */
async function received(pattern: RegExp, alias = 'bob'): Promise<string> {
  const guid = server.running.directory.findMailbox(alias)?.guid ?? '';
  const store = await server.running.mail.account(guid);
  const { folderId } = await store.folder('INBOX');
  for (let tries = 0; tries < 4000; tries += 1) {
    for await (const rows of store.messages(folderId, [{ first: 1, last: 4_294_967_295 }], {}))
      for (const { contentId } of rows) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of store.content(contentId)) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString('utf8');
        if (pattern.test(text)) return text;
      }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing that matches ${pattern} came`);
}

async function countOf(alias: string): Promise<number> {
  const store = await server.running.mail.account(server.running.directory.findMailbox(alias)?.guid ?? '');
  return (await store.folder('INBOX')).status.messages;
}

/** What the server presents there, as PEM. */
function certificateAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.toString() ?? '');
      socket.end();
    });
    socket.once('error', reject);
  });
}

async function msmtp(flags: readonly string[], to: readonly string[], text: string): Promise<void> {
  const { alice } = server.users;
  const rc = join(home, 'msmtprc');
  const lines = [
    'account default',
    'host 127.0.0.1',
    `port ${server.ports.submission}`,
    'tls on',
    'tls_starttls on',
    'tls_certcheck off',
    'auth plain',
    `user ${alice.address}`,
    `password ${alice.password}`,
    `from ${alice.address}`,
  ];
  await writeFile(rc, `${lines.join('\n')}\n`, { mode: 0o600 });
  const child = run('msmtp', ['-C', rc, ...flags, ...to], { timeout: limitMs });
  child.child.stdin?.end(text);
  await child;
}

test('msmtp signs in over STARTTLS and sends: dots, 5 MB, and a report of what could not be delivered', {
  skip: missingProgram('msmtp'),
  timeout: limitMs,
}, async () => {
  await msmtp([], [server.users.bob.address], 'From: alice@example.test\nSubject: msmtp\n\n.\n..\n.x\nend\n');
  assert.match(await received(/Subject: msmtp\r/), /\r\n\r\n\.\r\n\.\.\r\n\.x\r\nend\r\n$/);
  const body = `${'0123456789'.repeat(7)}\n`.repeat(70_000);
  await msmtp([], [server.users.bob.address], `From: alice@example.test\nSubject: msmtp large\n\n${body}`);
  assert.ok((await received(/Subject: msmtp large\r/)).endsWith(body.replaceAll('\n', '\r\n')));
  await msmtp(
    ['--dsn-notify=failure,delay', '--dsn-return=headers'],
    ['nobody@far.test', 'somebody@far.test'],
    'From: alice@example.test\nSubject: msmtp report\n\nx\n',
  );
  await sink.received(1);
  assert.ok(sink.commands.some((line) => /^RCPT TO:<somebody@far\.test> NOTIFY=FAILURE,DELAY/i.test(line)));
  const report = await received(/Undeliverable: msmtp report/, 'alice');
  assert.match(report, /Final-Recipient: rfc822; ?nobody@far\.test/);
  assert.match(report, /Content-Type: text\/rfc822-headers/);
});

test('swaks: TLS from the first byte, pipelined', {
  skip: missingSwaks(),
  timeout: limitMs,
}, async () => {
  const { alice } = server.users;
  const user = ['--auth', 'PLAIN', '--auth-user', alice.address, '--auth-password', alice.password];
  const common = ['--server', '127.0.0.1', '--from', alice.address, '--pipeline'];
  const secure = [...common, '--port', String(server.ports.smtps), '--tls-on-connect', ...user];
  await run('swaks', [...secure, '--to', 'bob@example.test', '--header', 'Subject: swaks at once'], {
    timeout: limitMs,
  });
  assert.match(await received(/Subject: swaks at once/), /with ESMTPSA/);
});

test('Mutt sends over STARTTLS with nothing set of how it signs in', {
  skip: missingProgram('mutt'),
  timeout: limitMs,
}, async () => {
  const { address, password } = server.users.alice;
  const rc = join(home, 'muttrc');
  const lines = [
    `set smtp_url="smtp://${encodeURIComponent(address)}@127.0.0.1:${server.ports.submission}/"`,
    `set smtp_pass="${password}" from="${address}" use_from=yes copy=no ssl_force_tls=yes`,
    'set ssl_verify_host=no ssl_verify_dates=no',
    `set certificate_file="${join(home, 'mutt-certificates')}"`,
  ];
  await writeFile(rc, `${lines.join('\n')}\n`, { mode: 0o600 });
  await writeFile(join(home, 'mutt-certificates'), await certificateAt(server.ports.smtps));
  const child = run('mutt', ['-n', '-F', rc, '-s', 'mutt sends', server.users.bob.address], { timeout: limitMs });
  child.child.stdin?.end('x\n');
  await child;
  assert.match(await received(/Subject: mutt sends\r/), /with ESMTPSA/);
});

for (const [program, write, flags] of [
  [
    'mpop',
    (maildir: string): string =>
      [
        'defaults',
        `uidls_file ${home}/mpop-uidls`,
        'account default',
        'host 127.0.0.1',
        `port ${server.ports.pop3s}`,
        'tls on',
        'tls_starttls off',
        'tls_certcheck off',
        `user ${server.users.bob.address}`,
        `password ${server.users.bob.password}`,
        'auth plain',
        `delivery maildir ${maildir}`,
      ].join('\n'),
    ['-C', 'RC'],
  ],
  [
    'fetchmail',
    (): string =>
      `poll 127.0.0.1 service ${server.ports.pop3s} protocol pop3 user "${server.users.bob.address}" password "${server.users.bob.password}" ssl no sslcertck MODE mda "cat >> ${home}/fetchmail.mbox"\n`,
    ['-f', 'RC', '--idfile', 'IDS', '--pidfile', 'PID'],
  ],
] as const)
  test(`${program} leaves mail on the server, takes only what is new, then takes all away`, {
    skip: missingProgram(program),
    timeout: limitMs,
  }, async () => {
    const maildir = join(home, program);
    for (const folder of ['cur', 'new', 'tmp']) await mkdir(join(maildir, folder), { recursive: true });
    const rc = join(home, `${program}rc`);
    const taken = async (): Promise<number> =>
      program === 'mpop'
        ? (await readdir(join(maildir, 'new'))).length
        : ((await readFile(join(home, 'fetchmail.mbox'), 'latin1').catch(() => '')).match(/^Return-Path: /gm)?.length ??
          0);
    const fetch = async (keep: boolean): Promise<void> => {
      await writeFile(rc, write(maildir).replace('MODE', keep ? 'keep' : 'nokeep fetchall'), { mode: 0o600 });
      const words = { RC: rc, IDS: join(home, 'fetchids'), PID: join(home, 'fetchmail.pid') };
      const all = [
        ...flags.map((word) => words[word as keyof typeof words] ?? word),
        ...(program === 'mpop' ? [keep ? '--keep=on' : '--keep=off'] : []),
      ];
      // fetchmail says 1 when there was nothing.
      await run(program, all, { timeout: limitMs, env: { ...process.env, HOME: home } }).catch(
        (error: { code?: number }) => {
          if (program !== 'fetchmail' || error.code !== 1) throw error;
        },
      );
    };
    const deliver = async (subject: string): Promise<void> => {
      const store = await server.running.mail.account(server.running.directory.findMailbox('bob')?.guid ?? '');
      const { folderId } = await store.folder('INBOX');
      const incoming = await store.beginMessage();
      await incoming.write(
        Buffer.from(
          `Return-Path: <x@y.test>\r\nFrom: x@y.test\r\nSubject: ${subject}\r\n\r\n.dot\r\nFrom the start\r\n`,
        ),
      );
      await store.append(folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
    };
    for (let n = 0; n < 20; n += 1) await deliver(`${program} ${n}`);
    const before = await countOf('bob');
    await fetch(true);
    assert.equal(await countOf('bob'), before);
    const first = await taken();
    assert.ok(first >= 20, `${first} were taken`);
    await deliver(`${program} new`);
    await fetch(true);
    assert.equal(await taken(), first + 1);
    await fetch(false);
    assert.equal(await countOf('bob'), 0);
  });

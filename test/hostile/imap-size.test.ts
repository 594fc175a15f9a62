import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { type ImapServer, password, startImapServer } from '../transcripts/imap/imap-server.ts';
import { usedMemory } from './used-memory.ts';

let server: ImapServer;
before(async () => {
  server = await startImapServer({ LoginType: 'PlainTextLogin', MaxConnectionsPerUser: 1_000 });
});
after(() => server.stop());

async function signedIn(user: string): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.plain);
  await client.line();
  assert.match((await client.command('l', `LOGIN ${user} ${password}`)).at(-1) ?? '', /^l OK/);
  return client;
}

async function putMessage(user: string, bytes: Buffer, count = 1): Promise<void> {
  const store = await server.mailStore.account((await server.user(user)).mailbox.guid);
  const { folderId } = await store.folder('INBOX');
  for (let i = 0; i < count; i++) {
    const incoming = await store.beginMessage();
    await incoming.write(bytes);
    await store.append(folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
  }
}

/** The whole of message 1 as the server gives it. */
async function fetchWhole(user: string, item: string): Promise<{ readonly bytes: Buffer; readonly rest: string }> {
  const socket = connect(server.ports.plain, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`l LOGIN ${user} ${password}\r\ns SELECT INBOX\r\nf FETCH 1 ${item}\r\ne LOGOUT\r\n`);
  const pieces: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => pieces.push(chunk));
  await once(socket, 'end');
  const all = Buffer.concat(pieces);
  const start = all.indexOf('* 1 FETCH (');
  const [marker = '', size = '0'] = /\{(\d+)\}\r\n/.exec(all.toString('latin1', start, start + 200)) ?? [];
  const from = all.indexOf(marker, start) + marker.length;
  return { bytes: all.subarray(from, from + Number(size)), rest: all.toString('latin1', start) };
}

test('64 sessions change one folder at once, and in the end all of them see the same', {
  timeout: 300_000,
}, async () => {
  await putMessage('crowd', Buffer.from('Subject: x\r\n\r\nx\r\n'), 100);
  const clients = await Promise.all(Array.from({ length: 64 }, () => signedIn('crowd')));
  await Promise.all(clients.map((client) => client.command('s', 'SELECT INBOX')));
  for (let round = 0; round < 4; round++) {
    await Promise.all(
      clients.map(async (client, at) => {
        const uid = 1 + ((at * 7 + round * 13) % 100);
        await client.command('a', `UID STORE ${uid} +FLAGS (\\Flagged $k${at % 8})`);
        if (at % 8 === 0) await client.command('b', 'APPEND INBOX {3+}\r\na: \r\n');
        if (at % 16 === 1) await client.command('c', `UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
        if (at % 32 === 2) await client.command('d', 'EXPUNGE');
        if (at % 16 === 3) await client.command('e', `UID MOVE ${uid} Archive`);
      }),
    );
  }
  const views = await Promise.all(
    clients.map(async (client) => {
      await client.command('n', 'NOOP');
      return (await client.command('v', 'UID FETCH 1:* (FLAGS)'))
        .filter((line) => line.includes('FETCH'))
        .map((line) =>
          [...(/^\* \d+ FETCH \(UID \d+/.exec(line) ?? []), ...(line.match(/[\\$]\w+/g) ?? []).sort()]
            .filter((word) => word !== '\\Recent')
            .join(' '),
        )
        .join('\n');
    }),
  );
  assert.ok((views[0] ?? '').split('\n').length > 50);
  for (const view of views) assert.equal(view, views[0]);
  for (const client of clients) client.close();
});

test('a reader that stops reading holds a bounded amount of memory, and others go on', {
  timeout: 300_000,
}, async () => {
  await putMessage(
    'slow',
    Buffer.concat([Buffer.from('Subject: big\r\n\r\n'), Buffer.alloc(4 * 1024 * 1024, 'x')]),
    40,
  );
  const sockets = Array.from({ length: 8 }, () => connect(server.ports.plain, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const start = await usedMemory();
  for (const socket of sockets) {
    socket.pause();
    socket.write(`l LOGIN slow ${password}\r\ns SELECT INBOX\r\nf FETCH 1:* (BODY.PEEK[])\r\n`);
  }
  const other = await signedIn('slow');
  await other.command('s', 'SELECT INBOX');
  let most = 0;
  for (let i = 0; i < 200; i++) {
    assert.match((await other.command('n', 'NOOP')).at(-1) ?? '', /^n OK/);
    if (i % 20 === 0) most = Math.max(most, await usedMemory());
  }
  // 8 × 160 MB were asked for.
  assert.ok(most - start < 40 * 1024 * 1024, `${Math.round((most - start) / 1024)} KB more`);
  for (const socket of sockets) socket.destroy();
  other.close();
});

test('a message of 1,000 parts comes back as it came, and each part is found', { timeout: 120_000 }, async () => {
  const parts = Array.from(
    { length: 1_000 },
    (_, i) => `--b\r\nContent-Type: text/plain; name="p${i}.txt"\r\n\r\npart ${i}\r\n`,
  );
  const message = Buffer.from(
    `Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`,
  );
  await putMessage('parts', message);
  assert.deepEqual((await fetchWhole('parts', 'BODY.PEEK[]')).bytes, message);
  const structure = (await fetchWhole('parts', 'BODYSTRUCTURE')).rest;
  assert.equal(structure.match(/"NAME" "p\d+\.txt"/gi)?.length, 1_000);
  assert.equal((await fetchWhole('parts', 'BODY.PEEK[1000]')).bytes.toString(), 'part 999');
  const client = await signedIn('parts');
  await client.command('s', 'SELECT INBOX');
  assert.equal((await client.command('t', 'SEARCH BODY "part 731"'))[0], '* SEARCH 1');
  assert.equal((await client.command('u', 'SEARCH BODY "p731.txt"'))[0], '* SEARCH 1');
  client.close();
});

test('broken MIME of many kinds: the same bytes come back, and whatever is asked is answered', {
  timeout: 120_000,
}, async () => {
  const broken = [
    'Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\r\nx',
    'Content-Type: multipart/mixed; boundary="b\r\n\r\n--b\r\n\r\nx\r\n--b--',
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--b--\r\n--b--\r\n',
    'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!',
    'Content-Type: text/plain; charset="=?x?=\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=',
    `${'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(300)}\r\n`,
    '\r\n\r\n\r\n',
    ': no name\r\n also\r\n\tfolded\r\n\r\nbody\0with\xff\xfebytes',
    'Subject: =?utf-8?b?////?= =?nope?q?x?=\r\nFrom: <@@@>,,;:\r\nDate: never\r\n\r\n.\r\n..\r\n',
    `From: ${'a@b.example, '.repeat(5_000)}\r\n\r\nx`,
    'no header at all',
    'A: b\nC: d\n\nbare line feeds\n',
  ];
  for (const [index, text] of broken.entries()) {
    const user = `broken${index}`;
    const bytes = Buffer.from(text, 'latin1');
    await putMessage(user, bytes);
    assert.deepEqual((await fetchWhole(user, 'BODY.PEEK[]')).bytes, bytes, text.slice(0, 60));
    const client = await signedIn(user);
    await client.command('s', 'SELECT INBOX');
    for (const command of [
      'FETCH 1 (ENVELOPE BODYSTRUCTURE BODY RFC822.SIZE PREVIEW)',
      'FETCH 1 (BODY.PEEK[1] BODY.PEEK[1.1.MIME] BODY.PEEK[2.TEXT] BINARY.SIZE[1])',
      'SEARCH OR BODY x SUBJECT y',
      'SORT (SUBJECT FROM DATE) UTF-8 ALL',
      'THREAD REFERENCES UTF-8 ALL',
    ]) {
      const answer = (await client.command('c', command)).at(-1) ?? '';
      assert.match(answer, /^c (OK|NO \[UNKNOWN-CTE\])/, `${text.slice(0, 60)}: ${command}`);
    }
    client.close();
  }
});

test('2,000 folders are listed, with their status, in one answer each', { timeout: 300_000 }, async () => {
  const { mailbox } = await server.user('folders');
  const store = await server.mailStore.account(mailbox.guid);
  for (let i = 0; i < 2_000; i++) await store.createFolder(`top${i % 20}/sub${i}`);
  const client = await signedIn('folders');
  const lines = await client.command('a', 'LIST "" * RETURN (STATUS (MESSAGES UNSEEN) CHILDREN)');
  assert.equal(lines.filter((line) => line.startsWith('* LIST')).length, 2_000 + 20 + 6);
  assert.equal((await client.command('b', 'LIST "" top7/%')).length, 101);
  client.close();
});

test('more commands in a second than are allowed wait, and the client hears why, before and after sign-in', async (t) => {
  const paced = await startImapServer({
    LoginType: 'PlainTextLogin',
    PreAuthenticatedCommandsPerSecond: 3,
    CommandsPerSecond: 5,
  });
  t.after(() => paced.stop());
  await paced.user('ann');
  const client = await LineClient.connect(paced.ports.plain);
  await client.line();
  for (let i = 0; i < 4; i++) client.send(`a${i} NOOP\r\n`);
  for (let i = 0; i < 3; i++) assert.match((await client.line()) ?? '', /^a\d OK/);
  assert.equal(await client.line(), '* NO [LIMIT] At most 3 commands a second are carried out; the others wait.');
  paced.clock.advance(1_000);
  assert.match((await client.line()) ?? '', /^a3 OK/);
  assert.match((await client.command('l', `LOGIN ann ${password}`)).at(-1) ?? '', /^l OK/);
  paced.clock.advance(1_000);
  for (let i = 0; i < 6; i++) client.send(`b${i} NOOP\r\n`);
  for (let i = 0; i < 5; i++) assert.match((await client.line()) ?? '', /^b\d OK/);
  assert.match((await client.line()) ?? '', /^\* NO \[LIMIT\] At most 5 commands a second/);
  paced.clock.advance(1_000);
  assert.match((await client.line()) ?? '', /^b5 OK/);
  client.close();
});

import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../support/both-engines.ts';
import { LineClient } from '../../support/line-client.ts';
import { collected } from '../../contract/message.fixture.ts';
import { password, startImapServer } from './imap-server.ts';

const letter = `Subject: afternoon meeting\r\n\r\n${'Hello Joe. '.repeat(100)}`;
const literal = `{${letter.length}+}\r\n${letter}`;

onBothEngines(
  'a full mailbox refuses what adds to it, and nothing else (RFC 9208 §4.3.1, RFC 8508 §3.4)',
  async (t) => {
    const server = await startImapServer({}, (await databaseFor(t)) ?? undefined);
    t.after(() => server.stop());
    const { mailbox } = await server.user('full');
    const store = await server.mailStore.account(mailbox.guid);
    const client = await LineClient.connect(server.ports.tls, { tls: true });
    t.after(() => client.close());
    await client.line();
    let tags = 0;
    const last = async (command: string): Promise<string> =>
      ((await client.command(`t${++tags}`, command)).at(-1) ?? '').replace(/^t\d+ /, '');
    assert.match(await last(`LOGIN full ${password}`), /^OK/);
    assert.match(await last(`APPEND INBOX ${literal}`), /^OK/);
    await store.setQuota(letter.length + 10);
    assert.match(await last(`APPEND INBOX ${literal}`), /^NO \[OVERQUOTA\] The mailbox holds \d+ bytes of \d+/);
    // Before the bytes are asked for.
    assert.match(await last(`APPEND INBOX {${letter.length}}`), /^NO \[OVERQUOTA\]/);
    assert.match(await last('SELECT INBOX'), /^OK/);
    assert.match(await last('COPY 1 Drafts'), /^NO \[OVERQUOTA\]/);
    assert.match(await last('STORE 1 +FLAGS (\\Seen)'), /^OK/);
    assert.match(await last(`REPLACE 1 INBOX ${literal}`), /^OK/);
    assert.match(await last(`REPLACE 1 INBOX {${letter.length + 20}}`), /^NO \[OVERQUOTA\]/);
    assert.match(await last('MOVE 1 Drafts'), /^OK/);
    assert.match(await last('SELECT Drafts'), /^OK/);
    assert.match(await last(`REPLACE 1 INBOX ${literal}`), /^OK/);
    assert.match(await last('STATUS INBOX (MESSAGES)'), /^OK/);
    assert.equal((await store.quota()).messages, 1);
    // Most of these are in the store when the last one comes, and all or none stay (RFC 3502 §6.3.11).
    const long = Buffer.alloc(40_000, 'Hello Joe. ').toString();
    const several = `APPEND Drafts${` {${long.length}+}\r\n${long}`.repeat(40)}`;
    await store.setQuota(20 * long.length);
    assert.match(await last(several), /^NO \[OVERQUOTA\]/);
    assert.equal((await store.quota()).messages, 1);
    await store.setQuota(null);
    assert.match(await last(several), /^OK \[APPENDUID \d+ \d+:\d+\]/);
    assert.equal((await store.quota()).messages, 41);
    assert.deepEqual(await collected(server.mailStore.verify(mailbox.guid)), []);
  },
);

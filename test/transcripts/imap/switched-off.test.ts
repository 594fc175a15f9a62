import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ManagementValue } from '@relais/management-contract';
import { capabilities, switchableCapabilities } from '../../../server/src/protocols/imap/capabilities.ts';
import { databaseFor, onBothEngines } from '../../support/both-engines.ts';
import { LineClient } from '../../support/line-client.ts';
import { type ImapServer, password, startImapServer } from './imap-server.ts';

async function started(t: TestContext, change: Readonly<Record<string, ManagementValue>> = {}): Promise<ImapServer> {
  const url = await databaseFor(t);
  const server = await startImapServer({ LoginType: 'PlainTextLogin', ...change }, url ?? undefined);
  t.after(() => server.stop());
  return server;
}

async function signedIn(server: ImapServer, name: string): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.plain);
  await client.line();
  assert.match((await client.command('l', `LOGIN ${name} ${password}`)).at(-1) ?? '', /^l OK/);
  return client;
}

/** What is refused in the selected state without the capability. */
const uses: Readonly<Record<string, string>> = {
  'COMPRESS=DEFLATE': 'COMPRESS DEFLATE',
  'CONTEXT=SEARCH': 'SEARCH RETURN (UPDATE) ALL',
  'CONTEXT=SORT': 'SORT RETURN (UPDATE) (DATE) UTF-8 ALL',
  'CREATE-SPECIAL-USE': 'CREATE x (USE (\\Archive))',
  'LITERAL+': 'CREATE {4097+}',
  'QUOTA=RES-STORAGE': 'STATUS INBOX (DELETED-STORAGE)',
  'SEARCH=FUZZY': 'SEARCH FUZZY BODY x',
  'SORT=DISPLAY': 'SORT (DISPLAYFROM) UTF-8 ALL',
  'SPECIAL-USE': 'LIST (SPECIAL-USE) "" *',
  'STATUS=SIZE': 'STATUS INBOX (SIZE)',
  'THREAD=ORDEREDSUBJECT': 'THREAD ORDEREDSUBJECT UTF-8 ALL',
  'THREAD=REFERENCES': 'THREAD REFERENCES UTF-8 ALL',
  'THREAD=REFS': 'THREAD REFS UTF-8 ALL',
  ACL: 'MYRIGHTS INBOX',
  APPENDLIMIT: 'STATUS INBOX (APPENDLIMIT)',
  BINARY: 'FETCH 1:* BINARY.SIZE[1]',
  CATENATE: 'APPEND INBOX CATENATE (URL "/INBOX/;UID=1")',
  CONDSTORE: 'FETCH 1:* (MODSEQ)',
  ENABLE: 'ENABLE CONDSTORE',
  ESEARCH: 'SEARCH RETURN (COUNT) ALL',
  ESORT: 'SORT RETURN (COUNT) (DATE) UTF-8 ALL',
  FILTERS: 'SEARCH FILTER x',
  ID: 'ID NIL',
  IDLE: 'IDLE',
  JMAPACCESS: 'GETJMAPACCESS',
  LANGUAGE: 'LANGUAGE',
  'LIST-EXTENDED': 'LIST "" (INBOX) RETURN (CHILDREN)',
  'LIST-MYRIGHTS': 'LIST "" INBOX RETURN (MYRIGHTS)',
  'LIST-METADATA': 'LIST "" INBOX RETURN (METADATA (/shared/x))',
  'LIST-STATUS': 'LIST "" INBOX RETURN (STATUS (MESSAGES))',
  'MAILBOX-REFERRALS': 'RLIST "" *',
  METADATA: 'GETMETADATA "" /private/x',
  MOVE: 'MOVE 1:* Drafts',
  MULTISEARCH: 'ESEARCH ALL',
  NAMESPACE: 'NAMESPACE',
  NOTIFY: 'NOTIFY NONE',
  OBJECTID: 'STATUS INBOX (MAILBOXID)',
  PARTIAL: 'SEARCH RETURN (PARTIAL 1:2) ALL',
  PREVIEW: 'FETCH 1:* PREVIEW',
  QRESYNC: 'SELECT INBOX (QRESYNC (1 1))',
  QUOTA: 'GETQUOTA ""',
  QUOTASET: 'SETQUOTA "" (STORAGE 1)',
  REPLACE: 'REPLACE 1 INBOX {3+}',
  SAVEDATE: 'SEARCH SAVEDSINCE 1-Jan-2020',
  SEARCHRES: 'SEARCH RETURN (SAVE) ALL',
  SORT: 'SORT (DATE) UTF-8 ALL',
  UIDBATCHES: 'UIDBATCHES 500',
  UIDPLUS: 'UID EXPUNGE 1:*',
  UNAUTHENTICATE: 'UNAUTHENTICATE',
  UNSELECT: 'UNSELECT',
  URLAUTH: 'RESETKEY',
  WITHIN: 'SEARCH YOUNGER 3',
  XLIST: 'XLIST "" *',
};

/** Facts about an answer, or used before sign-in: there is no command that could be refused. */
const withoutUse = new Set(
  'RIGHTS STARTTLS AUTH=PLAIN AUTH=LOGIN SASL-IR CHILDREN LITERAL- INPROGRESS URL-PARTIAL MESSAGELIMIT SAVELIMIT MULTIAPPEND QUOTA=RES-MESSAGE QUOTA=RES-MAILBOX I18NLEVEL=1 IMAP4rev2 UIDONLY UTF8=ACCEPT'.split(
    ' ',
  ),
);

onBothEngines(
  'every capability can be switched off for a mailbox: it is not announced and its command is refused',
  async (t) => {
    const server = await started(t);
    for (const [index, name] of switchableCapabilities.entries()) {
      if (name.startsWith('AUTH=')) continue;
      const user = `user${index}`;
      const { mailbox } = await server.user(user);
      await server.directory.updateMailbox(mailbox.guid, { otherProperties: { ImapDisabledCapabilities: [name] } });
      const client = await signedIn(server, user);
      await client.command('a', 'SELECT INBOX');
      const [announced = ''] = await client.command('b', 'CAPABILITY');
      assert.ok(
        !announced
          .split(' ')
          .some((word) => word === name || (word.startsWith('APPENDLIMIT=') && name === 'APPENDLIMIT')),
        `${name}: ${announced}`,
      );
      const use = uses[name];
      if (use === undefined)
        assert.ok(withoutUse.has(name), `${name} has neither a command here nor a reason for none`);
      else if (use.endsWith('+}')) {
        client.send(`c ${use}\r\n${'x'.repeat(Number(/\{(\d+)/.exec(use)?.[1]))}\r\n`);
        assert.match((await client.line()) ?? '', /^c BAD .*(switched off|without waiting)/, name);
      } else assert.match((await client.command('c', use)).at(-1) ?? '', /^c BAD .*switched off here/, name);
      client.send('z LOGOUT\r\n');
    }
  },
);

onBothEngines('a service restart takes a capability away from everybody; ENABLE leaves it out', async (t) => {
  const server = await started(t, { DisabledCapabilities: ['QRESYNC', 'UIDONLY', 'AUTH=LOGIN', 'SASL-IR'] });
  await server.user('ann');
  const stranger = await LineClient.connect(server.ports.plain);
  await stranger.line();
  const [offered = ''] = await stranger.command('a', 'CAPABILITY');
  assert.ok(!/AUTH=LOGIN|SASL-IR|QRESYNC/.test(offered), offered);
  assert.match((await stranger.command('b', 'AUTHENTICATE LOGIN')).at(-1) ?? '', /^b BAD .*AUTH=LOGIN is switched off/);
  assert.match((await stranger.command('c', 'AUTHENTICATE PLAIN AAAA')).at(-1) ?? '', /^c BAD .*SASL-IR is switched/);
  const client = await signedIn(server, 'ann');
  assert.deepEqual(await client.command('d', 'ENABLE QRESYNC UIDONLY CONDSTORE'), [
    '* ENABLED CONDSTORE',
    'd OK ENABLE completed.',
  ]);
});

onBothEngines('without LITERAL+ there is LITERAL-, whose literals are short (RFC 7888 §5)', async (t) => {
  const server = await started(t, { DisabledCapabilities: ['LITERAL+'] });
  await server.user('ann');
  const client = await signedIn(server, 'ann');
  assert.match((await client.command('a', 'CAPABILITY'))[0] ?? '', / LITERAL- /);
  client.send('b STATUS {5+}\r\nINBOX (MESSAGES)\r\n');
  assert.equal(await client.line(), '* STATUS INBOX (MESSAGES 0)');
  assert.match((await client.line()) ?? '', /^b OK/);
  client.send(`c APPEND INBOX {5000+}\r\n${'x'.repeat(5_000)}\r\n`);
  assert.match((await client.line()) ?? '', /^c BAD .*5000 bytes was sent without waiting; at most 4096/);
  assert.match((await client.command('d', 'NOOP')).at(-1) ?? '', /^d OK/);
});

onBothEngines(
  'MESSAGELIMIT works on the newest and says how far it came; COPY and APPEND are refused whole (RFC 9738)',
  async (t) => {
    const server = await started(t, { MessageLimit: 3, SaveLimit: 2 });
    await server.user('ann');
    const client = await signedIn(server, 'ann');
    assert.match((await client.command('a', 'CAPABILITY'))[0] ?? '', / MESSAGELIMIT=3 SAVELIMIT=2 /);
    for (let i = 0; i < 5; i++) client.send(`b${i} APPEND INBOX {3+}\r\na: \r\n`);
    for (let i = 0; i < 5; i++) assert.match((await client.line()) ?? '', /^b\d OK/);
    const last = async (command: string) => (await client.command('c', command)).at(-1) ?? '';
    await client.command('s', 'SELECT INBOX');
    assert.deepEqual(await client.command('d', 'UID SEARCH ALL'), [
      '* SEARCH 3 4 5',
      'd OK [MESSAGELIMIT 3 3] SEARCH completed.',
    ]);
    assert.deepEqual(await client.command('e', 'UID FETCH 1:* (UID)'), [
      '* 3 FETCH (UID 3)',
      '* 4 FETCH (UID 4)',
      '* 5 FETCH (UID 5)',
      'e OK [MESSAGELIMIT 3 3] FETCH completed.',
    ]);
    // What is below is searched when it is named: UIDBEFORE and UIDAFTER are of the same extension (§3.2).
    assert.deepEqual(await client.command('f', 'UID SEARCH UIDBEFORE 3'), ['* SEARCH 1 2', 'f OK SEARCH completed.']);
    assert.deepEqual(await client.command('f', 'UID SEARCH UIDAFTER 4'), ['* SEARCH 5', 'f OK SEARCH completed.']);
    assert.deepEqual(await client.command('f', 'UID SEARCH UIDAFTER 5'), ['* SEARCH', 'f OK SEARCH completed.']);
    assert.deepEqual(await client.command('f', 'UID SEARCH UIDBEFORE 1'), ['* SEARCH', 'f OK SEARCH completed.']);
    assert.deepEqual(await client.command('f', 'UID SEARCH ALL (UID 1:4 UNSEEN)'), [
      '* SEARCH 2 3 4',
      'f OK [MESSAGELIMIT 3 2] SEARCH completed.',
    ]);
    assert.match(await last('UID SEARCH UIDAFTER 0'), /^c BAD /);
    // An order of some is no part of the order of all (§3.3).
    assert.match(await last('UID SORT (ARRIVAL) UTF-8 ALL'), /^c NO \[MESSAGELIMIT 3\]/);
    assert.match(await last('UID THREAD REFERENCES UTF-8 ALL'), /^c NO \[MESSAGELIMIT 3\]/);
    assert.deepEqual(await client.command('f', 'UID SORT (ARRIVAL) UTF-8 UIDBEFORE 4'), [
      '* SORT 1 2 3',
      'f OK SORT completed.',
    ]);
    // Where the tagged line has another code, the limit's comes before it (§3.1).
    const conditional = await client.command('g', 'UID STORE 2:5 (UNCHANGEDSINCE 1) +FLAGS ($x)');
    assert.deepEqual(conditional.slice(-2), [
      '* NO [MESSAGELIMIT 3 3] Only the newest messages were worked on.',
      'g OK [MODIFIED 3:5] Conditional STORE failed for some messages.',
    ]);
    assert.equal(await last('UID FETCH 1:2 (UID)'), 'c OK FETCH completed.');
    assert.equal(await last('UID FETCH 1,3,5 (UID)'), 'c OK FETCH completed.');
    assert.equal(await last('UID FETCH 1:2,4:5 (UID)'), 'c OK [MESSAGELIMIT 3 2] FETCH completed.');
    assert.match(await last('UID COPY 1:3 Drafts'), /^c NO \[MESSAGELIMIT 2\]/);
    assert.match(await last('UID COPY 1:2 Drafts'), /^c OK \[COPYUID/);
    assert.equal(await last('UID STORE 1:* +FLAGS.SILENT (\\Deleted)'), 'c OK [MESSAGELIMIT 3 3] STORE completed.');
    client.send('m APPEND INBOX {3+}\r\na:  {3+}\r\nb:  {3+}\r\nc: \r\n');
    assert.match((await client.line()) ?? '', /^m NO \[MESSAGELIMIT 2\]/);
    await client.command('n', 'UID STORE 1:2 +FLAGS.SILENT (\\Deleted)');
    const expunged = await client.command('o', 'UID EXPUNGE 1:*');
    assert.equal(expunged[0], '* NO [MESSAGELIMIT 3 3] Only the newest messages were worked on.');
    assert.match(expunged.at(-1) ?? '', /^o OK \[HIGHESTMODSEQ \d+\] EXPUNGE completed\.$/);
    assert.deepEqual(await client.command('p', 'UID SEARCH ALL'), ['* SEARCH 1 2', 'p OK SEARCH completed.']);
  },
);

onBothEngines('SETQUOTA is the administrators’, and what it sets is kept (RFC 9208 §4.1.3)', async (t) => {
  const server = await started(t);
  const { mailbox } = await server.user('ann');
  await server.directory.updateMailbox(mailbox.guid, { roleGroups: ['Organization Management'] });
  const client = await signedIn(server, 'ann');
  const [quota = ''] = await client.command('a', 'SETQUOTA "" (STORAGE 2048)');
  assert.match(quota, /^\* QUOTA "" \(STORAGE 0 2048 MESSAGE 0 4294967295 MAILBOX \d+ 50000\)$/);
  assert.equal(server.directory.findMailbox('ann')?.prohibitSendReceiveQuotaBytes, 2_048 * 1_024);
  assert.match((await client.command('b', 'SETQUOTA "" (MAILBOX 5)')).at(-1) ?? '', /^b NO \[CANNOT\]/);
  assert.match((await client.command('c', 'SETQUOTA "" ()'))[0] ?? '', /^\* QUOTA "" \(MESSAGE 0/);
});

onBothEngines('an administrator sets annotations that all users of the server see (RFC 5464)', async (t) => {
  const server = await started(t);
  const { mailbox } = await server.user('admin');
  await server.user('ann');
  await server.directory.updateMailbox(mailbox.guid, { roleGroups: ['Organization Management'] });
  const admin = await signedIn(server, 'admin');
  assert.deepEqual(await admin.command('a', 'SETMETADATA "" (/shared/comment "ours")'), [
    'a OK SETMETADATA completed.',
  ]);
  const ann = await signedIn(server, 'ann');
  assert.equal((await ann.command('b', 'GETMETADATA "" /shared/comment'))[0], '* METADATA "" (/shared/comment "ours")');
  // RFC 5465 §5.7
  assert.match((await ann.command('n', 'NOTIFY SET (personal (ServerMetadataChange))')).at(-1) ?? '', /^n OK/);
  await admin.command('d', 'SETMETADATA "" (/shared/comment "all\'s")');
  assert.equal(await ann.line(), '* METADATA "" /shared/comment');
  const mixed = await admin.command('c', 'SETMETADATA "" (/shared/comment NIL /private/x "y")');
  assert.match(mixed.at(-1) ?? '', /^c NO \[CANNOT\]/);
});

onBothEngines('annotations have their limits (RFC 5464 §4.3)', async (t) => {
  const server = await started(t);
  await server.user('ann');
  const client = await signedIn(server, 'ann');
  for (let i = 0; i < 100; i++) client.send(`a${i} SETMETADATA INBOX (/shared/x${i} "v")\r\n`);
  for (let i = 0; i < 100; i++) assert.match((await client.line()) ?? '', /^a\d+ OK/);
  const over = await client.command('b', 'SETMETADATA INBOX (/shared/x100 "v")');
  assert.match(over.at(-1) ?? '', /^b NO \[METADATA TOOMANY\]/);
  assert.match((await client.command('c', 'SETMETADATA INBOX (/shared/x7 "w")')).at(-1) ?? '', /^c OK/);
  client.send(`d SETMETADATA INBOX (/shared/x7 {65537+}\r\n${'x'.repeat(65_537)})\r\n`);
  assert.match((await client.line()) ?? '', /^d BAD|^d NO \[METADATA MAXSIZE/);
});

test('each capability says which RFC it is of and whether it is fixed', () => {
  assert.ok(capabilities.filter(({ isFixed }) => isFixed).length < 5);
});

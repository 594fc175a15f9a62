import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineClient } from '../../support/line-client.ts';
import { describeOnBothEngines } from './imap-on-both-engines.ts';
import { type ImapServer, password } from './imap-server.ts';

describeOnBothEngines('shared folders', shareFolders);

const message = 'Subject: sh\xc3\xa4red\r\nMessage-ID: <1@x>\r\n\r\nbody \x80\xff\r\n';

function shareFolders(serverOf: () => ImapServer): void {
  test("FullAccess opens everything; another's Sent Items is not taken for one's own", async (t) => {
    const { server, owner, user } = await pair(serverOf(), t, 'full');
    await server.directory.updateMailbox(owner.guid, { fullAccess: [user.guid] });
    const listed = await user.says('LIST "" "*" RETURN (SPECIAL-USE)');
    assert.ok(
      listed.includes(`* LIST (\\HasNoChildren) "/" "Other Users/${owner.address}/Sent Items"`),
      listed.join('\n'),
    );
    assert.ok(listed.includes(`* LIST (\\Noselect \\HasChildren) "/" "Other Users"`), listed.join('\n'));
    assert.ok(listed.some((line) => line.includes('\\Sent') && line.endsWith('"Sent Items"')));
    assert.match(await user.last(`SELECT "Other Users/${owner.address}/INBOX"`), / OK \[READ-WRITE\]/);
    assert.match(await user.last(`CREATE "Other Users/${owner.address}/New/Deep"`), / OK/);
    assert.match((await owner.says('LIST "" "New/*"')).join(), /New\/Deep/);
    await server.directory.updateMailbox(owner.guid, { fullAccess: [] });
    const again = await person(server, t, user.name);
    assert.match(await again.last(`SELECT "Other Users/${owner.address}/INBOX"`), / NO \[NONEXISTENT\]/);
  });

  test('NOTIFY tells of folders that are granted, with the mail in them, and of what may not be read (RFC 5465 §3.1, §5.4)', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'notified');
    const prefix = `Other Users/${owner.address}`;
    await owner.says('CREATE Hall');
    await owner.says('CREATE Room');
    assert.match(await owner.last(`APPEND Room {${message.length}+}\r\n${message}`), / OK/);
    assert.match(await owner.last(`SETACL Hall ${user.address} l`), / OK/);
    const [first] = await user.says('NOTIFY SET (subtree "Other Users" (MessageNew MessageExpunge))');
    assert.equal(first, `* LIST (\\NoAccess) "/" "${prefix}/Hall"`);
    assert.match(await owner.last(`SETACL Room ${user.address} lr`), / OK/);
    assert.match((await user.client.line()) ?? '', new RegExp(`^\\* STATUS "${prefix}/Room" \\(MESSAGES 1 UIDNEXT 2 `));
  });

  test('NOTIFY tells at once of the first folder that somebody ever shares, and of FullAccess (RFC 5465 §5.4, §5.9)', async (t) => {
    const { server, owner, user } = await pair(serverOf(), t, 'first');
    const prefix = `Other Users/${owner.address}`;
    assert.match(await user.last('NOTIFY SET (subtree "Other Users" (MessageNew MessageExpunge MailboxName))'), / OK/);
    assert.match(await owner.last(`SETACL INBOX ${user.address} lr`), / OK/);
    const hears = async (end: string): Promise<void> => {
      for (let line: string | null | undefined = ''; !line?.endsWith(end); line = await user.client.line())
        assert.notEqual(line, null, `the connection ended before ${end}`);
    };
    await hears(`"/" "${prefix}/INBOX"`);
    assert.match(await owner.last(`APPEND INBOX {${message.length}+}\r\n${message}`), / OK/);
    await hears('UNSEEN 1)');
    await server.directory.updateMailbox(owner.guid, { fullAccess: [user.guid] });
    await hears(`"/" "${prefix}/Drafts"`);
  });

  test('CLOSE leaves the folder whatever became of the rights in it, and of the folder (RFC 4314 §4)', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'closing');
    await owner.says('CREATE Desk');
    assert.match(await owner.last(`APPEND Desk (\\Deleted) {${message.length}+}\r\n${message}`), / OK/);
    assert.match(await owner.last(`SETACL Desk ${user.address} lrte`), / OK/);
    assert.match(await user.last(`SELECT "Other Users/${owner.address}/Desk"`), / OK \[READ-WRITE\]/);
    assert.match(await owner.last(`SETACL Desk ${user.address} -e`), / OK/);
    assert.match(await user.last('CLOSE'), / OK CLOSE completed/);
    assert.match((await owner.says('STATUS Desk (MESSAGES)')).join('\n'), /MESSAGES 1\)/);
    await owner.says('SELECT Desk');
    const other = await person(serverOf(), t, owner.name);
    assert.match(await other.last('DELETE Desk'), / OK/);
    assert.match(await owner.last('CLOSE'), / OK CLOSE completed/);
  });

  test('a shared mailbox stands under its own namespace, a group may be named in a list, and so may anyone', async (t) => {
    const { server, owner, user } = await pair(serverOf(), t, 'team');
    const team = await server.directory.createMailbox(
      {
        name: 'Team Info',
        alias: `info-${owner.name}`,
        userPrincipalName: `info-${owner.name}@example.test`,
        primarySmtpAddress: `info-${owner.name}@example.test`,
        kind: 'shared',
      },
      null,
    );
    const group = await server.directory.createGroup({
      name: `Group ${owner.name}`,
      alias: `group-${owner.name}`,
      primarySmtpAddress: `group-${owner.name}@example.test`,
      members: [user.guid],
    });
    await server.directory.updateMailbox(team.guid, { fullAccess: [group.guid] });
    assert.match(await user.last(`SELECT "Shared Mailboxes/info-${owner.name}@example.test/INBOX"`), / OK /);
    await owner.says('CREATE ForGroup');
    await owner.says('CREATE ForAll');
    assert.match(await owner.last(`SETACL ForGroup group-${owner.name}@example.test lr`), / OK/);
    assert.match(await owner.last('SETACL ForAll anyone lrsd'), / OK/);
    assert.ok(
      (await owner.says('GETACL ForAll')).includes(`* ACL ForAll "${owner.address}" lrswipkxteacd anyone lrstecd`) ===
        false,
    );
    assert.deepEqual(
      (await owner.says('GETACL ForAll'))[0],
      `* ACL ForAll "${owner.address}" lrswipkxteacd anyone lrsted`,
    );
    assert.match(await user.last(`STATUS "Other Users/${owner.address}/ForGroup" (MESSAGES)`), / OK/);
    assert.match(await user.last(`EXAMINE "Other Users/${owner.address}/ForAll"`), / OK/);
    await server.directory.updateGroup(group.guid, { members: [] });
    assert.match(await user.last(`STATUS "Other Users/${owner.address}/ForGroup" (MESSAGES)`), / NO \[NONEXISTENT\]/);
  });

  test('COPY and MOVE from one mailbox to another keep bytes, flags and dates', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'copy');
    const theirs = `"Other Users/${owner.address}/Work"`;
    await owner.says('CREATE Work');
    await owner.says(`SETACL Work ${user.address} lrswite`);
    await owner.append('Work', '(\\Flagged $Label1) "01-Feb-2020 10:00:00 +0000"', message);
    await user.says(`SELECT ${theirs}`);
    assert.match(await user.last('COPY 1 INBOX'), / OK \[COPYUID \d+ 1 1\]/);
    await user.says('SELECT INBOX');
    const items = '(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])';
    const copied = (await user.says(`FETCH 1 ${items}`)).join('\r\n');
    assert.match(copied, /FLAGS \((?=[^)]*\\Flagged)(?=[^)]*\$Label1)/);
    assert.match(copied, /INTERNALDATE " ?0?1-Feb-2020 10:00:00 \+0000"/);
    assert.ok(copied.includes(`{${message.length}}\r\n${message}`));
    const moved = await user.says(`MOVE 1 ${theirs}`);
    assert.match(moved.join('\n'), /\* OK \[COPYUID \d+ 1 2\][^]*\* 1 EXPUNGE/);
    await user.says(`SELECT ${theirs}`);
    const [both = ''] = await user.says('UID SEARCH ALL');
    assert.equal(both, '* SEARCH 1 2');
    assert.match(
      (await user.says('UID FETCH 2 (EMAILID THREADID)')).join(),
      new RegExp(`EMAILID \\([^)]*-${owner.guid}`),
    );
    assert.match((await user.says('UID MOVE 1 INBOX')).join('\n'), /COPYUID[^]*\* 1 EXPUNGE/);
    await owner.says('SELECT Work');
    assert.equal((await owner.says('UID SEARCH ALL'))[0], '* SEARCH 2');
  });

  test('a copy keeps $MDNSent also where its maker may set no flags, so that nobody sends a second receipt (RFC 3503 §4.3)', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'receipt');
    await owner.says('CREATE Drop');
    await owner.says(`SETACL Drop ${user.address} li`);
    const drop = `"Other Users/${owner.address}/Drop"`;
    await user.append('INBOX', '(\\Flagged $MDNSent $Label1)', message);
    await user.says('SELECT INBOX');
    assert.match(await user.last(`COPY 1 ${drop}`), / OK /);
    assert.match(await user.last(`MOVE 1 ${drop}`), / OK/);
    await owner.says('SELECT Drop');
    assert.match((await owner.says('FETCH 1 (FLAGS)'))[0] ?? '', /FLAGS \((\\Recent )?\$MDNSent\)\)$/);
    assert.match((await owner.says('SEARCH KEYWORD $mdnsent'))[0] ?? '', /^\* SEARCH 1 2$/);
  });

  test('who may only read hears that as the reason, with SELECT and with EXAMINE', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'reader');
    await owner.says('CREATE Board');
    await owner.append('Board', '()', message);
    await owner.says(`SETACL Board ${user.address} lr`);
    const board = `"Other Users/${owner.address}/Board"`;
    for (const command of ['SELECT', 'EXAMINE']) {
      assert.match(await user.last(`${command} ${board}`), / OK \[READ-ONLY\]/);
      for (const change of [
        'STORE 1 +FLAGS (\\Seen)',
        'EXPUNGE',
        'UID EXPUNGE 1',
        'MOVE 1 INBOX',
        `REPLACE 1 INBOX {1}`,
      ])
        assert.match(await user.last(change), / NO \[NOPERM\] You may read "[^"]*Board", not change it/, change);
    }
    await owner.says(`SETACL Board ${user.address} lrs`);
    await user.says(`EXAMINE ${board}`);
    assert.match(await user.last('STORE 1 +FLAGS (\\Seen)'), / NO \[READ-ONLY\] ".*" was opened with EXAMINE/);
  });

  test('both see at once what the other does; a right that is taken away ends it', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'push');
    await owner.says('CREATE Board');
    await owner.says(`SETACL Board ${user.address} lrsw`);
    await user.says(`SELECT "Other Users/${owner.address}/Board"`);
    user.client.send('i IDLE\r\n');
    await user.client.until(/^\+/);
    await owner.append('Board', '()', message);
    await user.client.until(/^\* 1 EXISTS/);
    user.client.send('DONE\r\n');
    await user.client.until(/^i OK/);
    await owner.says('SELECT Board');
    await user.says('STORE 1 +FLAGS (\\Seen)');
    assert.match((await owner.says('NOOP')).join('\n'), /\* 1 FETCH \(UID 1 FLAGS \(\\Seen\)\)/);
    await owner.says(`DELETEACL Board ${user.address}`);
    assert.match(await user.last('FETCH 1 BODY.PEEK[]'), / NO \[NONEXISTENT\]/);
    assert.equal(await user.client.line(), `* BYE "Other Users/${owner.address}/Board" is no longer open to you.`);
    assert.equal(await user.client.line(), null);
  });

  test('a right that is taken away ends an IDLE in the folder at once, and no other', async (t) => {
    const { server, owner, user } = await pair(serverOf(), t, 'idle-rights');
    const again = (): Promise<Person> => person(server, t, user.name);
    const theirs = `"Other Users/${owner.address}/Board"`;
    await owner.says('CREATE Board');
    const group = await server.directory.createGroup({
      name: `Group ${owner.name}`,
      alias: `group-${owner.name}`,
      primarySmtpAddress: `group-${owner.name}@example.test`,
      members: [user.guid],
    });
    const ways: readonly (readonly [give: () => Promise<unknown>, take: () => Promise<unknown>])[] = [
      [
        () => owner.says(`SETACL Board ${user.address} lrsw`),
        // To see a name is not to read what it holds.
        () => owner.says(`SETACL Board ${user.address} l`),
      ],
      [() => owner.says(`SETACL Board ${user.address} lr`), () => owner.says(`DELETEACL Board ${user.address}`)],
      [
        () => server.directory.updateMailbox(owner.guid, { fullAccess: [user.guid] }),
        () => server.directory.updateMailbox(owner.guid, { fullAccess: [] }),
      ],
      [
        () => server.directory.updateMailbox(owner.guid, { fullAccess: [group.guid] }),
        () => server.directory.updateGroup(group.guid, { members: [] }),
      ],
    ];
    await user.says('SELECT INBOX');
    user.client.send('i IDLE\r\n');
    await user.client.until(/^\+/);
    for (const [give, take] of ways) {
      await give();
      const idler = await again();
      assert.match(await idler.last(`SELECT ${theirs}`), / OK /);
      idler.client.send('i IDLE\r\n');
      await idler.client.until(/^\+/);
      await take();
      assert.equal(await idler.client.line(), `* BYE "Other Users/${owner.address}/Board" is no longer open to you.`);
      assert.equal(await idler.client.line(), null);
    }
    user.client.send('DONE\r\n');
    assert.match((await user.client.until(/^i /)).join(), /^i OK/);
  });

  test('a new folder inherits the list of its parent; a deleted one takes its list along', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'heir');
    await owner.says('CREATE Top');
    await owner.says(`SETACL Top ${user.address} lrk`);
    await owner.says('CREATE Top/Below');
    assert.match((await user.says(`MYRIGHTS "Other Users/${owner.address}/Top/Below"`))[0] as string, / lrkc$/);
    await owner.says('DELETE Top/Below');
    await owner.says('SETACL Top anyone ""');
    await owner.says(`SETACL Top ${user.address} -k`);
    await owner.says('CREATE Top/Below');
    assert.match((await user.says(`MYRIGHTS "Other Users/${owner.address}/Top/Below"`))[0] as string, / lr$/);
    // So do the parents that RENAME makes, and what INBOX becomes; a folder that was there before keeps its own.
    await owner.says('CREATE Own');
    await owner.says('RENAME Own Top/Made/Own');
    assert.match((await user.says(`MYRIGHTS "Other Users/${owner.address}/Top/Made"`))[0] as string, / lr$/);
    assert.match(
      (await owner.says('GETACL Top/Made/Own'))[0] as string,
      /^\* ACL Top\/Made\/Own "?[^" ]+"? lrswipkxteacd$/,
    );
    await owner.says('RENAME INBOX Top/Inboxes/Old');
    assert.match((await user.says(`MYRIGHTS "Other Users/${owner.address}/Top/Inboxes/Old"`))[0] as string, / lr$/);
  });

  test('what is wrong is refused with its reason', async (t) => {
    const { owner, user } = await pair(serverOf(), t, 'wrong');
    assert.match(
      await owner.last('SETACL INBOX nobody@example.test lr'),
      / NO \[CANNOT\] "nobody@example.test" is nobody here/,
    );
    assert.match(await owner.last(`SETACL INBOX ${user.address} lrq`), / BAD .*the right "q" is unknown/);
    assert.match(await owner.last(`SETACL INBOX ${user.address} lR`), / BAD .*the right "R" is unknown/);
    assert.match(await owner.last(`SETACL INBOX ${owner.address} lr`), / NO \[CANNOT\] The owner of a mailbox/);
    assert.match(await owner.last(`DELETEACL INBOX ${owner.address}`), / NO \[CANNOT\]/);
    assert.equal(
      (await owner.says(`LISTRIGHTS INBOX ${user.address}`))[0],
      `* LISTRIGHTS INBOX "${user.address}" "" l r s w i p k x t e a c d`,
    );
    assert.equal((await owner.says('MYRIGHTS INBOX'))[0], '* MYRIGHTS INBOX lrswipkxteacd');
    assert.match(await owner.last(`CREATE "Other Users/${user.address}/Mine"`), / NO \[NOPERM\]/);
    assert.match(await owner.last('CREATE "Other Users/Mine"'), / NO \[NOPERM\]/);
    assert.match(await owner.last(`SELECT "Other Users/../${user.address}/INBOX"`), / NO \[NONEXISTENT\]/);
    assert.match(await owner.last('SELECT "Other Users"'), / NO \[NONEXISTENT\]/);
    await user.says(`SETACL INBOX ${owner.address} lrx`);
    assert.match(
      await owner.last(`RENAME "Other Users/${user.address}/INBOX" Taken`),
      / NO \[CANNOT\] A folder does not move/,
    );
    assert.match(await owner.last(`SUBSCRIBE "Other Users/${user.address}/INBOX"`), / OK/);
    assert.match((await owner.says('LSUB "" "Other Users/*"')).join(), /INBOX/);
  });
}

class Person {
  readonly client: LineClient;
  readonly name: string;
  readonly guid: string;
  #tags = 0;

  constructor(client: LineClient, name: string, guid: string) {
    this.client = client;
    this.name = name;
    this.guid = guid;
  }

  get address(): string {
    return `${this.name}@example.test`;
  }

  says(text: string): Promise<string[]> {
    return this.client.command(`t${++this.#tags}`, text);
  }

  async last(text: string): Promise<string> {
    return (await this.says(text)).at(-1) as string;
  }

  async append(folder: string, flags: string, bytes: string): Promise<void> {
    assert.match(await this.last(`APPEND ${folder} ${flags} {${bytes.length}+}\r\n${bytes}`), / OK/);
  }
}

let count = 0;

async function pair(
  server: ImapServer,
  t: { after(work: () => void): void },
  name: string,
): Promise<{ readonly server: ImapServer; readonly owner: Person; readonly user: Person }> {
  const number = ++count;
  const [owner, user] = [`${name}-owner${number}`, `${name}-user${number}`];
  return { server, owner: await person(server, t, owner), user: await person(server, t, user) };
}

/** One more connection of a user, who is made when he is not there. */
async function person(server: ImapServer, t: { after(work: () => void): void }, name: string): Promise<Person> {
  const { mailbox } = await server.user(name);
  const client = await LineClient.connect(server.ports.tls, { tls: true });
  t.after(() => client.close());
  await client.line();
  assert.match((await client.command('l', `LOGIN ${name}@example.test ${password}`)).at(-1) as string, /^l OK/);
  return new Person(client, name, mailbox.guid);
}

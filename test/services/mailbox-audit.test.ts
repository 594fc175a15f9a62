import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { person, send } from '../recipients/people.ts';
import { LineClient } from '../support/line-client.ts';
import { askHttps } from '../sign-in/https-client.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';

// What Search-MailboxAuditLog tells of what real clients did.
describe('mailbox auditing on the embedded engine', () => mailboxAuditing(async () => undefined));

describe('mailbox auditing on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  mailboxAuditing(() => postgres.newDatabase());
  after(() => postgres?.stop());
});

function mailboxAuditing(databaseUrl: () => Promise<string | undefined>): void {
  let server: TestServer;
  const ending = endingOfThisFile();

  before(async () => {
    const url = await databaseUrl();
    server = await startServer(ending, { manualClock: true, ...(url === undefined ? {} : { databaseUrl: url }) });
  });

  async function run(text: string): Promise<string> {
    const { stdout, stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, `${text}: ${stderr}`);
    return stdout;
  }

  /** What was written down of a mailbox, oldest first, as one line each. */
  async function told(mailbox: string, more = ''): Promise<readonly string[]> {
    const columns =
      '$_.LogonType,$_.Operation,$_.LogonUserUPN,$_.FolderPathName,$_.DestFolderPathName,($_.SourceItemSubjectsList -join "+"),$_.DirtyProperties';
    const out = await run(
      `Search-MailboxAuditLog ${mailbox} -ShowDetails ${more} | ForEach-Object { (${columns}) -join '|' }`,
    );
    return out
      .split(/\r?\n/)
      .filter((line) => line !== '')
      .toReversed();
  }

  async function imap(user: TestUser): Promise<(command: string, literal?: string) => Promise<string>> {
    const client = await LineClient.connect(server.ports.imaps, { tls: true });
    ending.after(async () => client.close());
    await client.line();
    let count = 0;
    const say = async (command: string, literal?: string): Promise<string> => {
      count += 1;
      const tag = `a${count}`;
      client.send(`${tag} ${command}${literal === undefined ? '' : ` {${literal.length}+}\r\n${literal}`}\r\n`);
      for (;;) {
        const line = (await client.line()) ?? 'closed';
        if (line.startsWith(`${tag} `) || line === 'closed') return line;
      }
    };
    assert.match(await say(`LOGIN ${user.address} ${user.password}`), / OK /);
    return say;
  }

  test('an owner: what is listed is written down with folder and subjects, and nothing else', async () => {
    const olga = await person(server, 'olga');
    const say = await imap(olga);
    await say('APPEND INBOX', 'Subject: before\r\n\r\nx');
    await run(
      'Set-Mailbox olga -AuditEnabled $true -AuditOwner MailboxLogin,HardDelete,Move,Update,MoveToDeletedItems',
    );
    for (const subject of ['one', '=?utf-8?Q?deux_=C3=A9?=', 'three'])
      await say('APPEND INBOX', `Subject: ${subject}\r\n\r\nx`);
    await say('CREATE Projects');
    await say('SELECT INBOX');
    await say('STORE 1 +FLAGS (\\Seen)');
    await say('STORE 1 +FLAGS (\\Flagged)');
    await say('MOVE 2 Projects');
    await say('MOVE 2 "Deleted Items"');
    await say('STORE 1:* +FLAGS.SILENT (\\Deleted)');
    await say('EXPUNGE');
    const again = await imap(olga);
    await again('NOOP');
    const who = 'Owner|';
    const upn = '|olga@example.test|';
    assert.deepEqual(await told('olga'), [
      `${who}Update${upn}\\INBOX||before|add \\Flagged`,
      `${who}Move${upn}\\INBOX|\\Projects|one|`,
      `${who}MoveToDeletedItems${upn}\\INBOX|\\Deleted Items|deux é|`,
      `${who}Update${upn}\\INBOX||before+three|add \\Deleted`,
      `${who}HardDelete${upn}\\INBOX||before+three|`,
      `${who}MailboxLogin${upn}|||`,
    ]);
    assert.match(
      await run('Search-MailboxAuditLog olga -ShowDetails -Operations Move | % ClientInfoString'),
      /^Client=IMAP4/,
    );
    assert.match(
      await run('Search-MailboxAuditLog olga -ShowDetails -Operations Move | % ClientIPAddress'),
      /^127\.0\.0\.1/,
    );
  });

  test('a delegate: visits once a day, changes each time; a bypassed account leaves nothing', async () => {
    await person(server, 'paul');
    const { bob } = server.users;
    await run('Add-MailboxPermission paul -User bob -AccessRights FullAccess');
    await run('Set-Mailbox paul -AuditEnabled $true -AuditDelegate FolderBind,Create,HardDelete');
    const say = await imap(bob);
    const inbox = '"Other Users/paul@example.test/INBOX"';
    await say(`SELECT ${inbox}`);
    await say(`APPEND ${inbox}`, 'Subject: planted\r\n\r\nx');
    await say(`EXAMINE ${inbox}`);
    const expected = [
      'Delegate|FolderBind|bob@example.test|\\INBOX|||',
      'Delegate|Create|bob@example.test|\\INBOX||planted|',
    ];
    assert.deepEqual(await told('paul'), expected);
    await run('Set-MailboxAuditBypassAssociation bob -AuditBypassEnabled $true');
    await say(`APPEND ${inbox}`, 'Subject: unseen\r\n\r\nx');
    assert.deepEqual(await told('paul'), expected);
    await run('Set-MailboxAuditBypassAssociation bob -AuditBypassEnabled $false');
    // Delivery is nobody's doing.
    await send(server, server.users.alice, 'alice@example.test', ['paul@example.test'], 'Subject: mail\r\n\r\nx');
    assert.deepEqual(await told('paul'), expected);
    server.advance(24 * 3_600_000 + 1);
    await (await imap(bob))(`SELECT ${inbox}`);
    assert.equal((await told('paul', '-Operations FolderBind')).length, 2);
    assert.deepEqual(await told('paul', '-LogonTypes Owner'), []);
  });

  test('who sends as, or on behalf of, a mailbox', async () => {
    await run(
      'New-Mailbox -Name Desk -Shared -PrimarySmtpAddress desk@example.test -UserPrincipalName desk@example.test',
    );
    await run('Set-Mailbox desk -AuditEnabled $true -AuditDelegate SendAs,SendOnBehalf');
    await run('Add-RecipientPermission desk -Trustee alice -AccessRights SendAs -Confirm:$false');
    await run('Set-Mailbox desk -GrantSendOnBehalfTo bob');
    const { alice, bob } = server.users;
    const letter = (subject: string): string => `From: desk@example.test\r\nSubject: ${subject}\r\n\r\nx`;
    assert.match(await send(server, alice, 'desk@example.test', ['bob@example.test'], letter('as')), /^250/);
    assert.match(await send(server, bob, bob.address, ['alice@example.test'], letter('behalf')), /^250/);
    assert.match(await send(server, alice, alice.address, ['bob@example.test'], 'Subject: own\r\n\r\nx'), /^250/);
    assert.deepEqual(await told('desk'), [
      'Delegate|SendAs|alice@example.test|||as|',
      'Delegate|SendOnBehalf|bob@example.test|||behalf|',
    ]);
    assert.match(await run('(Search-MailboxAuditLog desk -ShowDetails)[0].ClientInfoString'), /^Client=SMTP/);
  });

  test('webmail is a door like others', async () => {
    const quinn = await person(server, 'quinn');
    await run('Set-Mailbox quinn -AuditEnabled $true -AuditOwner Create,HardDelete,MailboxLogin');
    const typed = { userName: quinn.address, password: quinn.password };
    const { status } = await askHttps(server.ports.https, 'POST', '/api/sign-in', {}, typed);
    assert.equal(status, 200);
    assert.match(await run('(Search-MailboxAuditLog quinn -ShowDetails)[0].ClientInfoString'), /^Client=OWA/);
    const client = await JmapTestClient.open(server, quinn);
    const id = await client.draft({ subject: 'drafted' });
    await client.call(['Email/set', { destroy: [id] }, 'd']);
    assert.deepEqual(
      (await told('quinn')).map((line) => line.split('|').slice(0, 2).join(' ')),
      ['Owner MailboxLogin', 'Owner Create', 'Owner HardDelete'],
    );
    assert.match(await run('(Search-MailboxAuditLog quinn -ShowDetails)[0].ClientInfoString'), /^Client=JMAP/);
  });

  test('entries go with AuditLogAgeLimit, and a summary shows each mailbox once', async () => {
    const rita = await person(server, 'rita');
    await run('Set-Mailbox rita -AuditEnabled $true -AuditOwner MailboxLogin -AuditLogAgeLimit 2.00:00:00');
    await imap(rita);
    await imap(rita);
    assert.match(await run('Search-MailboxAuditLog | ? MailboxResolvedOwnerName -eq rita | measure | % Count'), /^1/);
    assert.equal((await told('rita')).length, 2);
    server.advance(2 * 86_400_000 + 1_000);
    assert.deepEqual(await told('rita'), []);
    const { stdout } = await server.shell(
      'Search-AdminAuditLog -Cmdlets Set-Mailbox -ObjectIds rita | % ModifiedProperties | % Name',
    );
    assert.match(stdout, /AuditEnabled\s+AuditLogAgeLimitMs\s+AuditOwner|AuditEnabled/);
  });
}

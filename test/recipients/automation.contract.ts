import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { NewInboxRule } from '../../server/src/domain/automation/inbox-rule.ts';
import { openAutomation } from '../../server/src/domain/automation/open-automation.ts';
import { type Sink, startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { folderOf, person, send, settled } from './people.ts';

/** Inbox rules and automatic replies over real sockets, set with the cmdlets' own lines. */
export function automationContract(databaseUrl: () => Promise<string | undefined>): void {
  let server: TestServer;
  let sink: Sink;
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    sink = await startSink({ offers: ['PIPELINING', 'SIZE 50000000', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'] });
    const resolver = resolverOf({
      mx: { 'elsewhere.test': [[10, 'mx.elsewhere.test']] },
      addresses: { 'mx.elsewhere.test': ['127.0.0.1'] },
    });
    const url = await databaseUrl();
    server = await startServer(
      { after: (work) => void endings.push(work) },
      { resolver, manualClock: true, ...(url === undefined ? {} : { databaseUrl: url }) },
    );
    await run(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
    await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00 -MessageRateLimit Unlimited');
  });
  after(async () => {
    for (const end of endings) await end();
    await sink.close();
  });

  async function run(text: string): Promise<string> {
    const { stdout, stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, `${text}: ${stderr}`);
    return stdout;
  }

  const receive = (to: string, header: string, from = 'writer@elsewhere.test'): Promise<string> =>
    send(server, null, from, [`${to}@example.test`], `${header}\r\n\r\nhello`);

  test('rules move, mark, copy and delete by what a message says, in their order, until one stops', async () => {
    const { guid } = await person(server, 'hanna');
    const misspelt = await server.shell(
      "New-InboxRule -Mailbox hanna -Name Big -SubjectContainsWords x -MoveToFolder 'hanna:\\Projects\\Big'",
    );
    assert.match(misspelt.stderr, /The mailbox folder "hanna:\\Projects\\Big" doesn't exist/);
    await (await server.running.mail.account(guid)).createFolder('Projects/Big');
    await run(
      "New-InboxRule -Mailbox hanna -Name Big -SubjectContainsWords 'BIG deal','großes' -MoveToFolder 'hanna:\\Projects\\Big' -MarkAsRead $true -StopProcessingRules $true",
    );
    await run(
      'New-InboxRule -Mailbox hanna -Name Rest -From writer@elsewhere.test -ExceptIfHasAttachment $true -DeleteMessage $true',
    );
    assert.match(await receive('hanna', 'From: writer@elsewhere.test\r\nSubject: a Big Deal'), /^250/);
    await receive('hanna', 'From: writer@elsewhere.test\r\nSubject: =?utf-8?B?R1JPU1NFUyBncm/Dn2Vz?=');
    await receive('hanna', 'From: writer@elsewhere.test\r\nSubject: other');
    await receive('hanna', 'From: other@elsewhere.test\r\nSubject: stays');
    await receive(
      'hanna',
      'From: writer@elsewhere.test\r\nSubject: attached\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment',
    );
    assert.equal((await folderOf(server, 'hanna', 'Projects/Big', 2)).length, 2);
    assert.match((await folderOf(server, 'hanna', 'Deleted Items', 1)).join(), /Subject: other/);
    assert.equal((await folderOf(server, 'hanna', 'INBOX', 2)).length, 2);
    const store = await server.running.mail.account(guid);
    assert.equal((await store.folder('Projects/Big')).status.unseen, 0);
    await run('Disable-InboxRule -Mailbox hanna -Identity Rest');
    await receive('hanna', 'From: writer@elsewhere.test\r\nSubject: again');
    assert.equal((await folderOf(server, 'hanna', 'INBOX', 3)).length, 3);
    // A folder that is gone costs no message.
    await store.deleteFolder('Projects/Big');
    await receive('hanna', 'From: writer@elsewhere.test\r\nSubject: big deal');
    assert.equal((await folderOf(server, 'hanna', 'INBOX', 4)).length, 4);
  });

  test('whom a person blocks is junk, whom he trusts is not, and the closer entry counts', async () => {
    const { guid } = await person(server, 'judith');
    await (await server.running.mail.account(guid)).createFolder('Seen');
    await run('New-InboxRule -Mailbox judith -Name All -SubjectContainsWords x -MoveToFolder judith:\\Seen');
    await run('New-TransportRule -Name Spammy -SubjectContainsWords spammy -SetSCL 9');
    const set = 'Set-MailboxJunkEmailConfiguration judith';
    const subjectsIn = async (folder: string, count: number): Promise<readonly string[]> =>
      (await folderOf(server, 'judith', folder, count)).map((text) => /^Subject: (.*?)\r?$/m.exec(text)?.[1] ?? '');
    await run(
      `${set} -BlockedSendersAndDomains '@Spam.test','bad@Good.test' -TrustedSendersAndDomains ok@spam.test,friend.test`,
    );
    assert.match(
      await run('Get-MailboxJunkEmailConfiguration judith | Format-List'),
      /BlockedSendersAndDomains\s*: \{spam\.test, bad@good\.test\}/,
    );
    const from = (address: string, subject: string, more = ''): Promise<string> =>
      receive('judith', `From: Somebody <${address}>\r\nSubject: x ${subject}${more}`, 'bounce@elsewhere.test');
    await from('any@mail.spam.test', 'subdomain');
    await from('Bad@good.test', 'address');
    await receive('judith', 'From: other@good.test\r\nSubject: x envelope', 'list@spam.test');
    await from('OK@spam.test', 'closer');
    await from('other@good.test', 'neither');
    await from('any@friend.test', 'trusted spammy');
    await from('other@good.test', 'spammy');
    assert.deepEqual(await subjectsIn('Junk Email', 4), ['x subdomain', 'x address', 'x envelope', 'x spammy']);
    assert.deepEqual(await subjectsIn('Seen', 3), ['x closer', 'x neither', 'x trusted spammy']);

    // A list that he reads, contacts of the organization, and nobody else.
    await run('New-MailContact -Name Kim -ExternalEmailAddress kim@contact.test');
    await run(`${set} -TrustedListsOnly $true -ContactsTrusted $true -TrustedRecipientsAndDomains talk@lists.test`);
    await from('other@good.test', 'stranger');
    await from('other@good.test', 'on the list', '\r\nTo: talk@lists.test');
    await from('kim@contact.test', 'contact');
    const inside = 'From: alice@example.test\r\nSubject: x colleague\r\n\r\nhello';
    assert.match(await send(server, server.users.alice, 'alice@example.test', ['judith@example.test'], inside), /^250/);
    assert.deepEqual((await subjectsIn('Seen', 6)).slice(3), ['x on the list', 'x contact', 'x colleague']);
    assert.deepEqual((await subjectsIn('Junk Email', 5)).slice(4), ['x stranger']);

    await run(`${set} -Enabled $false`);
    await from('any@spam.test', 'unsorted spammy');
    assert.deepEqual((await subjectsIn('Seen', 7)).slice(6), ['x unsorted spammy']);
    await run('Remove-TransportRule Spammy -Confirm:$false');

    for (const [wrong, reason] of [
      ["-TrustedSendersAndDomains 'not an address'", /is neither an address nor a domain/],
      ["-TrustedSendersAndDomains @{Add='spam.test'}", /"spam\.test" cannot be both trusted and blocked/],
    ] as const)
      assert.match((await server.shell(`${set} ${wrong}`)).stderr, reason);
    await run(`${set} -BlockedSendersAndDomains @{Remove='@SPAM.test';Add='worse.test'}`);
    assert.match(
      await run('(Get-MailboxJunkEmailConfiguration judith).BlockedSendersAndDomains'),
      /^bad@good\.test\s+worse\.test$/m,
    );
  });

  test('rules forward and redirect, and a bounce is not forwarded as one’s own', async () => {
    await person(server, 'ines');
    const before = sink.messages.length;
    await run('New-InboxRule -Mailbox ines -Name F -SubjectContainsWords forward -ForwardTo boss@elsewhere.test');
    await run(
      'New-InboxRule -Mailbox ines -Name A -SubjectContainsWords attach -ForwardAsAttachmentTo boss@elsewhere.test',
    );
    await run('New-InboxRule -Mailbox ines -Name R -SubjectContainsWords redirect -RedirectTo boss@elsewhere.test');
    await receive('ines', 'From: Writer <writer@elsewhere.test>\r\nSubject: forward this\r\nMessage-ID: <1@x.test>');
    await sink.received(before + 1);
    const forwarded = sink.messages.at(-1);
    assert.match(forwarded?.mail ?? '', /^MAIL FROM:<ines@example\.test>/);
    assert.match(
      forwarded?.data ?? '',
      /From: ines <ines@example\.test>[\s\S]*Subject: FW: forward this[\s\S]*In-Reply-To: <1@x\.test>[\s\S]*\r\n\r\nhello/,
    );
    await receive('ines', 'From: writer@elsewhere.test\r\nSubject: attach this');
    await sink.received(before + 2);
    assert.match(sink.messages.at(-1)?.data ?? '', /Content-Type: message\/rfc822[\s\S]*Subject: attach this/);
    await receive('ines', 'From: writer@elsewhere.test\r\nSubject: redirect this');
    await sink.received(before + 3);
    assert.match(sink.messages.at(-1)?.mail ?? '', /^MAIL FROM:<SRS0=[^>]*=elsewhere\.test=writer@example\.test>/);
    assert.match(sink.messages.at(-1)?.data ?? '', /From: writer@elsewhere\.test\r\nSubject: redirect this/);
    // Two stay: what is redirected does not.
    assert.equal((await folderOf(server, 'ines', 'INBOX', 2)).length, 2);
    await receive('ines', 'Subject: forward a bounce', '');
    assert.equal((await folderOf(server, 'ines', 'INBOX', 3)).length, 3);
    await settled(server);
    assert.equal(sink.messages.length, before + 3);
  });

  test('who is away answers a person once a day, and neither lists nor programs nor bounces', async () => {
    await person(server, 'jana');
    await run(
      "Set-MailboxAutoReplyConfiguration jana -AutoReplyState Enabled -InternalMessage 'inside' -ExternalMessage '<p>Away &eacute;</p>'",
    );
    const before = sink.messages.length;
    const to = 'From: writer@elsewhere.test\r\nTo: jana@example.test\r\nSubject: Hi';
    await receive('jana', `${to}\r\nMessage-ID: <q@x.test>`);
    await sink.received(before + 1);
    const answer = sink.messages.at(-1);
    assert.match(answer?.mail ?? '', /^MAIL FROM:<>/);
    assert.match(
      answer?.data ?? '',
      /Subject: Automatic reply: Hi[\s\S]*In-Reply-To: <q@x\.test>[\s\S]*Auto-Submitted: auto-replied/,
    );
    for (const more of [
      '',
      '\r\nList-Id: <l.x.test>',
      '\r\nPrecedence: bulk',
      '\r\nAuto-Submitted: auto-generated',
      '\r\nX-Auto-Response-Suppress: OOF',
    ])
      await receive('jana', to + more, more === '' ? 'writer@elsewhere.test' : `w${more.length}@elsewhere.test`);
    await receive('jana', to, '');
    await receive('jana', to, 'owner-list@elsewhere.test');
    await receive('jana', 'From: x@elsewhere.test\r\nTo: list@elsewhere.test', 'x@elsewhere.test');
    assert.equal((await folderOf(server, 'jana', 'INBOX', 9)).length, 9);
    await settled(server);
    assert.equal(sink.messages.length, before + 1);
    server.advance(24 * 3_600_000 + 1);
    await receive('jana', to);
    await sink.received(before + 2);
    // Inside, the text for inside; and answers do not answer answers.
    const { alice } = server.users;
    await run(`Set-MailboxAutoReplyConfiguration alice -AutoReplyState Enabled -InternalMessage 'me too'`);
    await send(server, alice, alice.address, ['jana@example.test'], 'To: jana@example.test\r\nSubject: in\r\n\r\nx');
    const inbox = await folderOf(server, 'alice', 'INBOX', 1);
    await settled(server);
    assert.ok(inbox.length > 0);
    assert.equal((await folderOf(server, 'alice', 'INBOX', 1)).filter((text) => /^inside/m.test(text)).length, 1);
    await run(
      "Set-MailboxAutoReplyConfiguration jana -AutoReplyState Scheduled -StartTime '2020-01-01' -EndTime '2020-02-01'",
    );
    await receive('jana', to, 'fresh@elsewhere.test');
    await settled(server);
    assert.equal(sink.messages.length, before + 2);
  });

  test('rules and replies are kept over a restart, in their order', async () => {
    const { guid } = await person(server, 'karl');
    const { rules, replies } = await openAutomation({
      scope: server.running.engine.system,
      clock: { now: () => 1 } as never,
    });
    const rule = (name: string): NewInboxRule => ({
      name,
      conditions: {},
      exceptions: {},
      actions: { markAsRead: true },
      stopProcessingRules: false,
    });
    for (const name of ['a', 'b']) await rules.create(guid, rule(name));
    await rules.create(guid, { ...rule('first'), priority: 1 });
    await rules.update(rules.list(guid)[2]?.guid ?? '', { priority: 1 });
    await assert.rejects(rules.create(guid, rule('A')), { code: 'name-taken' });
    await replies.set(guid, { state: 'Enabled' });
    const again = await openAutomation({ scope: server.running.engine.system, clock: { now: () => 1 } as never });
    assert.deepEqual(
      again.rules.list(guid).map(({ name, priority }) => `${priority} ${name}`),
      ['1 b', '2 first', '3 a'],
    );
    assert.equal(again.replies.of(guid).state, 'Enabled');
    await again.rules.removeAll(guid);
    assert.deepEqual(again.rules.list(guid), []);
  });
}

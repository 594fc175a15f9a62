import assert from 'node:assert/strict';
import { get as httpsGet } from 'node:https';
import { before, describe, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { endingOfThisFile } from '../../../../test/support/ending-of-file.ts';
import { startServer, type TestServer } from '../../../../test/support/server.ts';
import { JmapTestClient } from './fixtures/jmap-client.ts';
import { methods } from './methods/index.ts';

const message = Buffer.from('From: x@example.test\r\nSubject: for the team\r\nMessage-ID: <t@x>\r\n\r\nbody\r\n');

describe('JMAP: mailboxes of others', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let alice: JmapTestClient;
  let bob: JmapTestClient;
  let team = '';
  before(async () => {
    server = await startServer(ending);
    alice = await JmapTestClient.open(server, server.users.alice);
    bob = await JmapTestClient.open(server, server.users.bob);
    await shell('New-Mailbox -Shared -Name Team -Alias team');
    team = server.running.directory.findMailbox('team')?.guid ?? '';
  });

  async function shell(text: string): Promise<void> {
    const { stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, stderr);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  const sessionOf = async (client: JmapTestClient): Promise<any> =>
    JSON.parse((await client.ask('GET', '/.well-known/jmap')).text);

  async function sessionState(client: JmapTestClient): Promise<string> {
    const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', {}, 'e']] });
    return JSON.parse((await client.ask('POST', '/jmap/api', body)).text).sessionState;
  }

  test('FullAccess opens a shared mailbox as an account, until it is taken away', async () => {
    assert.deepEqual(Object.keys((await sessionOf(alice)).accounts), [alice.accountId]);
    const before = await sessionState(alice);
    await shell('Add-MailboxPermission team -User alice -AccessRights FullAccess');
    assert.notEqual(await sessionState(alice), before);
    const { accounts, primaryAccounts } = await sessionOf(alice);
    assert.equal(accounts[team].name, 'team@example.test');
    assert.deepEqual([accounts[team].isPersonal, accounts[team].isReadOnly], [false, false]);
    assert.deepEqual(Object.keys(accounts[team].accountCapabilities), [
      'urn:ietf:params:jmap:mail',
      'urn:ietf:params:jmap:quota',
      'urn:ietf:params:jmap:blob',
    ]);
    assert.equal(accounts[team].accountCapabilities['urn:ietf:params:jmap:mail'].mayCreateTopLevelMailbox, true);
    assert.ok(Object.values(primaryAccounts).every((id) => id === alice.accountId));

    const accountId = team;
    const [[, inbox], [, made]] = await alice.call(
      ['Mailbox/query', { accountId, filter: { role: 'inbox' } }, '0'],
      ['Mailbox/set', { accountId, create: { n: { name: 'Cases', isSubscribed: true } } }, '1'],
    );
    assert.equal(inbox.ids.length, 1);
    assert.equal(made.created.n.isSubscribed, true);
    const upload = await alice.ask('POST', `/jmap/upload/${team}`, message, 'message/rfc822');
    assert.equal(upload.status, 201);
    const { blobId } = JSON.parse(upload.text);
    const [[, imported], [, found], [, got], [, quota]] = await alice.call(
      ['Email/import', { accountId, emails: { k: { blobId, mailboxIds: { [inbox.ids[0]]: true } } } }, '0'],
      ['Email/query', { accountId, filter: { text: 'body' } }, '1'],
      ['Email/get', { accountId, '#ids': { resultOf: '1', name: 'Email/query', path: '/ids' } }, '2'],
      ['Quota/get', { accountId, ids: null }, '3'],
    );
    assert.deepEqual(found.ids, [imported.created.k.id]);
    assert.equal(got.list[0].subject, 'for the team');
    assert.equal(quota.accountId, team);
    // What Alice uploads for the team is hers until it is a message there.
    await shell('Add-MailboxPermission team -User bob -AccessRights FullAccess');
    const [[, parsed]] = await bob.call(['Email/parse', { accountId, blobIds: [blobId] }, '0']);
    assert.deepEqual(parsed.notFound, [blobId]);

    const imap = new ImapFlow({
      host: '127.0.0.1',
      port: server.ports.imaps,
      secure: true,
      auth: { user: server.users.bob.address, pass: server.users.bob.password },
      tls: { rejectUnauthorized: false },
      logger: false,
    });
    await imap.connect();
    await imap.mailboxOpen('Shared Mailboxes/team@example.test/INBOX');
    const seen = await imap.fetchOne('1', { emailId: true, envelope: true } as never);
    assert.equal(seen && seen.envelope?.subject, 'for the team');
    // RFC 8474 and JMAP name one message alike.
    assert.equal(seen && seen.emailId, imported.created.k.id);
    await imap.messageFlagsAdd('1', ['\\Flagged']);
    await imap.logout();
    const [[, flagged]] = await alice.call(['Email/get', { accountId, ids: found.ids, properties: ['keywords'] }, '0']);
    assert.deepEqual(flagged.list[0].keywords, { $flagged: true });

    await shell('Remove-MailboxPermission team -User alice -AccessRights FullAccess -Confirm:$false');
    const [[name, refused]] = await alice.call(['Mailbox/get', { accountId, ids: null }, '0']);
    assert.deepEqual([name, refused.type], ['error', 'accountNotFound']);
    assert.equal((await alice.ask('GET', `/jmap/download/${team}/M${found.ids[0]}/x`)).status, 404);
    assert.equal(await sessionState(alice), before);
    await shell('Remove-MailboxPermission team -User bob -AccessRights FullAccess -Confirm:$false');
  });

  test('a copy that is asked for again under its Idempotency-Key is made once, also while it is being made', async () => {
    await shell('Add-MailboxPermission team -User alice -AccessRights FullAccess');
    const [[, own], [, there]] = await alice.call(
      ['Mailbox/query', { filter: { role: 'inbox' } }, '0'],
      ['Mailbox/query', { accountId: team, filter: { role: 'inbox' } }, '1'],
    );
    const upload = await alice.ask('POST', `/jmap/upload/${alice.accountId}`, message, 'message/rfc822');
    const { blobId } = JSON.parse(upload.text);
    const [[, imported]] = await alice.call([
      'Email/import',
      { emails: { k: { blobId, mailboxIds: { [own.ids[0]]: true } } } },
      '0',
    ]);
    const copy = {
      accountId: team,
      fromAccountId: alice.accountId,
      create: { c: { id: imported.created.k.id, mailboxIds: { [there.ids[0]]: true } } },
    };
    const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
    const body = JSON.stringify({ using, methodCalls: [['Email/copy', copy, '0']] });
    const ask = async (key: string) =>
      (await alice.ask('POST', '/jmap/api', body, 'application/json', { 'idempotency-key': key })).text;
    const count = async () =>
      (await alice.call(['Email/query', { accountId: team, filter: { inMailbox: there.ids[0] } }, '0']))[0][1].ids
        .length;
    const before = await count();
    const [one, two] = await Promise.all([ask('first'), ask('first')]);
    assert.match(one, /"created":\{"c":\{"id":/);
    assert.deepEqual([two, await ask('first')], [one, one]);
    assert.equal(await count(), before + 1);
    assert.notEqual(await ask('second'), one);
    assert.equal(await count(), before + 2);
    await shell('Remove-MailboxPermission team -User alice -AccessRights FullAccess -Confirm:$false');
  });

  test('nobody learns from an answer whether an account exists', async () => {
    const nothing = '00000000-0000-4000-8000-000000000000';
    for (const name of methods.keys()) {
      if (name === 'Core/echo' || name.startsWith('PushSubscription/')) continue;
      const answers = await alice.call([name, { accountId: team }, '0'], [name, { accountId: nothing }, '0']);
      assert.deepEqual(answers[0], ['error', { type: 'accountNotFound' }, '0'], name);
      assert.deepEqual(answers[1], answers[0], name);
      const copies = await alice.call(
        ['Email/copy', { fromAccountId: team, create: {} }, '0'],
        ['Blob/copy', { fromAccountId: nothing, blobIds: [] }, '0'],
      );
      for (const [, error] of copies) assert.equal(error.type, 'fromAccountNotFound');
    }
    for (const path of ['/jmap/download/ID/M1/x', '/jmap/download/ID/U1/x'])
      assert.deepEqual(
        await alice.ask('GET', path.replace('ID', team)),
        await alice.ask('GET', path.replace('ID', nothing)),
      );
    assert.deepEqual(
      await alice.ask('POST', `/jmap/upload/${team}`, message, 'text/plain'),
      await alice.ask('POST', `/jmap/upload/${nothing}`, message, 'text/plain'),
    );
  });

  test('who may only read has a read-only account, without quota, identities or absences (RFC 8620 §3.6.2)', async () => {
    await shell('Add-MailboxFolderPermission bob -User alice -AccessRights Reviewer');
    const accountId = bob.accountId;
    const account = (await sessionOf(alice)).accounts[accountId];
    assert.equal(account.isReadOnly, true);
    const answers = await alice.call(
      ['Email/set', { accountId, destroy: [] }, '0'],
      ['Mailbox/set', { accountId, create: { n: { name: 'x' } } }, '1'],
      ['Email/import', { accountId, emails: {} }, '2'],
      ['Email/copy', { accountId, fromAccountId: alice.accountId, create: {} }, '3'],
      ['Blob/upload', { accountId, create: {} }, '4'],
      ['Identity/get', { accountId }, '5'],
      ['EmailSubmission/set', { accountId }, '6'],
      ['VacationResponse/get', { accountId, ids: null }, '7'],
      ['Quota/get', { accountId, ids: null }, '8'],
      ['Mailbox/get', { accountId, ids: null, properties: ['name', 'role'] }, '9'],
    );
    assert.deepEqual(
      answers.slice(0, 8).map(([, { type }]) => type),
      [
        'accountReadOnly',
        undefined,
        'accountReadOnly',
        'accountReadOnly',
        'accountReadOnly',
        'accountNotSupportedByMethod',
        'accountNotSupportedByMethod',
        'accountNotSupportedByMethod',
      ],
    );
    assert.equal(answers[1]?.[1].notCreated.n.type, 'forbidden');
    assert.deepEqual(answers[8]?.[1].list, []);
    assert.deepEqual(
      answers[9]?.[1].list.map((mailbox: Record<string, unknown>) => [mailbox.name, mailbox.role]),
      [['INBOX', 'inbox']],
    );
    assert.equal((await alice.ask('POST', `/jmap/upload/${accountId}`, message, 'text/plain')).status, 403);
    await shell('Remove-MailboxFolderPermission bob -User alice -Confirm:$false');
    const [[, gone]] = await alice.call(['Mailbox/get', { accountId, ids: null }, '0']);
    assert.equal(gone.type, 'accountNotFound');
  });

  test('push tells of changes in every account, and of one that is closed (RFC 8620 §7.1)', async () => {
    await shell('Add-MailboxFolderPermission bob -User alice -AccessRights Reviewer');
    const stream = await Stream.open(server, alice);
    const store = await server.running.mail.account(bob.accountId);
    const incoming = await store.beginMessage();
    await incoming.write(message);
    const inbox = await store.folder('INBOX');
    await store.append(inbox.folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
    const arrived = await stream.next((changed) => changed[bob.accountId]?.EmailDelivery !== undefined);
    assert.deepEqual(Object.keys(arrived), [bob.accountId]);
    const [[, { state }]] = await alice.call(['Email/get', { accountId: bob.accountId, ids: [] }, '0']);
    assert.equal(arrived[bob.accountId]?.Email, state);
    await shell('Remove-MailboxFolderPermission bob -User alice -Confirm:$false');
    await stream.next((changed) => changed[bob.accountId]?.Mailbox === 'none');
    await alice.call(['VacationResponse/set', { update: { singleton: { isEnabled: true, textBody: 'away' } } }, '0']);
    const away = await stream.next((changed) => changed[alice.accountId]?.VacationResponse !== undefined);
    const [[, response]] = await alice.call(['VacationResponse/get', { ids: null }, '0']);
    assert.equal(away[alice.accountId]?.VacationResponse, response.state);
    await alice.call(['VacationResponse/set', { update: { singleton: { isEnabled: false } } }, '0']);
    stream.close();
    const { stdout } = await server.shell(
      'Search-AdminAuditLog -Cmdlets Set-MailboxAutoReplyConfiguration | Format-List',
    );
    assert.match(stdout, /alice/i);
  });

  test('a user writes as whom he may: identities, and a Sender on behalf of others', async () => {
    await shell('Add-RecipientPermission team -Trustee alice -AccessRights SendAs -Confirm:$false');
    await shell('Set-Mailbox bob -GrantSendOnBehalfTo alice');
    const [[, { list }]] = await alice.call(['Identity/get', { ids: null }, '0']);
    const byEmail = new Map(list.map((identity: { email: string; id: string }) => [identity.email, identity.id]));
    assert.deepEqual([...byEmail.keys()].slice(-2), ['bob@example.test', 'team@example.test']);
    for (const [email, hasSender] of [
      ['team@example.test', false],
      ['bob@example.test', true],
    ] as const) {
      const id = await alice.draft({ from: [{ name: null, email }], subject: `as ${email}` });
      const send = { identityId: byEmail.get(email), emailId: id };
      const [[, answer]] = await alice.call(['EmailSubmission/set', { create: { s: send } }, '0']);
      assert.equal(answer.notCreated, null, JSON.stringify(answer));
      const [, [, got]] = await bob.call(
        ['Email/query', { filter: { subject: `as ${email}` } }, '0'],
        ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' } }, '1'],
      );
      assert.equal(got.list[0].from[0].email, email);
      assert.equal(got.list[0].sender?.[0]?.email ?? null, hasSender ? 'alice@example.test' : null);
    }
    const foreign = await alice.draft({ from: [{ name: null, email: 'administrator@example.test' }] });
    const send = { identityId: byEmail.get('team@example.test'), emailId: foreign };
    const [[, { notCreated }]] = await alice.call(['EmailSubmission/set', { create: { s: send } }, '0']);
    assert.equal(notCreated.s.type, 'forbiddenFrom');
  });
});

/** An EventSource, read event by event. */
class Stream {
  readonly #events: Record<string, Record<string, string>>[] = [];
  readonly #waiting: (() => void)[] = [];
  #close = (): void => {};

  static open(server: TestServer, client: JmapTestClient): Promise<Stream> {
    const stream = new Stream();
    return new Promise((resolve, reject) => {
      const call = httpsGet(
        {
          host: '127.0.0.1',
          port: server.ports.https,
          path: '/jmap/eventsource?types=*&closeafter=no&ping=0',
          rejectUnauthorized: false,
          headers: client.headers,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            if (chunk.includes(': open')) resolve(stream);
            text += chunk;
            for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
              const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
              text = text.slice(end + 2);
              if (data !== undefined) stream.#events.push(JSON.parse(data).changed);
            }
            for (const wake of stream.#waiting.splice(0)) wake();
          });
        },
      );
      call.on('error', reject);
      stream.#close = () => call.destroy();
    });
  }

  async next(
    isMeant: (changed: Record<string, Record<string, string>>) => boolean,
  ): Promise<Record<string, Record<string, string>>> {
    while (true) {
      const found = this.#events.find(isMeant);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#close();
  }
}

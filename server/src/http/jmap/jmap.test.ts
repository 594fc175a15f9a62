import assert from 'node:assert/strict';
import { get as httpsGet, request as httpsRequest } from 'node:https';
import { before, describe, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { endingOfThisFile } from '../../../../test/support/ending-of-file.ts';
import { startServer, type TestServer } from '../../../../test/support/server.ts';

type Call = readonly [string, Record<string, unknown>, string];

const using = [
  'urn:ietf:params:jmap:core',
  'urn:ietf:params:jmap:mail',
  'urn:ietf:params:jmap:submission',
  'urn:ietf:params:jmap:quota',
];

describe('JMAP over a whole server', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let accountId = '';
  before(async () => {
    server = await startServer(ending);
    const session = JSON.parse((await ask('GET', '/.well-known/jmap')).text);
    accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'];
  });

  function headers(): Record<string, string> {
    const { address, password } = server.users.alice;
    return { authorization: `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}` };
  }

  function ask(
    method: string,
    path: string,
    body?: string | Buffer,
    type = 'application/json',
  ): Promise<{ status: number; text: string; type: string }> {
    return new Promise((resolve, reject) => {
      const options = {
        method,
        host: '127.0.0.1',
        port: server.ports.https,
        path,
        rejectUnauthorized: false,
        headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': type }) },
      };
      const call = httpsRequest(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            type: String(response.headers['content-type']),
          }),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  async function jmap(calls: readonly Call[]): Promise<any[]> {
    const methodCalls = calls.map(([name, args, id]) => [name, { accountId, ...args }, id]);
    const { status, text } = await ask('POST', '/jmap/api', JSON.stringify({ using, methodCalls }));
    assert.equal(status, 200, text);
    return JSON.parse(text).methodResponses;
  }

  async function mailboxId(role: string): Promise<string> {
    const [[, answer]] = await jmap([['Mailbox/query', { filter: { role } }, 'q']]);
    assert.equal(answer.ids.length, 1, `one mailbox with the role ${role}`);
    return answer.ids[0];
  }

  async function createEmail(part: Record<string, unknown> = {}): Promise<string> {
    const email = {
      mailboxIds: { [await mailboxId('drafts')]: true },
      keywords: { $draft: true },
      subject: 'Été',
      to: [{ name: 'Bob', email: server.users.bob.address }],
      textBody: [{ partId: 't', type: 'text/plain' }],
      bodyValues: { t: { value: 'à midi' } },
      ...part,
    };
    const [[, answer]] = await jmap([['Email/set', { create: { k: email } }, 's']]);
    assert.equal(answer.notCreated, null, JSON.stringify(answer.notCreated));
    return answer.created.k.id;
  }

  test('whole requests are refused as RFC 8620 §3.6.1 says', async () => {
    const refused = async (body: string): Promise<string> => {
      const { status, text, type } = await ask('POST', '/jmap/api', body);
      assert.equal(status, 400);
      assert.match(type, /^application\/problem\+json/);
      return JSON.parse(text).type;
    };
    assert.equal(await refused('{'), 'urn:ietf:params:jmap:error:notJSON');
    assert.equal(await refused('{"using":[]}'), 'urn:ietf:params:jmap:error:notRequest');
    assert.equal(await refused('{"using":["urn:x"],"methodCalls":[]}'), 'urn:ietf:params:jmap:error:unknownCapability');
    const many = Array.from({ length: 65 }, () => ['Core/echo', {}, 'e']);
    assert.equal(await refused(JSON.stringify({ using, methodCalls: many })), 'urn:ietf:params:jmap:error:limit');
  });

  test('method errors leave the other calls alone (RFC 8620 §3.6.2)', async () => {
    const answers = await jmap([
      ['Foo/get', {}, '0'],
      ['Mailbox/get', { accountId: 'other' }, '1'],
      ['Email/get', { ids: ['x'], properties: ['nonsense'] }, '2'],
      ['Email/get', { '#ids': { resultOf: '9', name: 'Email/query', path: '/ids' } }, '3'],
      ['Core/echo', { hello: true }, '4'],
    ]);
    assert.deepEqual(
      answers.map(([name, args, id]) => [name, args.type, id]),
      [
        ['error', 'unknownMethod', '0'],
        ['error', 'accountNotFound', '1'],
        ['error', 'invalidArguments', '2'],
        ['error', 'invalidResultReference', '3'],
        ['Core/echo', undefined, '4'],
      ],
    );
  });

  test('a result reference carries ids from a query into a get (RFC 8620 §3.7)', async () => {
    const answers = await jmap([
      ['Email/query', { filter: { inMailbox: await mailboxId('inbox') }, limit: 2, calculateTotal: true }, 'q'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['threadId'] }, 'g'],
      ['Thread/get', { '#ids': { resultOf: 'g', name: 'Email/get', path: '/list/*/threadId' } }, 't'],
    ]);
    assert.equal(answers[0][1].ids.length, 2);
    assert.deepEqual(
      answers[1][1].list.map((email: { id: string }) => email.id),
      answers[0][1].ids,
    );
    assert.ok(answers[2][1].list.length >= 1);
  });

  test('an Email is created, found by its words, changed, told as changed, and destroyed', async () => {
    const [[, before]] = await jmap([['Email/get', { ids: [] }, 'g']]);
    const id = await createEmail({ subject: 'Unmistakable zebra' });
    const query = { filter: { subject: 'zebra' } };
    const [[, found], [, got]] = await jmap([
      ['Email/query', query, 'q'],
      ['Email/get', { ids: [id], fetchTextBodyValues: true }, 'g'],
    ]);
    assert.deepEqual(found.ids, [id]);
    assert.equal(got.list[0].bodyValues['1'].value.trim(), 'à midi');
    assert.deepEqual(got.list[0].keywords, { $draft: true });

    const [[, set], [, changes]] = await jmap([
      ['Email/set', { update: { [id]: { 'keywords/$flagged': true, 'keywords/$draft': null } } }, 's'],
      ['Email/changes', { sinceState: before.state }, 'c'],
    ]);
    assert.deepEqual(set.updated, { [id]: null });
    assert.deepEqual(changes.created, [id]);
    const [[, after], [, difference]] = await jmap([
      ['Email/set', { destroy: [id] }, 'd'],
      ['Email/queryChanges', { ...query, sinceQueryState: found.queryState }, 'qc'],
    ]);
    assert.deepEqual(after.destroyed, [id]);
    assert.deepEqual(difference.removed, [id]);
    const [[, gone]] = await jmap([['Email/get', { ids: [id] }, 'g']]);
    assert.deepEqual(gone.notFound, [id]);
  });

  test('a move keeps the Email’s id and is an update (RFC 8621 §4.1.1)', async () => {
    const id = await createEmail();
    const [drafts, archive] = [await mailboxId('drafts'), await mailboxId('archive')];
    const [[, state]] = await jmap([['Email/get', { ids: [] }, 'g']]);
    const answers = await jmap([
      ['Email/set', { update: { [id]: { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${archive}`]: true } } }, 's'],
      ['Email/get', { ids: [id], properties: ['mailboxIds'] }, 'g'],
      ['Email/changes', { sinceState: state.state }, 'c'],
    ]);
    assert.deepEqual(answers[1][1].list[0].mailboxIds, { [archive]: true });
    assert.deepEqual(answers[2][1].updated, [id]);
    assert.deepEqual(answers[2][1].destroyed, []);
  });

  test('an uploaded attachment goes into a message, and comes back as it was', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 46, 13, 10, 128]);
    const upload = await ask('POST', `/jmap/upload/${accountId}`, bytes, 'application/x-thing');
    assert.equal(upload.status, 201);
    const { blobId, size } = JSON.parse(upload.text);
    assert.equal(size, bytes.length);
    const id = await createEmail({ attachments: [{ blobId, name: 'chose été.bin', type: 'application/x-thing' }] });
    const [[, got]] = await jmap([['Email/get', { ids: [id], properties: ['attachments', 'hasAttachment'] }, 'g']]);
    const [attachment] = got.list[0].attachments;
    assert.equal(attachment.name, 'chose été.bin');
    assert.equal(got.list[0].hasAttachment, true);
    const download = await new Promise<Buffer>((resolve, reject) => {
      const path = `/jmap/download/${accountId}/${attachment.blobId}/x?type=text/html`;
      const options = {
        host: '127.0.0.1',
        port: server.ports.https,
        path,
        rejectUnauthorized: false,
        headers: headers(),
      };
      httpsGet(options, (response) => {
        assert.equal(response.headers['content-type'], 'application/octet-stream', 'never a page of ours');
        assert.match(String(response.headers['content-disposition']), /^attachment/);
        // A browser keeps it, for who is signed in and not for whoever comes after a sign-out.
        assert.match(String(response.headers['cache-control']), /^private,/);
        assert.equal(response.headers.vary, 'cookie, authorization');
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      }).on('error', reject);
    });
    assert.deepEqual(download, bytes);
    const missing = await jmap([
      [
        'Email/set',
        { create: { k: { mailboxIds: { [await mailboxId('drafts')]: true }, attachments: [{ blobId: 'Unone' }] } } },
        's',
      ],
    ]);
    assert.equal(missing[0][1].notCreated.k.type, 'blobNotFound');
  });

  test('a submission arrives without its Bcc, and the draft becomes a sent message', async () => {
    const id = await createEmail({ subject: 'For Bob', bcc: [{ email: server.users.alice.address }] });
    const [drafts, sent] = [await mailboxId('drafts'), await mailboxId('sent')];
    const [[, identities]] = await jmap([['Identity/get', {}, 'i']]);
    const answers = await jmap([
      [
        'EmailSubmission/set',
        {
          create: { s: { identityId: identities.list[0].id, emailId: id } },
          onSuccessUpdateEmail: {
            '#s': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null },
          },
        },
        's',
      ],
      ['Email/get', { ids: [id], properties: ['mailboxIds', 'keywords', 'bcc'] }, 'g'],
    ]);
    assert.deepEqual(
      answers.map(([name]) => name),
      ['EmailSubmission/set', 'Email/set', 'Email/get'],
    );
    assert.equal(answers[0][1].created.s.undoStatus, 'final');
    assert.deepEqual(answers[2][1].list[0].mailboxIds, { [sent]: true });
    assert.equal(answers[2][1].list[0].bcc[0].email, server.users.alice.address, 'the sender’s own copy keeps Bcc');
    const bob = server.running.directory.findLogin(server.users.bob.address);
    const account = await server.running.mail.account(bob?.guid ?? '');
    const inbox = await account.folder('INBOX');
    const all = [{ first: 1, last: inbox.status.uidNext - 1 }];
    const arrived = await account.search(inbox.folderId, all, { where: { headerField: 'Subject' }, value: 'For Bob' });
    assert.equal(arrived.length, 1);
    const withBcc = await account.search(inbox.folderId, all, { where: { headerField: 'Bcc' }, value: '' });
    assert.deepEqual(withBcc, []);
  });

  test('a submission to nobody, to a stranger or from somebody else is refused by its own error (RFC 8621 §7.5)', async () => {
    const [[, identities]] = await jmap([['Identity/get', {}, 'i']]);
    const refusalOf = async (part: Record<string, unknown>): Promise<string> => {
      const emailId = await createEmail(part);
      const submission = { identityId: identities.list[0].id, emailId };
      const [[, answer]] = await jmap([['EmailSubmission/set', { create: { s: submission } }, 's']]);
      return answer.notCreated.s.type;
    };
    assert.equal(await refusalOf({ to: null }), 'noRecipients');
    assert.equal(await refusalOf({ to: [{ email: 'nobody@example.test' }] }), 'invalidRecipients');
    assert.equal(await refusalOf({ to: [{ email: 'anna@elsewhere.test' }] }), 'invalidRecipients', 'no send connector');
    assert.equal(await refusalOf({ from: [{ email: server.users.bob.address }] }), 'forbiddenFrom');
  });

  test('folders are made, renamed, nested and destroyed', async () => {
    const [[, created]] = await jmap([['Mailbox/set', { create: { p: { name: 'Projets' } } }, 's']]);
    const parent = created.created.p.id;
    const answers = await jmap([
      ['Mailbox/set', { create: { c: { name: 'Été', parentId: parent } } }, 's'],
      ['Mailbox/set', { update: { [parent]: { name: 'Dossiers' } } }, 'u'],
      ['Mailbox/set', { destroy: [parent] }, 'd'],
    ]);
    assert.deepEqual(answers[1][1].updated, { [parent]: null });
    assert.equal(answers[2][1].notDestroyed[parent].type, 'mailboxHasChild');
    const child = answers[0][1].created.c.id;
    const id = await createEmail({ mailboxIds: { [child]: true } });
    const full = await jmap([['Mailbox/set', { destroy: [child] }, 'd']]);
    assert.equal(full[0][1].notDestroyed[child].type, 'mailboxHasEmail');
    const done = await jmap([
      ['Mailbox/set', { destroy: [child], onDestroyRemoveEmails: true }, 'd'],
      ['Mailbox/set', { destroy: [parent] }, 'e'],
      ['Email/get', { ids: [id] }, 'g'],
    ]);
    assert.deepEqual(done[0][1].destroyed, [child]);
    assert.deepEqual(done[1][1].destroyed, [parent]);
    assert.deepEqual(done[2][1].notFound, [id]);
    const [[, inbox]] = await jmap([['Mailbox/set', { destroy: [await mailboxId('inbox')] }, 'd']]);
    assert.equal(Object.values<{ type: string }>(inbox.notDestroyed)[0]?.type, 'forbidden');
  });

  test('what IMAP changes is pushed to JMAP, and what JMAP changes is seen by IMAP', async () => {
    const events = eventSource();
    await events.next('open');
    const imap = new ImapFlow({
      host: '127.0.0.1',
      port: server.ports.imaps,
      secure: true,
      tls: { rejectUnauthorized: false },
      auth: { user: server.users.alice.address, pass: server.users.alice.password },
      logger: false,
    });
    await imap.connect();
    const { uid } = (await imap.append('INBOX', 'Subject: by IMAP\r\n\r\nhello\r\n')) as { uid: number };
    const pushed = await events.next('state');
    const types = Object.keys(JSON.parse(pushed).changed[accountId]);
    assert.ok(types.includes('Email') && types.includes('EmailDelivery'), types.join());
    const [[, query]] = await jmap([['Email/query', { filter: { subject: 'by IMAP' } }, 'q']]);
    await jmap([['Email/set', { update: { [query.ids[0]]: { 'keywords/$flagged': true } } }, 's']]);
    const lock = await imap.getMailboxLock('INBOX');
    const message = await imap.fetchOne(String(uid), { flags: true }, { uid: true });
    assert.ok(message && message.flags?.has('\\Flagged'));
    await imap.messageFlagsAdd(String(uid), ['\\Deleted'], { uid: true });
    lock.release();
    await imap.logout();
    const [[, gone]] = await jmap([['Email/get', { ids: query.ids }, 'g']]);
    assert.deepEqual(gone.notFound, query.ids, 'what is marked \\Deleted is not visible (RFC 8621 §4.1.1)');
    events.close();
  });

  function eventSource() {
    const waiting: { readonly event: string; readonly take: (data: string) => void }[] = [];
    const seen: { readonly event: string; readonly data: string }[] = [];
    let buffered = '';
    const path = '/jmap/eventsource?types=*&closeafter=no&ping=0';
    const options = {
      host: '127.0.0.1',
      port: server.ports.https,
      path,
      rejectUnauthorized: false,
      headers: headers(),
    };
    const call = httpsGet(options, (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const blocks = (buffered + chunk).split('\n\n');
        buffered = blocks.pop() ?? '';
        for (const block of blocks) {
          const event = /^event: (.*)$/m.exec(block)?.[1] ?? 'open';
          const item = { event, data: /^data: (.*)$/m.exec(block)?.[1] ?? '' };
          const at = waiting.findIndex((one) => one.event === event);
          if (at >= 0) waiting.splice(at, 1)[0]?.take(item.data);
          else seen.push(item);
        }
      });
    });
    call.on('error', () => undefined);
    return {
      next: (event: string) =>
        new Promise<string>((take) => {
          const at = seen.findIndex((one) => one.event === event);
          if (at >= 0) take(seen.splice(at, 1)[0]?.data ?? '');
          else waiting.push({ event, take });
        }),
      close: () => call.destroy(),
    };
  }
});

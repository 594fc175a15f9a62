import assert from 'node:assert/strict';
import { request as httpsRequest } from 'node:https';
import { type TestContext, test } from 'node:test';
import { startServer } from '../../../../test/support/server.ts';

// Its types are sources that our compiler settings refuse, so it is loaded without them.
const library: string = 'jmap-jam';
const { default: JamClient } = await import(library);

// The library signs in by bearer token only and asks by the global fetch: both are turned into what this server's JMAP
// takes, a password over a certificate that nobody has signed. What it says and how it reads the answers is its own.
function sendByPassword(t: TestContext): void {
  const before = globalThis.fetch;
  t.after(() => {
    globalThis.fetch = before;
  });
  globalThis.fetch = async (input, init) => {
    const wanted = new Request(input, init);
    const credentials = wanted.headers.get('authorization')?.replace(/^Bearer /, 'Basic ') ?? '';
    const body = Buffer.from(await wanted.arrayBuffer());
    return await new Promise<Response>((resolve, reject) => {
      const headers = { ...Object.fromEntries(wanted.headers), authorization: credentials };
      const call = httpsRequest(wanted.url, { method: wanted.method, headers, rejectUnauthorized: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const given = { 'content-type': answer.headers['content-type'] ?? '' };
          resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 0, headers: given }));
        });
      });
      call.on('error', reject);
      call.end(body);
    });
  };
}

test('a JMAP client that we did not write reads, writes, searches and follows changes', async (t) => {
  const server = await startServer(t);
  sendByPassword(t);
  const { address, password } = server.users.alice;
  const jam = new JamClient({
    sessionUrl: `https://127.0.0.1:${server.ports.https}/.well-known/jmap`,
    bearerToken: Buffer.from(`${address}:${password}`).toString('base64'),
  });
  const accountId = await jam.getPrimaryAccount();

  const [mailboxes] = await jam.api.Mailbox.get({ accountId });
  const drafts = mailboxes.list.find(({ role }: { role: string | null }) => role === 'drafts');
  assert.ok(drafts);
  const message = Buffer.from(`From: ${address}\r\nTo: ${address}\r\nSubject: From Jam\r\n\r\nMarmalade\r\n`);
  const blob = await jam.uploadBlob(accountId, message);
  const [imported] = await jam.api.Email.import({
    accountId,
    emails: { one: { blobId: blob.blobId, mailboxIds: { [drafts.id]: true }, keywords: { $draft: true } } },
  });
  const emailId = imported.created?.one?.id ?? '';
  assert.notEqual(emailId, '');

  // oxlint-disable-next-line typescript/no-explicit-any -- a proxy of the library's
  const searchAndRead = (draft: any): object => {
    const query = draft.Email.query({ accountId, filter: { text: 'marmalade' } });
    const read = draft.Email.get({ accountId, ids: query.$ref('/ids'), properties: ['id', 'subject', 'keywords'] });
    return { found: query, emails: read };
  };
  const [{ found, emails }] = await jam.requestMany(searchAndRead);
  assert.deepEqual(found.ids, [emailId]);
  assert.deepEqual(emails.list, [{ id: emailId, subject: 'From Jam', keywords: { $draft: true } }]);

  await jam.api.Email.set({ accountId, update: { [emailId]: { 'keywords/$flagged': true } } });
  const [changes] = await jam.api.Email.changes({ accountId, sinceState: emails.state });
  assert.deepEqual(changes.updated, [emailId]);

  const bytes = await jam.downloadBlob({
    accountId,
    blobId: blob.blobId,
    mimeType: 'message/rfc822',
    fileName: 'x.eml',
  });
  assert.equal(await bytes.text(), message.toString());
});

test('a JMAP client that we did not write writes, sends with a delay, calls back, pages and follows a query', async (t) => {
  const server = await startServer(t);
  sendByPassword(t);
  const { address, password } = server.users.alice;
  const jam = new JamClient({
    sessionUrl: `https://127.0.0.1:${server.ports.https}/.well-known/jmap`,
    bearerToken: Buffer.from(`${address}:${password}`).toString('base64'),
  });
  const accountId = await jam.getPrimaryAccount();
  const [{ list: mailboxes }] = await jam.api.Mailbox.get({ accountId });
  const idOf = (role: string): string => mailboxes.find((mailbox: { role: string }) => mailbox.role === role).id;
  const [drafts, sent] = [idOf('drafts'), idOf('sent')];

  const [{ list: identities }] = await jam.api.Identity.get({ accountId });
  const create = Object.fromEntries(
    ['one', 'two', 'three'].map((subject) => [
      subject,
      {
        mailboxIds: { [drafts]: true },
        keywords: { $draft: true },
        from: [{ name: 'Alice', email: address }],
        to: [{ name: 'Bob', email: server.users.bob.address }],
        subject,
        textBody: [{ partId: 't', type: 'text/plain' }],
        bodyValues: { t: { value: `text of ${subject}` } },
      },
    ]),
  );
  const [made] = await jam.api.Email.set({ accountId, create });
  const [one, two, three] = ['one', 'two', 'three'].map((key) => made.created?.[key]?.id ?? '');
  const query = { accountId, filter: { inMailbox: drafts }, sort: [{ property: 'subject', isAscending: true }] };
  const [page] = await jam.api.Email.query({ ...query, position: 1, limit: 1, calculateTotal: true });
  assert.deepEqual([page.ids, page.total], [[three], 3]);

  const [submitted] = await jam.api.EmailSubmission.set({
    accountId,
    create: {
      later: {
        identityId: identities[0].id,
        emailId: one,
        envelope: {
          mailFrom: { email: address, parameters: { HOLDFOR: '3600' } },
          rcptTo: [{ email: server.users.bob.address, parameters: null }],
        },
      },
    },
    onSuccessUpdateEmail: { '#later': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true } },
  });
  const submissionId = submitted.created?.later?.id ?? '';
  const [{ list: held }] = await jam.api.EmailSubmission.get({ accountId, ids: [submissionId] });
  assert.equal(held[0]?.undoStatus, 'pending');
  const [difference] = await jam.api.Email.queryChanges({ ...query, sinceQueryState: page.queryState });
  assert.deepEqual([difference.removed, difference.added], [[one], []]);
  const [canceled] = await jam.api.EmailSubmission.set({
    accountId,
    update: { [submissionId]: { undoStatus: 'canceled' } },
  });
  assert.deepEqual(canceled.updated, { [submissionId]: null });

  // oxlint-disable-next-line typescript/no-explicit-any -- a proxy of the library's
  const threadsOf = (draft: any): object => {
    const emails = draft.Email.get({ accountId, ids: [two, three], properties: ['threadId'] });
    return { emails, threads: draft.Thread.get({ accountId, ids: emails.$ref('/list/*/threadId') }) };
  };
  const [{ threads }] = await jam.requestMany(threadsOf);
  assert.deepEqual(
    threads.list.flatMap(({ emailIds }: { emailIds: string[] }) => emailIds).toSorted(),
    [two, three].toSorted(),
  );

  const [snippets] = await jam.api.SearchSnippet.get({ accountId, filter: { text: 'two' }, emailIds: [two] });
  assert.equal(snippets.list[0]?.subject, '<mark>two</mark>');
  const [gone] = await jam.api.Email.set({ accountId, destroy: [two, three] });
  assert.deepEqual(gone.destroyed, [two, three]);
  await assert.rejects(
    jam.api.Email.changes({ accountId, sinceState: 'of another time' }),
    'a method’s error is one of the library',
  );
});

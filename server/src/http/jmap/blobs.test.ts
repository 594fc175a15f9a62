import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { endingOfThisFile } from '../../../../test/support/ending-of-file.ts';
import { startServer, type TestServer } from '../../../../test/support/server.ts';
import { JmapTestClient } from './fixtures/jmap-client.ts';

describe('blobs and messages in blobs', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let alice: JmapTestClient;
  before(async () => {
    server = await startServer(ending);
    alice = await JmapTestClient.open(server, server.users.alice);
  });

  test('Blob/upload puts texts, base64 and pieces of blobs together; Blob/get gives them back (RFC 9404 §4)', async () => {
    const [[, made]] = await alice.call([
      'Blob/upload',
      {
        create: {
          b1: { data: [{ 'data:asText': 'The quick brown fox jumped over the lazy dog.' }], type: 'text/plain' },
          b2: {
            data: [
              { 'data:asText': 'hello ' },
              { 'data:asBase64': 'd29ybGQ=' },
              { blobId: '#b1', offset: 4, length: 5 },
            ],
          },
          wrong: { data: [{ blobId: '#b1', offset: 40, length: 50 }] },
          none: { data: [{ blobId: 'Unone' }] },
          both: { data: [{ 'data:asText': 'a', 'data:asBase64': 'YQ==' }] },
        },
      },
      'u',
    ]);
    assert.equal(made.created.b1.size, 45);
    assert.equal(made.notCreated.wrong.type, 'invalidProperties');
    assert.equal(made.notCreated.none.type, 'blobNotFound');
    assert.equal(made.notCreated.both.type, 'invalidProperties');
    const [id1, id2] = [made.created.b1.id, made.created.b2.id];
    const properties = ['data:asText', 'digest:sha', 'digest:sha-256', 'size'];
    const answers = await alice.call(
      ['Blob/get', { ids: [id1, 'Unone'], properties, offset: 4, length: 5 }, 'a'],
      ['Blob/get', { ids: [id2] }, 'b'],
      ['Blob/get', { ids: [id1], properties: ['data:asBase64'], offset: 40, length: 10 }, 'c'],
      ['Blob/get', { ids: [id1], properties: ['nonsense'] }, 'd'],
    );
    const [piece] = answers[0][1].list;
    assert.equal(piece['data:asText'], 'quick');
    assert.equal(piece.size, 45);
    assert.equal(piece['digest:sha-256'], createHash('sha256').update('quick').digest('base64'));
    assert.equal(piece['digest:sha'], createHash('sha1').update('quick').digest('base64'));
    assert.deepEqual(answers[0][1].notFound, ['Unone']);
    assert.deepEqual(answers[1][1].list[0], { id: id2, 'data:asText': 'hello worldquick', size: 16 });
    assert.equal(answers[2][1].list[0].isTruncated, true);
    assert.equal(answers[3][1].type, 'invalidArguments');
  });

  test('bytes that are no text come as base64, and say so', async () => {
    const blobId = await alice.upload(Buffer.from([0xff, 0xfe, 0x00]), 'application/x-thing');
    const [[, plain], [, text]] = await alice.call(
      ['Blob/get', { ids: [blobId] }, 'a'],
      ['Blob/get', { ids: [blobId], properties: ['data:asText'] }, 'b'],
    );
    assert.deepEqual(plain.list[0], { id: blobId, isEncodingProblem: true, 'data:asBase64': '//4A', size: 3 });
    assert.deepEqual(text.list[0], { id: blobId, isEncodingProblem: true, 'data:asText': null });
  });

  test('Blob/lookup tells which Emails, Threads and Mailboxes hold a blob (RFC 9404 §4.3)', async () => {
    const emailId = await alice.draft();
    const [[, got]] = await alice.call(['Email/get', { ids: [emailId], properties: ['blobId', 'threadId'] }, 'g']);
    const [{ blobId, threadId }] = got.list;
    const typeNames = ['Mailbox', 'Thread', 'Email'];
    const [[, found], [, refused]] = await alice.call(
      ['Blob/lookup', { ids: [blobId, 'Unone'], typeNames }, 'l'],
      ['Blob/lookup', { ids: [blobId], typeNames: ['Calendar'] }, 'r'],
    );
    assert.deepEqual(found.list, [
      { id: blobId, matchedIds: { Mailbox: [await alice.mailboxId('drafts')], Thread: [threadId], Email: [emailId] } },
      { id: 'Unone', matchedIds: { Mailbox: [], Thread: [], Email: [] } },
    ]);
    assert.equal(refused.type, 'unknownDataType');
  });

  test('Email/parse shows a message in a blob, and its parts can be downloaded (RFC 8621 §4.9)', async () => {
    const source = [
      'From: Zoé <zoe@example.test>',
      'Subject: =?utf-8?q?Pi=C3=A8ce?= jointe',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'à lire',
      '--b',
      'Content-Type: application/x-thing; name=t.bin',
      'Content-Transfer-Encoding: base64',
      '',
      'AAEC',
      '--b--',
      '',
    ].join('\r\n');
    const blobId = await alice.upload(Buffer.from(source), 'message/rfc822');
    const nothing = await alice.upload(Buffer.from('\r\nno header'), 'text/plain');
    const [[, answer]] = await alice.call([
      'Email/parse',
      {
        blobIds: [blobId, nothing, 'Unone'],
        properties: [
          'id',
          'mailboxIds',
          'subject',
          'from',
          'preview',
          'hasAttachment',
          'bodyValues',
          'textBody',
          'attachments',
          'header:Subject:asText',
          'relais:authenticationResults',
        ],
        fetchTextBodyValues: true,
      },
      'p',
    ]);
    const email = answer.parsed[blobId];
    assert.equal(email.id, null);
    assert.equal(email.mailboxIds, null);
    assert.equal(email['relais:authenticationResults'], null);
    assert.equal(email.subject, 'Pièce jointe');
    assert.equal(email['header:Subject:asText'], 'Pièce jointe');
    assert.deepEqual(email.from, [{ name: 'Zoé', email: 'zoe@example.test' }]);
    assert.equal(email.preview, 'à lire');
    assert.equal(email.bodyValues['1'].value.trim(), 'à lire');
    assert.deepEqual(answer.notParsable, [nothing]);
    assert.deepEqual(answer.notFound, ['Unone']);
    const inner = email.attachments[0].blobId;
    const [[, bytes]] = await alice.call(['Blob/get', { ids: [inner], properties: ['data:asBase64'] }, 'b']);
    assert.equal(bytes.list[0]['data:asBase64'], 'AAEC');
  });

  test('parts of two messages, asked for in turns, are each their own', async () => {
    const words = (name: string, at: number) => `part ${at} of ${name}`;
    const mail = (name: string) =>
      `Subject: ${name}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${[0, 1, 2]
        .map((at) => `--b\r\nContent-Type: text/x-${name}\r\n\r\n${words(name, at)}\r\n`)
        .join('')}--b--\r\n`;
    const names = ['one', 'two'];
    const mailboxIds = {
      [(await alice.call(['Mailbox/query', { filter: { role: 'inbox' } }, 'm']))[0][1].ids[0]]: true,
    };
    const parts: string[][] = [];
    for (const name of names) {
      const blobId = await alice.upload(Buffer.from(mail(name)), 'message/rfc822');
      const [[, imported]] = await alice.call(['Email/import', { emails: { i: { blobId, mailboxIds } } }, 'i']);
      const properties = ['textBody', 'attachments'];
      const [[, got]] = await alice.call(['Email/get', { ids: [imported.created.i.id], properties }, 'g']);
      parts.push(got.list[0].attachments.map((part: { blobId: string }) => part.blobId));
    }
    const inTurns = [0, 1, 2].flatMap((at) => names.map((name, of) => ({ blobId: parts[of]?.[at], name, at })));
    const attachments = inTurns.map(({ blobId, name, at }) => ({ blobId, name: `${name}${at}`, type: 'text/plain' }));
    const [[, made]] = await alice.call(['Email/set', { create: { k: { mailboxIds, attachments } } }, 's']);
    const [[, got]] = await alice.call(['Email/get', { ids: [made.created.k.id], properties: ['attachments'] }, 'g']);
    const ids = got.list[0].attachments.map((part: { blobId: string }) => part.blobId);
    const [[, back]] = await alice.call(['Blob/get', { ids, properties: ['data:asText'] }, 'b']);
    assert.deepEqual(
      back.list.map((blob: Record<string, string>) => blob['data:asText']),
      inTurns.map(({ name, at }) => words(name, at)),
    );
  });

  test('a copy from an account that is not the caller’s, or the same one, is refused (RFC 8620 §5.4)', async () => {
    const answers = await alice.call(
      ['Email/copy', { fromAccountId: 'other', create: {} }, 'a'],
      ['Email/copy', { fromAccountId: alice.accountId, create: {} }, 'b'],
      ['Blob/copy', { fromAccountId: 'other', blobIds: ['Unone'] }, 'c'],
    );
    assert.deepEqual(
      answers.map(([, { type }]) => type),
      ['fromAccountNotFound', 'invalidArguments', 'fromAccountNotFound'],
    );
  });
});

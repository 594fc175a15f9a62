import assert from 'node:assert/strict';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { before, describe, test } from 'node:test';
import { coreLimits } from '../../server/src/http/jmap/core/limits.ts';
import { everything, JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** The limits of the session resource (RFC 8620 §2), each one step beyond. */
describe('JMAP: limits', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let alice: JmapTestClient;
  before(async () => {
    server = await startServer(ending);
    alice = await JmapTestClient.open(server, server.users.alice);
  });

  const options = (path: string, headers: Record<string, string> = {}): RequestOptions => ({
    method: 'POST',
    host: '127.0.0.1',
    port: server.ports.https,
    path,
    rejectUnauthorized: false,
    headers: { ...alice.headers, 'content-type': 'application/json', ...headers },
  });
  const post = (methodCalls: unknown[]) =>
    alice.ask('POST', '/jmap/api', JSON.stringify({ using: everything, methodCalls }));

  /** Says how long its body is and sends none: it is the length that is refused. */
  function announced(path: string, bytes: number): Promise<{ status: number; problem: Record<string, unknown> }> {
    return new Promise((resolve, reject) => {
      const call = httpsRequest(options(path, { 'content-length': String(bytes) }), (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          call.destroy();
          resolve({ status: response.statusCode ?? 0, problem: JSON.parse(Buffer.concat(chunks).toString()) });
        });
      });
      call.on('error', reject);
      call.flushHeaders();
    });
  }

  test('a request larger than maxSizeRequest is refused by the name of the limit', async () => {
    const { status, problem } = await announced('/jmap/api', coreLimits.maxSizeRequest + 1);
    assert.equal(status, 400);
    assert.equal(problem.type, 'urn:ietf:params:jmap:error:limit');
    assert.deepEqual([problem.limit, problem.status], ['maxSizeRequest', 400]);
  });

  test('an upload larger than maxSizeUpload is refused by the name of the limit', async () => {
    const { status, problem } = await announced(`/jmap/upload/${alice.accountId}`, coreLimits.maxSizeUpload + 1);
    assert.equal(status, 413);
    assert.deepEqual([problem.type, problem.limit], ['urn:ietf:params:jmap:error:limit', 'maxSizeUpload']);
  });

  test('more calls than maxCallsInRequest are refused, as many are not', async () => {
    const calls = Array.from({ length: coreLimits.maxCallsInRequest + 1 }, (_, at) => ['Core/echo', {}, `${at}`]);
    const { status, text } = await post(calls);
    assert.equal(status, 400);
    assert.equal(JSON.parse(text).limit, 'maxCallsInRequest');
    assert.equal((await post(calls.slice(1))).status, 200);
  });

  test('more ids than maxObjectsInGet, and more objects than maxObjectsInSet, are requestTooLarge', async () => {
    const { accountId } = alice;
    const ids = Array.from({ length: coreLimits.maxObjectsInGet + 1 }, (_, at) => `M${at}`);
    const create = Object.fromEntries(ids.map((id) => [id, {}]));
    const errorsOf = async (calls: unknown[]): Promise<unknown[]> =>
      JSON.parse((await post(calls)).text).methodResponses.map(([, { type }]: [string, { type?: string }]) => type);
    const gets = ['Email', 'Mailbox', 'Thread', 'Blob'].map((type) => [`${type}/get`, { accountId, ids }, type]);
    assert.deepEqual(await errorsOf(gets), Array(gets.length).fill('requestTooLarge'));
    const sets = [
      ['Email/set', { accountId, destroy: ids }, '0'],
      ['Mailbox/set', { accountId, create }, '1'],
      ['Email/import', { accountId, emails: create }, '2'],
      ['SearchSnippet/get', { accountId, emailIds: ids }, '3'],
      ['Blob/upload', { accountId, create }, '4'],
    ];
    assert.deepEqual(await errorsOf(sets), Array(sets.length).fill('requestTooLarge'));
    assert.deepEqual(await errorsOf([['Email/get', { accountId, ids: ids.slice(1) }, '0']]), [undefined]);
  });

  test('uploads at once beyond maxConcurrentUpload are refused, and taken when one of them is over', async () => {
    const path = `/jmap/upload/${alice.accountId}`;
    const begun = Array.from({ length: coreLimits.maxConcurrentUpload }, () => {
      const call = httpsRequest(options(path));
      const over = new Promise<number>((resolve, reject) => {
        call.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        call.on('error', reject);
      });
      call.write('begun');
      return { call, over };
    });
    // They are under way when one more is refused.
    let refusal = await alice.ask('POST', path, Buffer.from('one more'), 'text/plain');
    while (refusal.status === 201) refusal = await alice.ask('POST', path, Buffer.from('one more'), 'text/plain');
    assert.equal(refusal.status, 400);
    assert.equal(JSON.parse(refusal.text).limit, 'maxConcurrentUpload');
    for (const { call } of begun) call.end();
    assert.deepEqual(await Promise.all(begun.map(({ over }) => over)), Array(begun.length).fill(201));
    assert.equal((await alice.ask('POST', path, Buffer.from('now'), 'text/plain')).status, 201);
  });

  test('requests at once beyond maxConcurrentRequests are refused, and the others answered', async () => {
    const calls = Array.from({ length: coreLimits.maxCallsInRequest }, (_, at) => [
      'Email/query',
      { accountId: alice.accountId, filter: { text: `x${at}` } },
      `${at}`,
    ]);
    for (;;) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => post(calls)));
      const refused = answers.filter(({ status }) => status !== 200);
      for (const { status, text } of refused) {
        assert.equal(status, 400);
        assert.equal(JSON.parse(text).limit, 'maxConcurrentRequests');
      }
      if (refused.length > 0) break;
    }
    assert.equal((await post([['Core/echo', {}, '0']])).status, 200);
  });
});

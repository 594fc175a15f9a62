import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { endingOfThisFile } from '../../../../test/support/ending-of-file.ts';
import { startServer, type TestServer } from '../../../../test/support/server.ts';
import { everything, JmapTestClient } from './fixtures/jmap-client.ts';
import { methods } from './methods/index.ts';

const longestMs = 5000;

describe('JMAP: what a hostile or broken client sends', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let alice: JmapTestClient;
  before(async () => {
    server = await startServer(ending);
    alice = await JmapTestClient.open(server, server.users.alice);
  });

  const post = async (body: string): Promise<{ status: number; text: string }> => {
    const began = process.cpuUsage();
    const answer = await alice.ask('POST', '/jmap/api', body);
    const { user, system } = process.cpuUsage(began);
    assert.ok((user + system) / 1000 < longestMs, `answered after ${(user + system) / 1000} ms of work`);
    return answer;
  };
  const request = (...methodCalls: unknown[]): string => JSON.stringify({ using: everything, methodCalls });

  test('nesting without end is refused as a whole, and quickly', async () => {
    const deep = '['.repeat(1_000_000);
    const filter = `${'{"operator":"NOT","conditions":['.repeat(20_000)}{}${']}'.repeat(20_000)}`;
    for (const body of [
      deep,
      `{"using":[],"methodCalls":${deep}${']'.repeat(1_000_000)}}`,
      `{"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail"],"methodCalls":[["Email/query",{"accountId":"${alice.accountId}","filter":${filter}},"0"]]}`,
    ]) {
      const { status, text } = await post(body);
      assert.equal(status, 400);
      assert.equal(JSON.parse(text).type, 'urn:ietf:params:jmap:error:notRequest');
    }
    assert.equal((await post('{"a":"[[[[')).status, 400);
  });

  test('references to a large answer do not multiply it', async () => {
    const large = 'x'.repeat(1_000_000);
    const references = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`#r${at}`, { resultOf: '0', name: 'Core/echo', path: '/large' }]),
    );
    const { status, text } = await post(request(['Core/echo', { large }, '0'], ['Core/echo', references, '1']));
    assert.equal(status, 200);
    assert.equal(JSON.parse(text).methodResponses[1][1].type, 'requestTooLarge');
  });

  test('filters, sorts, ids and properties beyond all need are errors of their call', async () => {
    const { accountId } = alice;
    const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
    const calls = [
      ['Email/query', { accountId, filter: { operator: 'OR', conditions: many(5000, { text: 'x' }) } }, '0'],
      ['Email/query', { accountId, sort: many(1000, { property: 'subject' }) }, '1'],
      ['Email/get', { accountId, ids: many(5000, 'M1') }, '2'],
      ['Email/get', { accountId, ids: ['M1'], properties: many(5000, 'subject') }, '3'],
      ['Email/set', { accountId, destroy: many(5000, 'M1') }, '4'],
      ['Email/parse', { accountId, blobIds: many(5000, 'M1') }, '5'],
    ];
    const { methodResponses } = JSON.parse((await post(request(...calls))).text);
    assert.deepEqual(
      methodResponses.map(([, { type }]: [string, { type: string }]) => type),
      [
        'unsupportedFilter',
        'unsupportedSort',
        'requestTooLarge',
        'requestTooLarge',
        'requestTooLarge',
        'requestTooLarge',
      ],
    );
  });

  test('arguments of every wrong type are answered, never failed upon', async () => {
    const wrong = [null, true, -1, 1.5, 'x', '../../etc', [], [[]], [null], {}, { __proto__: null, a: 1 }];
    const names = [
      'ids',
      'properties',
      'filter',
      'sort',
      'position',
      'limit',
      'create',
      'update',
      'destroy',
      'ifInState',
      'emails',
      'sinceState',
      'sinceQueryState',
      'maxChanges',
      'blobIds',
      'emailIds',
      'fromAccountId',
      'typeNames',
      'anchor',
      'onSuccessUpdateEmail',
      'onSuccessDestroyEmail',
      'bodyProperties',
      'maxBodyValueBytes',
      'calculateTotal',
    ];
    for (const method of methods.keys()) {
      if (method === 'Core/echo') continue;
      const account = method.startsWith('PushSubscription/') ? {} : { accountId: alice.accountId };
      for (const value of wrong) {
        const calls = names.map((name, at) => [method, { ...account, [name]: value }, String(at)]);
        const { status, text } = await post(request(...calls));
        assert.equal(status, 200);
        for (const [answered, answer, id] of JSON.parse(text).methodResponses) {
          const asked = `${method} with ${names[Number(id)]}: ${JSON.stringify(value)}`;
          assert.notEqual(answered === 'error' && answer.type, 'serverFail', asked);
        }
      }
    }
  });

  test('ids that try to get out name nothing', async () => {
    for (const id of [
      '../../../etc/passwd',
      'M1/../../x',
      'U../../x',
      '%2e%2e%2f',
      '__proto__',
      'constructor',
      '\u0000',
    ]) {
      const [[, got], [, blob]] = await alice.call(['Email/get', { ids: [id] }, '0'], ['Blob/get', { ids: [id] }, '1']);
      assert.deepEqual(got.notFound, [id]);
      assert.deepEqual(blob.notFound, [id]);
      const { status } = await alice.ask('GET', `/jmap/download/${alice.accountId}/${encodeURIComponent(id)}/x`);
      assert.equal(status, 404, id);
    }
  });

  test('of two changes with the same ifInState only one is made (RFC 8620 §5.3)', async () => {
    const [[, { state }]] = await alice.call(['Mailbox/get', { ids: [] }, '0']);
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        alice.call(['Mailbox/set', { ifInState: state, create: { n: { name: `Only ${at}` } } }, '0']),
      ),
    );
    const types = made.map(([[name, answer]]) => (name === 'error' ? answer.type : 'done'));
    assert.deepEqual(types.toSorted(), ['done', ...Array.from({ length: 5 }, () => 'stateMismatch')]);
  });
});

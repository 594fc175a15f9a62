import assert from 'node:assert/strict';
import { once } from 'node:events';
import { before, test } from 'node:test';
import { connect } from 'node:tls';
import { strangersBodyBytes } from '../../server/src/http/large-bodies.ts';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ending = endingOfThisFile();
let server: TestServer;
before(async () => {
  server = await startServer(ending);
});

/** The status line of what is answered to a request of which only so much is sent, and nothing more afterwards. */
async function answerTo(path: string, fields: readonly string[], sent: string): Promise<string> {
  const socket = connect({ port: server.ports.https, host: '127.0.0.1', rejectUnauthorized: false });
  try {
    socket.write([`POST ${path} HTTP/1.1`, 'Host: localhost', ...fields, '', sent].join('\r\n'));
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
    return answer.toString().split('\r\n')[0] ?? '';
  } finally {
    socket.destroy();
  }
}

const basic = (name: string, password: string): string =>
  `Authorization: Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

for (const path of ['/jmap/api', '/jmap/upload/x', '/adminapi/beta/-/InvokeCommand', '/api/automatic-replies']) {
  test(`${path}: the long body of a stranger is refused before it is read`, async () => {
    for (const length of ['Content-Length: 900000', 'Transfer-Encoding: chunked']) {
      const fields = ['Content-Type: application/json', length];
      assert.equal(await answerTo(path, fields, '5\r\n{"a":\r\n'), 'HTTP/1.1 401 Unauthorized', length);
      if (path.startsWith('/api')) continue;
      const wrong = [...fields, basic(server.users.alice.address, 'not it')];
      assert.equal(await answerTo(path, wrong, '5\r\n{"a":\r\n'), 'HTTP/1.1 401 Unauthorized', length);
    }
  });
}

for (const path of ['/api/sign-in', '/api/sign-in/passkey-options', '/api/sign-out', '/api/inbox-rules', '/nowhere']) {
  test(`${path}: nobody may send more than ${strangersBodyBytes} bytes`, async () => {
    const fields = ['Content-Type: application/json', `Content-Length: ${strangersBodyBytes + 1}`];
    assert.match(await answerTo(path, fields, '{"a":'), /^HTTP\/1\.1 4(?:13|04) /);
  });
}

test('whoever is known sends as much as JMAP says', async () => {
  const alice = await JmapTestClient.open(server, server.users.alice);
  const text = 'x'.repeat(2_000_000);
  const body = { using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', { text }, '0']] };
  const { status, text: answer } = await alice.ask('POST', '/jmap/api', JSON.stringify(body));
  assert.equal(status, 200);
  assert.ok(answer.includes(text));
});

import assert from 'node:assert/strict';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { test } from 'node:test';
import { startServer } from '../support/server.ts';
import { askHttps } from './https-client.ts';

test('who leaves while his settings are being tested can have them tested again', async (t) => {
  const server = await startServer(t);
  const { alice } = server.users;
  const { https } = server.ports;
  const ask = (path: string, headers: Record<string, string>, body?: object) =>
    askHttps(https, 'POST', path, headers, body);
  const signedIn = await ask('/api/sign-in', {}, { userName: alice.address, password: alice.password });
  const { csrfToken } = JSON.parse(signedIn.text) as { csrfToken: string };
  const headers = { cookie: signedIn.cookie, 'x-csrf-token': csrfToken };
  // Gone at different moments: as soon as it is asked, and later and later in the answer.
  for (const read of [0, 0, 0, 0, 0, 1]) {
    const socket = connect({ port: https, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.write(
      `POST /api/client-settings/test HTTP/1.1\r\nHost: localhost\r\nCookie: ${headers.cookie}\r\n` +
        `X-CSRF-Token: ${csrfToken}\r\nContent-Length: 0\r\n\r\n`,
    );
    for (let chunk = 0; chunk < read; chunk += 1) await once(socket, 'data');
    socket.destroy();
    await once(socket, 'close');
    let again = await ask('/api/client-settings/test', headers);
    // The server may hear of it a little later than we.
    while (again.status === 409) again = await ask('/api/client-settings/test', headers);
    assert.equal(again.status, 200, again.text);
  }
});

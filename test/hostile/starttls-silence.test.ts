import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';

for (const [port, lines] of [
  ['imap', ['a STARTTLS']],
  ['pop3', ['STLS']],
  ['smtp', ['EHLO laptop', 'STARTTLS']],
  ['submission', ['EHLO laptop', 'STARTTLS']],
] as const)
  test(`who asks for TLS and then says nothing is not waited for: ${port}`, async (t) => {
    const server = await startServer(t, { manualClock: true });
    const socket = connect(server.ports[port], '127.0.0.1');
    t.after(() => socket.destroy());
    let said = '';
    let isClosed = false;
    socket.on('data', (chunk) => void (said += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => (isClosed = true));
    const answered = async (reply: RegExp): Promise<void> => {
      while (!reply.test(said)) await turn();
      said = '';
    };
    await answered(/\r\n$/);
    for (const line of lines) {
      socket.write(`${line}\r\n`);
      await answered(line === 'EHLO laptop' ? /^250 .*\r\n$/m : /^(?:a OK|\+OK|220) .*\r\n$/m);
    }
    while (!isClosed) {
      server.advance(10_000);
      await turn();
    }
    assert.equal(said, '', 'nothing is said in plain text after TLS was begun');
    // The door is open to the next one.
    const next = await LineClient.connect(server.ports[port]);
    assert.match((await next.line()) ?? '', /^(?:\* OK|\+OK|220)/);
    next.close();
  });

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { before, test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ending = endingOfThisFile();
let server: TestServer;
before(async () => {
  server = await startServer(ending);
  // A refusal to a stranger would wait 5 s.
  for (const { Guid } of server.running.connectors.list())
    await server.running.connectors.update(Guid, { TarpitInterval: new TimeSpan(0) });
});

/** Each protocol: its port, what an attacker puts behind the upgrade in plain text, and the first thing that is ours. */
const doors = [
  {
    name: 'IMAP4 (RFC 9051 §6.2.1)',
    port: () => server.ports.imap,
    hello: [],
    upgrade: 'a STARTTLS',
    injected: 'x NOOP\r\ny LOGIN',
    go: /^a OK /,
    ask: 'b NOOP',
    answer: /^b OK /,
  },
  {
    name: 'POP3 (RFC 2595 §4)',
    port: () => server.ports.pop3,
    hello: [],
    upgrade: 'STLS',
    injected: 'USER mallory\r\nCAPA',
    go: /^\+OK /,
    ask: 'NOOP',
    answer: /^-ERR /,
  },
  {
    name: 'SMTP (RFC 3207 §4.2)',
    port: () => server.ports.smtp,
    hello: ['EHLO a.example'],
    upgrade: 'STARTTLS',
    injected: 'EHLO mallory.example\r\nMAIL FROM:<mallory@elsewhere.test>',
    go: /^220 /,
    ask: 'MAIL FROM:<a@elsewhere.test>',
    answer: /^503 5\.5\.2 Send hello first$/,
  },
] as const;

for (const door of doors) {
  test(`what is sent before the handshake is never obeyed after it: ${door.name}`, async () => {
    for (const complete of [true, false]) {
      const plain = await LineClient.connect(door.port());
      await plain.line();
      for (const command of door.hello) {
        plain.send(`${command}\r\n`);
        await plain.until(/^\d{3} /);
      }
      // Half a command in plain text must not become the first half of one in TLS either.
      plain.send(`${door.upgrade}\r\n${door.injected}${complete ? '\r\n' : ''}`);
      await plain.until(door.go);
      assert.ok(plain.isQuiet, 'nothing is answered in plain text after the upgrade');
      const secure = await plain.startTls();
      secure.send(`${door.ask}\r\n`);
      assert.match((await secure.line()) ?? 'closed', door.answer);
      assert.ok(secure.isQuiet, 'no answer to anything else');
      secure.close();
    }
  });
}

for (const door of doors) {
  test(`what is no handshake ends the connection without a word in plain text: ${door.name}`, async () => {
    const client = connect(door.port(), '127.0.0.1');
    let said = '';
    client.on('error', () => {});
    client.on('data', (chunk) => void (said += chunk.toString('latin1')));
    await once(client, 'data');
    for (const command of [...door.hello, door.upgrade]) {
      said = '';
      client.write(`${command}\r\n`);
      while (!/^(?:\d{3} |a OK |\+OK ).*\r\n$/m.test(said)) await once(client, 'data');
    }
    said = '';
    client.write(`${door.ask}\r\n`);
    await once(client, 'close');
    // A TLS alert may come (RFC 8446 §6), which begins with 21.
    assert.ok(said === '' || said.startsWith('\u0015\u0003'), `said: ${JSON.stringify(said)}`);
    assert.ok(!said.includes('\r\n'), `said: ${JSON.stringify(said)}`);
    const errors = await server.shell('Get-EventLog Application -EntryType Error | ForEach-Object Message');
    assert.equal(errors.stdout, '', 'a client that speaks no TLS of today is no fault of the server');
  });
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type TestContext, test } from 'node:test';
import { newReceiveConnector } from '../../../server/src/domain/configuration/default-receive-connectors.ts';
import type { ReceiveConnector } from '../../../server/src/domain/configuration/receive-connectors.ts';
import { SmtpClient } from './smtp-client.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

async function start(t: TestContext, change: Partial<ReceiveConnector>): Promise<SmtpServer> {
  const server = await startSmtpServer({ change });
  t.after(() => server.stop());
  return server;
}

/** What the server says to these bytes, until it has said EHLO's last line or hung up. */
async function answerTo(port: number, bytes: Buffer | string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (/^250 /m.test(text)) break;
  }
  socket.destroy();
  return text;
}

const behindProxy = { ProxyProtocolAddresses: ['127.0.0.1'] };

test('a PROXY header of version 1 or 2 says whose connection it is', async (t) => {
  const { ports, liveSessions } = await start(t, behindProxy);
  assert.match(
    await answerTo(ports.world, 'PROXY TCP4 192.0.2.7 192.0.2.1 56324 25\r\nEHLO c\r\n'),
    /Hello \[192\.0\.2\.7\]/,
  );
  assert.match(
    await answerTo(ports.world, 'PROXY TCP6 2001:db8::7 2001:db8::1 56324 25\r\nEHLO c\r\n'),
    /Hello \[2001:db8::7\]/,
  );
  assert.match(await answerTo(ports.world, 'PROXY UNKNOWN\r\nEHLO c\r\n'), /Hello \[127\.0\.0\.1\]/);
  const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
  const two = (command: number, rest: number[]): Buffer =>
    Buffer.concat([signature, Buffer.from([command, 0x11, 0, rest.length, ...rest]), Buffer.from('EHLO c\r\n')]);
  assert.match(
    await answerTo(ports.world, two(0x21, [192, 0, 2, 8, 192, 0, 2, 1, 1, 0, 0, 25])),
    /Hello \[192\.0\.2\.8\]/,
  );
  // Extra fields are passed over; LOCAL is the proxy itself.
  assert.match(
    await answerTo(ports.world, two(0x21, [192, 0, 2, 9, 192, 0, 2, 1, 1, 0, 0, 25, 4, 0, 1, 0])),
    /Hello \[192\.0\.2\.9\]/,
  );
  assert.match(await answerTo(ports.world, two(0x20, [])), /Hello \[127\.0\.0\.1\]/);
  assert.deepEqual(
    liveSessions
      .history()
      .map(({ remoteAddress }) => remoteAddress)
      .includes('192.0.2.8'),
    true,
  );
});

test('without its header a connection of a proxy is closed; from others a header is no command', async (t) => {
  const server = await start(t, behindProxy);
  assert.equal(await answerTo(server.ports.world, 'EHLO c\r\n'), '');
  assert.equal(await answerTo(server.ports.world, 'PROXY TCP4 nobody 192.0.2.1 1 25\r\n'), '');
  const other = await start(t, { ProxyProtocolAddresses: ['10.0.0.1'] });
  assert.match(
    await answerTo(other.ports.world, 'PROXY TCP4 192.0.2.7 192.0.2.1 5 25\r\nEHLO c\r\n'),
    /500 5\.3\.3[^]*Hello \[127/,
  );
});

test('TLS from the first byte begins after the PROXY header', async (t) => {
  const { ports } = await start(t, behindProxy);
  const socket = connect(ports.tls, '127.0.0.1');
  socket.write('PROXY TCP4 192.0.2.7 192.0.2.1 56324 465\r\n');
  const secure = connectTls({ socket, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  secure.write('EHLO c\r\n');
  let text = '';
  for await (const chunk of secure) {
    text += String(chunk);
    if (/^250 /m.test(text)) break;
  }
  assert.match(text, /Hello \[192\.0\.2\.7\]/);
  secure.destroy();
});

test('XCLIENT of a trusted proxy names the client, and the session begins anew', async (t) => {
  const server = await start(t, { XClientAddresses: ['127.0.0.1'] });
  const client = await SmtpClient.connect(server.ports.world);
  assert.ok((await client.sayLines('EHLO proxy')).some((line) => line.startsWith('250-XCLIENT ')));
  assert.match(await client.say('XCLIENT ADDR=nobody'), /^501 /);
  assert.match(await client.say('XCLIENT ADDR=192.0.2.44 NAME=[UNAVAILABLE] HELO=laptop+2Eexample'), /^220 /);
  assert.match(await client.say('MAIL FROM:<a@elsewhere.test>'), /^503 /);
  assert.match((await client.sayLines('EHLO laptop'))[0] ?? '', /Hello \[192\.0\.2\.44\]/);
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], 'Subject: x\r\n\r\nx'), /^250 /);
  assert.match((await server.inbox('anna'))[0] ?? '', /Received: from laptop \(\[192\.0\.2\.44\]\)/);
  client.close();
  const submission = await SmtpClient.connect(server.ports.submission);
  await submission.say('EHLO proxy');
  assert.match(await submission.say('XCLIENT LOGIN=nobody@example.test'), /^550 /);
  assert.match(await submission.say('XCLIENT ADDR=IPv6:2001:db8::1 LOGIN=anna@example.test'), /^220 /);
  await submission.say('EHLO proxy');
  assert.match(await submission.send('bob@example.test', ['bob@example.test'], 'Subject: x\r\n\r\nx'), /^550 5\.7\.1/);
  assert.match(await submission.send('anna@example.test', ['bob@example.test'], 'Subject: x\r\n\r\nx'), /^250 /);
  submission.close();
});

test('what a client says itself through a proxy that passes it on makes nobody else of him', async (t) => {
  const server = await start(t, { XClientAddresses: ['127.0.0.1'] });
  const client = await SmtpClient.connect(server.ports.submission);
  await client.say('EHLO proxy');
  assert.match(await client.say('XCLIENT ADDR=192.0.2.44'), /^220 /);
  const offered = await client.sayLines('EHLO laptop');
  assert.match(offered[0] ?? '', /Hello \[192\.0\.2\.44\]/);
  assert.ok(!offered.some((line) => line.includes('XCLIENT')));
  for (const words of ['ADDR=127.0.0.1', 'LOGIN=anna@example.test', 'LOGIN=anna@example.test ADDR=127.0.0.1'])
    assert.match(await client.say(`XCLIENT ${words}`), /^550 5\.7\.0 /, words);
  assert.match((await client.sayLines('EHLO laptop'))[0] ?? '', /Hello \[192\.0\.2\.44\]/);
  assert.match(await client.say('MAIL FROM:<anna@example.test>'), /^530 5\.7\.1 /);
  client.close();
});

test('the client that XCLIENT names gets the connector of its own address, not that of the proxy', async (t) => {
  const server = await start(t, { XClientAddresses: ['127.0.0.1'], RemoteIPRanges: ['127.0.0.0/8'] });
  const facts = { serverName: 'CAS01', fqdn: 'cas01.example.test', bindAddress: '127.0.0.1', portOffset: 0 };
  await server.connectors.create(
    newReceiveConnector({ ...facts, dataDirectory: server.dataDirectory }, 0, {
      Name: 'Devices',
      Fqdn: 'devices.example.test',
      PermissionGroups: ['AnonymousUsers'],
      RemoteIPRanges: ['192.0.2.44', 'fe80::/10'],
      Bindings: [`127.0.0.1:${server.ports.world}`],
    }),
  );
  for (const address of ['192.0.2.44', '::ffff:192.0.2.44', 'IPv6:fe80::1%eth0']) {
    const device = await SmtpClient.connect(server.ports.world);
    await device.say('EHLO proxy');
    assert.match(await device.say(`XCLIENT ADDR=${address}`), /^220 devices\.example\.test /, address);
    device.close();
  }
  // Nor does a client whose address the proxy does not know: it would have what the proxy may.
  for (const address of ['203.0.113.9', '[UNAVAILABLE]', '[TEMPUNAVAIL]']) {
    const stranger = await SmtpClient.connect(server.ports.world);
    await stranger.say('EHLO proxy');
    assert.match(await stranger.say(`XCLIENT ADDR=${address}`), /^554 5\.7\.1 No receive connector/, address);
    stranger.close();
  }
});

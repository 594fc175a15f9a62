import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { type SmtpServer, startSmtpServer } from '../transcripts/smtp/smtp-server.ts';

let server: SmtpServer;
before(async () => {
  server = await startSmtpServer({ change: { MaxProtocolErrors: 1000 } });
});
after(() => server.stop());

const message = 'Subject: x\r\n\r\nHello';

test('nothing a client names itself or its addresses adds a field to a message or a line to a reply', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  for (const name of ['a\rX-Injected: 1', 'a\0b', 'a b', 'a;b', '[127.0.0.1] X', '"a"', 'a<b>', 'é.example']) {
    assert.match(await client.say(`EHLO ${name}`), /^50[01] /, JSON.stringify(name));
  }
  await client.say('EHLO honest.example');
  const senders = [
    '<"a\rX-Injected: 1"@elsewhere.test>',
    '<"a\\\rb"@elsewhere.test>',
    '<a@elsewhere.test\tX>',
    '<a@[127.0.0.1\tX]>',
    '<a@elsewhere.test> AUTH=+0D+0AX ENVID=+0D+0AX',
  ];
  for (const sender of senders)
    assert.match(await client.say(`MAIL FROM:${sender}`), /^5\d\d /, JSON.stringify(sender));
  assert.match(await client.send('"a) X-Injected: 1 (b"@elsewhere.test', ['anna@example.test'], message), /^250 /);
  const [text = ''] = await server.inbox('anna');
  assert.match(text, /^Return-Path: <"a\) X-Injected: 1 \(b"@elsewhere\.test>\r\nReceived: /);
  const names = text
    .slice(0, text.indexOf('\r\n\r\n'))
    .split('\r\n')
    .filter((line) => /^\S/.test(line))
    .map((line) => line.split(':')[0]);
  assert.deepEqual(names, ['Return-Path', 'Received', 'Subject']);
});

test('no address beyond US-ASCII holds what ends a line for some program (RFC 6531)', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO honest.example');
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  for (const character of ['\u0085', '\u009b', '\u2028', '\u2029']) {
    for (const address of [
      `a${character}b@elsewhere.test`,
      `"a${character}b"@elsewhere.test`,
      `a@else${character}where.test`,
    ]) {
      const asked = JSON.stringify(address);
      assert.match(await client.say(utf8(`MAIL FROM:<${address}> SMTPUTF8`)), /^501 5\.1\.7 Invalid address: /, asked);
      assert.match(await client.say('MAIL FROM:<é@elsewhere.test> SMTPUTF8'.replace('é', utf8('é'))), /^250 /);
      assert.match(await client.say(utf8(`RCPT TO:<${address}>`)), /^501 5\.1\.3 Invalid address: /, asked);
      assert.match(
        await client.say(utf8(`RCPT TO:<anna@example.test> ORCPT=utf-8;${address}`)),
        /^501 5\.5\.4 /,
        asked,
      );
      assert.match(await client.say('RSET'), /^250 /);
    }
  }
});

test('a Message-ID with control characters cannot forge a reply', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO honest.example');
  const reply = await client.send('a@elsewhere.test', ['bob@example.test'], 'Message-ID: <\u001b[2J\u0007x>\r\n\r\n');
  assert.match(reply, /^250 2\.6\.0 <\?\[2J\?x> /);
});

test('an address belongs to the domain after the @ that counts: none of these relays', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO honest.example');
  await client.say('MAIL FROM:<a@elsewhere.test>');
  const outside = [
    '<"anna@example.test x"@elsewhere.test>',
    '<@example.test:b@elsewhere.test>',
    '<b@elsewhere.test>',
    '<anna@example.test.elsewhere.test>',
    '<anna@notexample.test>',
    '<"anna\\"@example.test"@elsewhere.test>',
    '<b@[192.0.2.1]>',
  ];
  for (const address of outside)
    assert.equal(await client.say(`RCPT TO:${address}`), '550 5.7.1 Unable to relay', address);
  const unknown = [
    '<"b@elsewhere.test"@example.test>',
    '<b%elsewhere.test@example.test>',
    '<elsewhere.test!b@example.test>',
    '<"anna "@example.test>',
  ];
  for (const address of unknown)
    assert.equal(await client.say(`RCPT TO:${address}`), '550 5.1.1 User unknown', address);
  const bad = [
    '<anna@example.test@elsewhere.test>',
    '<anna@elsewhere.test>@example.test',
    '<anna@example.test,b@elsewhere.test>',
    'anna@example.test',
    '<anna@example.test',
  ];
  for (const address of bad) assert.match(await client.say(`RCPT TO:${address}`), /^501 5\.(?:1\.3|5\.4) /, address);
});

test('no reply of SMTP has more than 512 octets or a line of the client in it (RFC 5321 §4.5.3.1.5)', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO client.test');
  const long = 'x'.repeat(3_000);
  for (const command of [
    long,
    `${'A'.repeat(60)}\u001b[2J ${long}`,
    `MAIL FROM:<a@far.test> ${long}`,
    `MAIL FROM:<a@far.test> SIZE=${long}`,
    `MAIL FROM:<${long}@far.test>`,
    `MAIL FROM:<a@${long}.test>`,
    `RCPT TO:<${long}>`,
    `VRFY ${long}\u0085\u009b`,
    `HELP ${long}`,
    `EHLO ${long}`,
    'MAIL FROM:<a@far.test\rX: 1>',
  ]) {
    const lines = await client.sayLines(command);
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.ok(line.length <= 510, `${line.length} octets to ${command.slice(0, 40)}`);
      assert.match(line, /^[2-5]\d\d[ -][\t -~]*$/);
    }
  }
  client.close();
});

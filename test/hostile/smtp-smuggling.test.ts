import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { type SmtpServer, startSmtpServer } from '../transcripts/smtp/smtp-server.ts';

/** What other servers have taken for the end of a message, and a sender's server has passed on as content. */
const notEnds = [
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\r',
  '\r\n.\r\r\n',
  '\r\n\0.\r\n',
  '\r\n.\0\r\n',
  '\n.\r',
  '\r.\n',
];
const second = 'MAIL FROM:<admin@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\n';

let server: SmtpServer;
before(async () => {
  server = await startSmtpServer({
    change: { MaxInboundConnectionPercentagePerSource: 100, MaxInboundConnectionPerSource: 1000 },
  });
});
after(() => server.stop());

async function smuggle(variant: string, pieces: number): Promise<void> {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO relay.example');
  await client.say('MAIL FROM:<a@elsewhere.test>');
  await client.say('RCPT TO:<anna@example.test>');
  await client.say('DATA');
  const content = `Subject: first\r\n\r\nHello${variant}${second}x\r\n.\r\n`;
  const size = Math.ceil(content.length / pieces);
  for (let at = 0; at < content.length; at += size) {
    client.lines.send(content.slice(at, at + size));
    // A turn of the loop: pieces arrive one by one, and sessions beside each other.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const reply = await client.reply();
  assert.match(
    reply,
    variant.includes('\0') ? /^250 2\.6\.0 / : /^550 5\.6\.11 Message contains bare /,
    JSON.stringify(variant),
  );
  // One reply, to one message: nothing of it was a command.
  assert.equal(await client.say('NOOP'), '250 2.0.0 OK');
  client.close();
}

test('only CRLF.CRLF ends a message: no variant makes a second one, in one piece or many, alone or beside others', async () => {
  const attempts = notEnds.flatMap((variant) => [1, 2, 7, 40].map((pieces) => smuggle(variant, pieces)));
  await Promise.all(attempts);
  assert.equal((await server.inbox('bob')).length, 0);
  for (const text of await server.inbox('anna'))
    assert.match(text, /Subject: first[^]*MAIL FROM:<admin@example\.test>/);
});

test('a message refused for its line ends is refused to BDAT as well, and its octets are not obeyed', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO relay.example');
  await client.say('MAIL FROM:<a@elsewhere.test>');
  await client.say('RCPT TO:<bob@example.test>');
  const content = `Subject: first\r\n\r\nHello\n.\n${second}`;
  assert.match(await client.say(`BDAT ${content.length + 2}\r\n${content}`), /^550 5\.6\.11 /);
  assert.equal(await client.say('DATA'), '503 5.5.2 Need mail command');
  assert.equal((await server.inbox('bob')).length, 0);
});

test('commands behind a BDAT that cannot be read are not obeyed', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO relay.example');
  client.lines.send(`BDAT ten LAST\r\n${second}x\r\n.\r\n`);
  assert.match(await client.reply(), /^501 5\.5\.4 /);
  assert.equal(await client.reply(), 'closed');
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { missingPostfix, startPostfix, type TestPostfix } from '../support/postfix.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const skip = missingPostfix() ?? false;
let server: TestServer;
let bySmtp: TestPostfix;
let byLmtp: TestPostfix;
const ending = endingOfThisFile();

before(async () => {
  if (skip !== false) return;
  const resolver = resolverOf({
    mx: { 'postfix.test': [[10, 'mx.postfix.test']] },
    addresses: { 'mx.postfix.test': ['127.0.0.1'] },
  });
  server = await startServer(ending, { resolver });
  const [lmtp = 0, one = 0, two = 0] = await freePorts(3);
  await server.shell(`New-ReceiveConnector -Name LMTP -Usage Lmtp -Bindings 127.0.0.1:${lmtp}`);
  bySmtp = await startPostfix({ smtp: server.ports.smtp, lmtp: null, port: one });
  ending.after(() => bySmtp.stop());
  const more = 'smtpd_discard_ehlo_keywords = 8bitmime, smtputf8, chunking\n';
  byLmtp = await startPostfix({ smtp: server.ports.smtp, lmtp, port: two, more });
  ending.after(() => byLmtp.stop());
  await server.shell(`New-SendConnector -Name out -AddressSpaces * -Port ${one}`);
  await server.shell(`New-SendConnector -Name seven -AddressSpaces seven.test -SmartHosts 127.0.0.1 -Port ${two}`);
});

async function submission(user: TestUser): Promise<SmtpClient> {
  const plain = await SmtpClient.connect(server.ports.submission);
  await plain.say('EHLO laptop');
  const client = await plain.startTls();
  await client.say('EHLO laptop');
  assert.match(await client.signIn(user.address, user.password), /^235/);
  return client;
}

/** Messages of Alice's inbox that have this subject. */
async function received(subject: string): Promise<readonly string[]> {
  const { alice } = server.users;
  for (let tries = 0; tries < 4000; tries += 1) {
    const guid = server.running.directory.findMailbox(alice.address)?.guid ?? '';
    const store = await server.running.mail.account(guid);
    const { folderId } = await store.folder('INBOX');
    const texts: string[] = [];
    for await (const rows of store.messages(folderId, [{ first: 1, last: 4_294_967_295 }], {}))
      for (const { contentId } of rows) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of store.content(contentId)) chunks.push(chunk);
        texts.push(Buffer.concat(chunks).toString('utf8'));
      }
    const found = texts.filter((text) => text.includes(subject));
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no message with "${subject}" came`);
}

test('Relais sends to Postfix: pipelined, over TLS, dots and all', { skip }, async () => {
  const client = await submission(server.users.alice);
  const content = `From: <${server.users.alice.address}>\r\nSubject: out\r\n\r\n.dot\r\nline`;
  assert.match(await client.send(server.users.alice.address, ['bob@postfix.test'], content), /^250 /);
  const [message = ''] = await bySmtp.delivered(1);
  assert.match(message, /\(using TLSv1\.3 with cipher/);
  assert.match(message, /\n\.dot\nline\n$/);
  client.close();
});

test('what Postfix refuses comes back as a report', { skip }, async () => {
  const client = await submission(server.users.alice);
  const content = `From: <${server.users.alice.address}>\r\nSubject: to nobody\r\n\r\nx`;
  assert.match(await client.send(server.users.alice.address, ['nobody@postfix.test'], content), /^250 /);
  const [report = ''] = await received('Undeliverable: to nobody');
  assert.match(report, /Status: 5\.1\.1/);
  assert.match(report, /Diagnostic-Code: smtp; 550 5\.1\.1 <nobody@postfix\.test>/);
  client.close();
});

test('SMTPUTF8 to Postfix: an address beyond US-ASCII', { skip }, async () => {
  const client = await submission(server.users.alice);
  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  assert.match(await client.say(`MAIL FROM:<${server.users.alice.address}> SMTPUTF8`), /^250 /);
  assert.match(await client.say(bytes('RCPT TO:<δοκιμή@postfix.test>')), /^250 /);
  await client.say('DATA');
  assert.match(
    await client.say(bytes(`From: <${server.users.alice.address}>\r\nSubject: δοκιμή\r\n\r\nx\r\n.`)),
    /^250 /,
  );
  const all = await bySmtp.delivered(2);
  assert.ok(all.some((text) => text.includes(bytes('Subject: δοκιμή')) && text.includes('with UTF8SMTPS')));
  client.close();
});

test('SMTPUTF8 from Postfix: sender, recipient and header beyond US-ASCII arrive as they were, and a report comes back', {
  skip,
}, async () => {
  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  const added = await server.shell("Set-Mailbox alice -EmailAddresses @{Add='élise@example.test'}");
  assert.equal(added.exitCode, 0, added.stderr);
  const client = await SmtpClient.connect(bySmtp.port);
  await client.say('EHLO outside.test');
  assert.match(await client.say(bytes('MAIL FROM:<δοκιμή@postfix.test> SMTPUTF8')), /^250 /);
  for (const to of ['élise@example.test', 'niemand-ü@example.test'])
    assert.match(await client.say(bytes(`RCPT TO:<${to}>`)), /^250 /);
  await client.say('DATA');
  const content =
    'From: Δ <δοκιμή@postfix.test>\r\nTo: <élise@example.test>\r\nSubject: entrée à Élise\r\n\r\nça va\r\n.';
  assert.match(await client.say(bytes(content)), /^250 /);
  client.close();
  const [message = ''] = await received('Subject: entrée à Élise');
  assert.match(message, /^Return-Path: <δοκιμή@postfix\.test>/m);
  assert.match(message, /with UTF8SMTPS id/);
  assert.match(message, /\r\n\r\nça va\r\n$/);
  // The mailbox that is not there is refused at RCPT, and Postfix tells its own user so.
  for (let count = 1; ; count += 1) {
    const all = await bySmtp.delivered(count);
    if (all.some((text) => text.includes(bytes('niemand-ü@example.test')) && /5\.1\.1/.test(text))) break;
  }
});

test('under a disclaimer mail reaches a Postfix without 8BITMIME in 7 bits, BINARYMIME too, and what is signed as it was', {
  skip,
}, async () => {
  const added = await server.shell(
    "New-TransportRule Seven -RecipientDomainIs seven.test -ApplyHtmlDisclaimerText '<p>Société</p>'",
  );
  assert.equal(added.exitCode, 0, added.stderr);
  const client = await submission(server.users.alice);
  const from = server.users.alice.address;
  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  const head = (subject: string, type: string): string =>
    `From: <${from}>\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n`;
  const signed = [
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=s',
    '',
    '--s',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'as  it was ',
    '--s',
    'Content-Type: application/pkcs7-signature; name=smime.p7s',
    'Content-Transfer-Encoding: base64',
    '',
    'MIIB',
    '--s--',
    '',
  ].join('\r\n');
  const mixed =
    '--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n' +
    '--b\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße;1\r\n';
  const binary =
    '--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\u0001\n\r\u00ff\r\n';
  for (const [body, content] of [
    ['8BITMIME', `${head('signed', 'x/x').replace(/^Content-Type: x.*\r\n/m, '')}${signed}`],
    ['8BITMIME', `${head('eight', 'multipart/mixed; boundary=b')}\r\n${bytes(mixed)}--b--\r\n`],
    ['BINARYMIME', `${head('binary', 'multipart/mixed; boundary=b')}\r\n${bytes(mixed)}${binary}--b--\r\n`],
  ] as const) {
    assert.match(await client.say(`MAIL FROM:<${from}> BODY=${body}`), /^250 /);
    assert.match(await client.say('RCPT TO:<bob@seven.test>'), /^250 /);
    client.lines.send(`BDAT ${content.length} LAST\r\n${content}`);
    assert.match(await client.reply(), /^250 /);
  }
  client.close();
  const all = await byLmtp.delivered(3);
  const of = (subject: string): string => all.find((text) => text.includes(`\nSubject: ${subject}\n`)) ?? '';
  for (const text of all) assert.ok(!/[^\n\t -~]/.test(text), text);
  assert.ok(of('signed').includes(signed.replaceAll('\r\n', '\n')), of('signed'));
  for (const subject of ['eight', 'binary']) {
    assert.match(of(subject), /Gr=C3=BC=C3=9Fe/);
    assert.match(of(subject), /Soci=C3=A9t=C3=A9/);
    assert.ok(of(subject).includes(`base64\n\n${Buffer.from('Grüße;1').toString('base64')}\n`), of(subject));
  }
  assert.ok(of('binary').includes(Buffer.from([0, 1, 10, 13, 255]).toString('base64')), of('binary'));
  await server.shell('Remove-TransportRule Seven -Confirm:$false');
});

for (const [name, postfix] of [
  ['SMTP', () => bySmtp],
  ['LMTP', () => byLmtp],
] as const)
  test(`Postfix hands over to Relais by ${name}: small, large, and a refusal for one of two recipients`, {
    skip,
  }, async () => {
    const { alice } = server.users;
    const client = await SmtpClient.connect(postfix().port);
    await client.say('EHLO outside.test');
    const subject = `in by ${name}`;
    assert.match(
      await client.send('bob@postfix.test', [alice.address, 'unknown@example.test'], `Subject: ${subject}\r\n\r\nx`),
      /^250 /,
    );
    const [small = ''] = await received(`Subject: ${subject}\r\n`);
    assert.match(small, name === 'SMTP' ? /with ESMTPS id/ : /with LMTPS id/);
    const body = `${'0123456789'.repeat(7)}\r\n`.repeat(80_000);
    assert.match(
      await client.send('bob@postfix.test', [alice.address], `Subject: large ${subject}\r\n\r\n${body}`),
      /^250 /,
    );
    const [large = ''] = await received(`Subject: large ${subject}\r\n`);
    assert.ok(large.includes(body));
    // The other recipient is Postfix's to report, to its own user.
    const reports = await postfix().delivered(name === 'SMTP' ? 4 : 1);
    assert.ok(reports.some((text) => text.includes('unknown@example.test') && /5\.1\.1/.test(text)));
    client.close();
  });

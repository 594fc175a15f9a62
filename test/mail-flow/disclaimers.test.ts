import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { decodeText, type MimePart, scanMessage } from '@relais/mime';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { folderOf, person, send } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startServerAndSink } from './server-and-sink.ts';

// What New-TransportRule -ApplyHtmlDisclaimerText makes of messages as programs write them, as those elsewhere get them.
let server: TestServer;
let sink: Sink;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['elsewhere.test']));
  await run(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

/** A rule for as long as `work` lasts. */
async function underRule(actions: string, work: () => Promise<void>): Promise<void> {
  await run(`New-TransportRule It -SentToScope NotInOrganization ${actions}`);
  try {
    await work();
  } finally {
    await run('Remove-TransportRule It -Confirm:$false');
  }
}

/** What alice's message has become elsewhere. */
async function elsewhere(content: string): Promise<Buffer> {
  const { alice } = server.users;
  const had = sink.messages.length;
  assert.match(await send(server, alice, alice.address, ['b@elsewhere.test'], content), /^250/);
  await sink.received(had + 1);
  return Buffer.from(sink.messages[had]?.data ?? '', 'utf8');
}

const head = (type: string, encoding = '7bit'): string =>
  `From: alice@example.test\r\nTo: b@elsewhere.test\r\nSubject: hello\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
const base64 = (content: string | Buffer): string =>
  Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n');

function leavesOf(part: MimePart): readonly MimePart[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leavesOf);
}

/** Of each leaf its type and text, as a reader decodes it. */
async function textsIn(message: Buffer): Promise<readonly (readonly [type: string, text: string])[]> {
  const { root } = scanMessage(message);
  return await Promise.all(
    leavesOf(root).map(
      async (part) =>
        [
          `${part.type}/${part.subtype}`,
          await decodeText(part, message.subarray(part.bodyStart, part.bodyEnd)),
        ] as const,
    ),
  );
}

test('it stands at the end of every alternative, in words in the plain one, with what is known of the sender', async () => {
  await run("Set-User alice -Title 'R & D' -Phone 123; Set-Mailbox alice -DisplayName 'Alice Müller'");
  const words = '<p><b>%%displayname%%</b>, %%Title%%</p><p>Tel %%PhoneNumber%%%%Fax%%</p>'.replace(
    '%%Fax%%',
    '%%FaxNumber%%',
  );
  await underRule(`-ApplyHtmlDisclaimerText '${words}'`, async () => {
    const plain = await elsewhere(`${head('text/plain; charset=us-ascii; format=flowed')}Hi there\r\n`);
    assert.match(plain.toString(), /^Content-Type: text\/plain; charset=utf-8; format="flowed"\r$/m);
    assert.deepEqual(await textsIn(plain), [['text/plain', 'Hi there\r\n\r\nAlice Müller, R & D\r\n\r\nTel 123\r\n']]);
    // Nothing but the subject and a text, as scripts write.
    const bare = await elsewhere('Subject: bare\r\n\r\nHi');
    assert.match(bare.toString(), /^MIME-Version: 1\.0\r$/m);
    assert.match((await textsIn(bare))[0]?.[1] ?? '', /^Hi\r\n\r\nAlice Müller, R & D/);

    const page = '<html><head><meta charset="iso-8859-1"></head><body bgcolor=white><p>d=E9j=E0 vu</p></body></html>';
    const both = await elsewhere(
      `${head('multipart/alternative; boundary=a')}--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nd=E9j=E0 vu=20\r\n\r\n--a\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${page.replaceAll('=white', '=3Dwhite').replaceAll('charset=', 'charset=3D')}\r\n--r\r\nContent-Type: image/png\r\nContent-ID: <i>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n--a--`,
    );
    const [text, html, image] = await textsIn(both);
    assert.equal(text?.[1], 'déjà vu \r\n\r\nAlice Müller, R & D\r\n\r\nTel 123\r\n');
    assert.match(
      html?.[1] ?? '',
      /<p>déjà vu<\/p>\r\n<div><p><b>Alice Müller<\/b>, R &amp; D<\/p>.*<\/div>\r\n<\/body>/,
    );
    assert.match(html?.[1] ?? '', /<meta charset="utf-8">/);
    assert.match(both.toString(), /iVBORw0KGgo=\r\n--r--\r\n--a--\r\n$/);
    assert.equal(image?.[0], 'image/png');
  });
});

test('at the beginning it stands behind the body’s tag, and a text in base64 stays in base64', async () => {
  await underRule(`-ApplyHtmlDisclaimerText 'Überprüft' -ApplyHtmlDisclaimerLocation Prepend`, async () => {
    const page = `<body class="x">\r\n${'<p>lorem ipsum</p>\r\n'.repeat(50)}</body>`;
    const mixed = await elsewhere(
      `${head('multipart/mixed; boundary=m')}--m\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(page)}\r\n--m\r\nContent-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment\r\n\r\nnotes\r\n--m--`,
    );
    assert.deepEqual(await textsIn(mixed), [
      ['text/html', page.replace('"x">', '"x">\r\n<div>Überprüft</div>\r\n')],
      ['text/plain', 'notes'],
    ]);
    assert.match(mixed.toString(), /^Content-Transfer-Encoding: base64\r$/m);
  });
});

test('our signature is made over the message with it', async (t) => {
  const dns = await startTestDns({});
  t.after(() => dns.stop());
  await run(`Set-TransportConfig -DnsServers '${dns.address}'`);
  await run('New-DkimSigningConfig example.test -Selector k -Enabled $true');
  const record = await run('Get-DkimSigningConfig example.test | % DnsRecordValue');
  dns.zone['k._domainkey.example.test'] = { TXT: [record.replaceAll(/\s+/g, ' ').trim()] };
  await person(server, 'dora');
  await underRule("-ApplyHtmlDisclaimerText 'confidential'", async () => {
    const sent = (await elsewhere(`${head('text/plain')}Hi`)).toString().replace(/\r\n$/, '');
    assert.match(sent, /confidential$/);
    const client = await SmtpClient.connect(server.ports.smtp, { from: '127.0.0.9' });
    await client.say('EHLO client.test');
    assert.match(await client.send('back@far.test', ['dora@example.test'], sent), /^250/);
    client.close();
    const [came] = await folderOf(server, 'dora', 'INBOX', 1);
    assert.match(came ?? '', /^Authentication-Results: [^]*?dkim=pass/m);
  });
  await run('Remove-DkimSigningConfig example.test -Confirm:$false');
});

const signed = `${head('multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary=s')}--s\r\nContent-Type: text/plain\r\n\r\nsigned words\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--s--\r\n`;

test('what is signed or encrypted stays as it is: wrapped, sent without it, or refused', async () => {
  const others = [
    `${head('multipart/encrypted; boundary=s')}--s\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--s--\r\n`,
    `${head('application/pkcs7-mime; smime-type=enveloped-data', 'base64')}MIIB\r\n`,
    `${head('text/plain')}-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----\r\n`,
    `${head('application/pdf', 'base64')}JVBERi0=\r\n`,
    `${head('text/plain; charset=utf-8', '8bit')}${'é'.repeat(40)}\r\n`
      .replace('utf-8', 'x-nobody-knows')
      .replace('text/plain', 'multipart/signed; boundary=none'),
  ];
  await underRule("-ApplyHtmlDisclaimerText '<p>private</p>'", async () => {
    for (const content of [signed, ...others]) {
      const wrapped = await elsewhere(content.replace(/\r\n$/, ''));
      const { root } = scanMessage(wrapped);
      const [texts, carried] = root.children;
      assert.equal(`${root.type}/${root.subtype}`, 'multipart/mixed');
      assert.deepEqual(
        texts?.children.map(({ subtype }) => subtype),
        ['plain', 'html'],
      );
      const whole = wrapped.subarray(carried?.bodyStart, carried?.bodyEnd).toString();
      assert.ok(whole.endsWith(content), whole);
      assert.equal(carried?.message?.structure.header.filter(({ name }) => name === 'subject').length, 1);
      assert.match(wrapped.toString(), /^From: alice@example\.test\r\nTo: b@elsewhere\.test\r\nSubject: hello\r$/m);
      assert.deepEqual((await textsIn(wrapped)).slice(0, 2), [
        ['text/plain', 'private\r\n'],
        ['text/html', '<div><p>private</p></div>\r\n'],
      ]);
    }
  });
  await underRule('-ApplyHtmlDisclaimerText private -ApplyHtmlDisclaimerFallbackAction Ignore', async () => {
    assert.ok((await elsewhere(signed.replace(/\r\n$/, ''))).toString().endsWith(signed));
  });
  await underRule('-ApplyHtmlDisclaimerText private -ApplyHtmlDisclaimerFallbackAction Reject', async () => {
    const { alice } = server.users;
    const had = sink.messages.length;
    assert.match(
      await send(server, alice, alice.address, ['b@elsewhere.test'], signed),
      /^550 5\.7\.1 TRANSPORT\.RULES\.RejectMessage; A disclaimer/,
    );
    assert.equal(sink.messages.length, had);
    assert.match(
      await run('Get-MessageTrackingLog -EventId FAIL -Source AGENT | Format-List SourceContext,MessageSubject'),
      /transport rules[^]*hello/,
    );
  });
});

test('in a thread it stands once, and a report is nobody’s to add to', async () => {
  const rule =
    "-ApplyHtmlDisclaimerText '<p>This e-mail is<br>confidential.</p>' -ExceptIfSubjectOrBodyContainsWords 'This e-mail is confidential.'";
  await underRule(rule, async () => {
    const first = (await textsIn(await elsewhere(`${head('text/plain')}Hi`)))[0]?.[1] ?? '';
    assert.equal(first, 'Hi\r\n\r\nThis e-mail is\r\nconfidential.\r\n');
    const quoted = `> ${first.trimEnd().replaceAll('\r\n', '\r\n> ')}`;
    assert.equal(
      (await textsIn(await elsewhere(`${head('text/plain')}Fine.\r\n${quoted}`)))[0]?.[1],
      `Fine.\r\n${quoted}\r\n`,
    );
    const report = `${head('multipart/report; report-type=disposition-notification; boundary=r')}--r\r\n\r\nread\r\n--r\r\nContent-Type: message/disposition-notification\r\n\r\nx: y\r\n--r--`;
    assert.doesNotMatch((await elsewhere(report)).toString(), /confidential/);
  });
});

test('what it says is shown and changed, and what nobody knows of senders is refused', async () => {
  await run("New-TransportRule Shown -ApplyHtmlDisclaimerText '<p>%%Company%%</p>'");
  const shown = () => run('Get-TransportRule Shown | Format-List ApplyHtml*');
  assert.match(await shown(), /Text +: <p>%%Company%%<\/p>[^]*Location +: Append[^]*FallbackAction +: Wrap/);
  await run('Set-TransportRule Shown -ApplyHtmlDisclaimerLocation Prepend -ApplyHtmlDisclaimerFallbackAction Ignore');
  assert.match(await shown(), /Text +: <p>%%Company%%<\/p>[^]*Location +: Prepend[^]*FallbackAction +: Ignore/);
  for (const [text, error] of [
    ["Set-TransportRule Shown -ApplyHtmlDisclaimerText '%%Salary%%'", /%%Salary%% is nothing that is known of senders/],
    ['Set-TransportRule Shown -ApplyHtmlDisclaimerText $null', /The rule would do nothing/],
    ['New-TransportRule No -ApplyHtmlDisclaimerLocation Append', /go with ApplyHtmlDisclaimerText/],
  ] as const)
    assert.match((await server.shell(text)).stderr, error);
  await run('Remove-TransportRule Shown -Confirm:$false');
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { person, send } from '../recipients/people.ts';
import { askHttps } from '../sign-in/https-client.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

// What a stranger or a client says, and how the server says it again: in replies, in headers of HTTP, in lists.
let server: TestServer;
const ending = endingOfThisFile();

before(async () => {
  server = await startServer(ending);
});

async function run(command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await server.shell(command);
  assert.equal(exitCode, 0, `${command}: ${stderr}`);
  return stdout;
}

const bytes = (text: string): string => Buffer.from(text).toString('latin1');

test('GETACL and LISTRIGHTS write an address beyond US-ASCII as its bytes (RFC 4314 §3.3)', async () => {
  // Written a byte a character, ਊ is a line feed and č a carriage return.
  await person(server, 'guest');
  await run("Set-Mailbox guest -EmailAddressPolicyEnabled $false -PrimarySmtpAddress 'čਊ.evil@example.test'");
  await run('Add-MailboxFolderPermission alice:\\Inbox -User guest -AccessRights Reviewer');
  const secure = await startTls(await connected(server.ports.imap));
  const { address, password } = server.users.alice;
  await secure.command('b', `LOGIN ${address} ${password}`);
  const address8 = bytes('čਊ.evil@example.test');
  const literal = await secure.command('c', 'GETACL INBOX');
  assert.match(literal[0] ?? '', new RegExp(`^\\* ACL INBOX .*\\{${address8.length}\\}$`));
  assert.ok(literal[1]?.startsWith(`${address8} `), JSON.stringify(literal));
  assert.match(literal[2] ?? '', /^c OK /);
  const rights = await secure.command('d', 'LISTRIGHTS INBOX guest');
  assert.match(rights[0] ?? '', /^\* LISTRIGHTS INBOX "guest" /);
  await secure.command('e', 'ENABLE UTF8=ACCEPT');
  const echoed = await secure.command('f', `LISTRIGHTS INBOX "${address8}"`);
  assert.ok(echoed[0]?.startsWith(`* LISTRIGHTS INBOX "${address8}" `), JSON.stringify(echoed));
  assert.match(echoed[1] ?? '', /^f OK /);
  secure.close();
});

test('what IMAP and POP3 say of a command that is too long or holds controls is a short line of text', async () => {
  const imap = await startTls(await connected(server.ports.imap));
  const { address, password } = server.users.bob;
  await imap.command('b', `LOGIN ${address} ${password}`);
  const long = 'x'.repeat(4_000);
  for (const text of [
    `SELECT "${long}"`,
    `CREATE "a${long}"`,
    `CREATE "a\u0085b"`,
    'CREATE "a\u0080\u009b2J"',
    `STATUS ${long} (MESSAGES)`,
    `FETCH ${long} FLAGS`,
    `STORE 1 +FLAGS (${long}(`,
    `SEARCH CHARSET ${long} ALL`,
    `LISTRIGHTS INBOX ${long}`,
    `SETACL INBOX ${long} lr`,
    `SETMETADATA INBOX (/private/${long} "x")`,
    `GETQUOTA ${long}`,
    `${long}`,
    `ENABLE ${long}`,
    `UID ${long}`,
    `NOOP ${long}\u001b[2J`,
  ]) {
    for (const line of await imap.command('t', text)) {
      assert.ok(line.length <= 1_000, `${line.length} octets to ${text.slice(0, 40)}`);
      assert.match(line, /^[ -~]*$/, text.slice(0, 40));
    }
  }
  imap.close();
  const pop3 = await connected(server.ports.pop3);
  for (const text of [
    `USER ${long}`,
    'USER a\u0085\u001b',
    `RETR ${long}`,
    long,
    `A\u001b[2J`,
    `UIDL ${long}`,
    `AUTH ${long}`,
  ]) {
    pop3.send(`${text}\r\n`);
    const line = await pop3.line();
    // RFC 1939 §3: a response has at most 512 octets with its CRLF.
    assert.ok(line !== null && line.length <= 510, text.slice(0, 40));
    assert.match(line, /^(?:\+OK|-ERR)[ -~]*$/);
  }
  pop3.close();
});

async function connected(port: number): Promise<LineClient> {
  const client = await LineClient.connect(port);
  await client.line();
  return client;
}

async function startTls(client: LineClient): Promise<LineClient> {
  await client.command('a', 'STARTTLS');
  return client.startTls();
}

test('what a proxy passes on of its client is one line', async () => {
  await run('Get-ReceiveConnector "Default Frontend*" | Set-ReceiveConnector -XClientAddresses 127.0.0.1');
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  await run('Restart-Service MSExchangeFrontEndTransport');
  for (const [hello, says] of [
    ['a+0D+0AX-Injected:+201', /^501 /],
    ['a+85b', /^501 /],
    ['a)+20(b', /^220 /],
    ['x'.repeat(2_000), /^220 /],
  ] as const) {
    const client = await SmtpClient.connect(server.ports.smtp);
    assert.match(await client.say(`XCLIENT ADDR=192.0.2.44 HELO=${hello}`), says, hello.slice(0, 40));
    client.close();
  }
});

test('the name of a download is a name, whatever the address says (RFC 6266)', async () => {
  const alice = await JmapTestClient.open(server, server.users.alice);
  const up = await alice.ask('POST', `/jmap/upload/${alice.accountId}`, 'x', 'application/x-thing');
  const { blobId } = JSON.parse(up.text);
  for (const [name, plain, whole] of [
    ['report.pdf', 'report.pdf', 'report.pdf'],
    ['a"; filename="b.exe', 'a_; filename=_b.exe', 'a%22%3B%20filename%3D%22b.exe'],
    ['a\r\nX-Injected: 1', 'a__X-Injected: 1', 'a__X-Injected%3A%201'],
    ['été\u0085.pdf', '_t__.pdf', '%C3%A9t%C3%A9_.pdf'],
    ['exe\u202efdp.js', 'exe_fdp.js', 'exe_fdp.js'],
    [`${'x'.repeat(199)}\u{1f3d6}.pdf`, `${'x'.repeat(199)}_`, `${'x'.repeat(199)}%EF%BF%BD`],
  ] as const) {
    const path = `/jmap/download/${alice.accountId}/${blobId}/${encodeURIComponent(name)}`;
    const { status, headers } = await askHttps(server.ports.https, 'GET', path, alice.headers);
    assert.equal(status, 200, name);
    assert.equal(headers['content-disposition'], `attachment; filename="${plain}"; filename*=UTF-8''${whole}`);
    assert.equal(headers['x-injected'], undefined);
  }
});

test('a hostile subject is one line in the tracking log, and colours no terminal', async () => {
  const subject = '=?utf-8?Q?evil=0D=0AFAIL_forged=1B[2J=C2=85=E2=80=A8x?=';
  const text = `From: w@far.test\r\nSubject: ${subject}\r\nMessage-ID: <\u001b[2J@far.test>\r\n\r\nhello`;
  assert.match(await send(server, null, 'w@far.test', [server.users.bob.address], text), /^250/);
  const shown = await run('Get-MessageTrackingLog -Recipients bob@example.test | Format-List MessageSubject,MessageId');
  assert.match(shown, /^MessageSubject : evil {2}FAIL forged \[2J {2}x$/m);
  assert.match(shown, /^MessageId {6}: <␛\[2J@far\.test>$/m);
  // oxlint-disable-next-line no-control-regex
  const controls = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/;
  assert.ok(!controls.test(shown), JSON.stringify(shown));
  // A text alone is printed as it is, so it must come without them.
  const [search, pick] = ['Get-MessageTrackingLog -Recipients bob@example.test', 'Select-Object -Last 1'];
  for (const command of [
    `(${search} | ${pick}).MessageId`,
    `${search} | ForEach-Object { Write-Host $_.MessageId }`,
    `${search} | Select-Object MessageId | ConvertTo-Csv`,
  ]) {
    const printed = await run(command);
    assert.match(printed, /␛\[2J@far\.test/, command);
    assert.ok(!controls.test(printed), JSON.stringify(printed));
  }
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { zipOf } from '../../server/src/services/transport-rules/zip-archive.fixture.ts';
import { folderOf, person, send } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { startServerAndSink } from './server-and-sink.ts';

// What New-TransportRule asks of texts and attachments, of messages as programs write them.
let server: TestServer;
const ending = endingOfThisFile();

before(async () => {
  ({ server } = await startServerAndSink(ending, ['elsewhere.test']));
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  await person(server, 'rosa');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

const give = (content: string): Promise<string> =>
  send(server, null, 'w@elsewhere.test', ['rosa@example.test'], content);
const head = (subject: string, type: string, encoding = '7bit'): string =>
  `From: w@elsewhere.test\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
const text = (body: string): string => `${head('x', 'text/plain; charset=utf-8')}${body}`;
const base64 = (content: Buffer): string => content.toString('base64').replaceAll(/.{76}/g, '$&\r\n');

function withAttachment(name: string, content: Buffer, disposition = 'attachment'): string {
  return `${head('files', 'multipart/mixed; boundary=b')}--b\r\n\r\nsee there\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: ${disposition}; ${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(content)}\r\n--b--`;
}

/** Which of the messages the rule refuses. */
async function refused(conditions: string, messages: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await run(`New-TransportRule It ${conditions} -RejectMessageReasonText 'not this'`);
  const names: string[] = [];
  for (const [name, content] of Object.entries(messages)) {
    const reply = await give(content);
    assert.match(reply, /^(?:250|550 5\.7\.1 TRANSPORT\.RULES\.RejectMessage; not this)/, name);
    if (reply.startsWith('550')) names.push(name);
  }
  await run('Remove-TransportRule It -Confirm:$false');
  return names;
}

test('words are found in the text as people read it: decoded, without tags, across the lines of a quotation', async () => {
  const texts = {
    plain: text('This is Top Secret.'),
    within: text('stop secretary'),
    quoted: text('> this is top\r\n> secret, he wrote'),
    'in the subject': `${head('top secret', 'text/plain')}nothing`,
    encoded: `${head('x', 'text/plain; charset=utf-8', 'base64')}${base64(Buffer.from('the top secret thing'))}`,
    html: `${head('x', 'text/html; charset=us-ascii', 'quoted-printable')}<p>top <b>sec=\r\nret</b></p>`,
    attached: withAttachment('filename=note.txt', Buffer.from('top secret')),
  };
  assert.deepEqual(await refused("-SubjectOrBodyContainsWords 'top secret'", texts), [
    'plain',
    'quoted',
    'in the subject',
    'encoded',
    'html',
  ]);
  const charset = `${head('x', 'text/plain; charset=iso-8859-1', 'quoted-printable')}d=E9j=E0 vu`;
  assert.deepEqual(await refused("-SubjectOrBodyContainsWords 'DÉJÀ'", { charset, other: text('deja') }), ['charset']);
});

test('patterns are found in subjects and texts; the exception keeps a thread from being met twice', async () => {
  const number = { number: text('my number is 123-45-6789, keep it'), none: text('my number is 12-45-6789') };
  assert.deepEqual(await refused(String.raw`-SubjectOrBodyMatchesPatterns '\b\d{3}-\d{2}-\d{4}\b'`, number), [
    'number',
  ]);
  const signed = { ...number, said: text('123-45-6789\r\n-- \r\nConfidential\r\nnotice') };
  const twice = String.raw`-SubjectOrBodyMatchesPatterns '\d-\d' -ExceptIfSubjectOrBodyContainsWords 'confidential notice'`;
  assert.deepEqual(await refused(twice, signed), ['number', 'none']);
  const subjects = { RE: `${head('RE: hello', 'text/plain')}x`, no: `${head('hello, RE: you', 'text/plain')}x` };
  assert.deepEqual(await refused("-SubjectMatchesPatterns '^re:'", subjects), ['RE']);
});

test('attachments are known by their names in every spelling, their size and what they are', async () => {
  const program = Buffer.concat([Buffer.from('MZ\x90\0\x03', 'latin1'), Buffer.alloc(300)]);
  const files = {
    exe: withAttachment('filename="Tool.EXE"', program),
    renamed: withAttachment('filename=report.pdf', program),
    'called a text': withAttachment('filename=a.txt', program).replace('application/octet-stream', 'text/plain'),
    rfc2231: withAttachment("filename*=utf-8''r%C3%A9sum%C3%A9.docm", Buffer.alloc(20_000)),
    'encoded word': withAttachment('filename="=?utf-8?Q?r=C3=A9sum=C3=A9=2Edocm?="', Buffer.alloc(10_239), 'inline'),
    dots: withAttachment('filename="evil.exe. "', Buffer.from('x')),
    text: text('tool.exe'),
  };
  assert.deepEqual(await refused('-AttachmentExtensionMatchesWords .exe,DOCM', files), [
    'exe',
    'rfc2231',
    'encoded word',
    'dots',
  ]);
  assert.deepEqual(await refused("-AttachmentNameMatchesPatterns '^résumé'", files), ['rfc2231', 'encoded word']);
  assert.deepEqual(await refused('-AttachmentHasExecutableContent $true', files), ['exe', 'renamed', 'called a text']);
  assert.deepEqual(await refused('-AttachmentSizeOver 10KB', files), ['rfc2231']);
  assert.deepEqual(await refused('-AttachmentSizeOver 1B -ExceptIfAttachmentExtensionMatchesWords exe', files), [
    'renamed',
    'called a text',
    'rfc2231',
    'encoded word',
  ]);
  const zip = (flag: number): Buffer => Buffer.from(`PK\x03\x04\x14\0${String.fromCharCode(flag)}\0rest`, 'latin1');
  const zips = { locked: withAttachment('filename=a.zip', zip(1)), open: withAttachment('filename=a.zip', zip(0)) };
  assert.deepEqual(await refused('-AttachmentIsPasswordProtected $true', zips), ['locked']);
  const archives = {
    inside: withAttachment('filename=a.zip', zipOf({ 'a/Setup.EXE': program })),
    harmless: withAttachment('filename=a.zip', zipOf({ 'exe.txt': Buffer.from('x') })),
    rar: withAttachment('filename=a.rar', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1')),
    deep: withAttachment(
      'filename=a.zip',
      [1, 2, 3, 4].reduce((inner) => zipOf({ 'b.zip': inner }), zipOf({})),
    ),
  };
  assert.deepEqual(await refused('-AttachmentExtensionMatchesWords exe', archives), ['inside']);
  assert.deepEqual(await refused('-AttachmentIsUnsupported $true', archives), ['rar']);
  assert.deepEqual(await refused('-AttachmentProcessingLimitExceeded $true', archives), ['deep']);
});

test('a message of megabytes goes through whole, and its first megabyte of text is looked at', async () => {
  const line = `${'lorem ipsum '.repeat(6)}\r\n`;
  const long = (where: number): string => text(`${line.repeat(where)}the needle\r\n${line.repeat(60_000 - where)}end`);
  assert.deepEqual(await refused('-SubjectOrBodyContainsWords needle', { early: long(100), late: long(59_000) }), [
    'early',
  ]);
  const texts = await folderOf(server, 'rosa', 'INBOX', 1);
  assert.equal(texts.find((one) => one.includes('the needle'))?.endsWith(`${line}end\r\n`), true);
});

test('what rules ask is shown as it was given; what is no regular expression is refused', async () => {
  await run(
    "New-TransportRule Shown -AttachmentSizeOver 2MB -HeaderMatchesMessageHeader X-Mailer -HeaderMatchesPatterns 'a.b' -ExceptIfMessageTypeMatches Signed -AttachmentHasExecutableContent $true -SetSCL 1",
  );
  const shown = await run(
    'Get-TransportRule Shown | Format-List AttachmentSizeOver,HeaderMatches*,ExceptIfMessageTypeMatches,AttachmentHas*,MessageSizeOver',
  );
  assert.match(shown, /AttachmentSizeOver +: 2 MB \(2,097,152 bytes\)/);
  assert.match(shown, /HeaderMatchesMessageHeader +: X-Mailer/);
  assert.match(shown, /HeaderMatchesPatterns +: \{a\.b\}/);
  assert.match(shown, /ExceptIfMessageTypeMatches +: Signed/);
  assert.match(shown, /AttachmentHasExecutableContent +: True/);
  assert.match(shown, /MessageSizeOver +:\s*$/m);
  await run('Set-TransportRule Shown -AttachmentSizeOver $null -HeaderMatchesPatterns @{Add="c+"}');
  assert.match(await run('Get-TransportRule Shown | Format-List HeaderMatchesP*'), /\{a\.b, c\+\}/);
  const no = await server.shell("Set-TransportRule Shown -SubjectMatchesPatterns '(a'");
  assert.match(no.stderr, /"\(a" is not a valid regular expression/);
  await run('Remove-TransportRule Shown -Confirm:$false');
});
